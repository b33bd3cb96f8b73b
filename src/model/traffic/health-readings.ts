// Reads what Route 53 and CloudWatch answer about health checks: which report, and what.
import type { Reading } from "./health";

/** An answer, or why there is none. */
export type Asked<T> = { readonly value: T } | { readonly failure: string };

/** How a health check is set up. */
export interface CheckSetup {
  /** E.g. `HTTPS`, `CALCULATED` or `CLOUDWATCH_METRIC`. */
  readonly type: string;
  readonly disabled: boolean;
  readonly inverted: boolean;
  /** The alarm that it follows. @default none */
  readonly alarm?: AlarmName;
}

export interface AlarmName {
  readonly name: string;
  /** E.g. `eu-west-1`. */
  readonly region: string;
}

/** The newest point of the metric `HealthCheckStatus`. */
export interface Status {
  readonly healthy: boolean;
  readonly at: Date;
}

export interface AlarmState {
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly since: Date;
}

export interface HealthAnswers {
  /** Every check of the account, by its id. */
  readonly setups: Asked<ReadonlyMap<string, CheckSetup>>;
  /** The newest point of each check that has any, by its id. */
  readonly statuses: Asked<ReadonlyMap<string, Status>>;
  /** By {@link alarmKey}. */
  readonly alarms: Asked<ReadonlyMap<string, AlarmState>>;
}

/** Minutes after which a check that reports nothing counts as silent; Route 53 reports every minute. */
export const silentAfter = 5;

export function alarmKey({ name, region }: AlarmName): string {
  return `${region}/${name}`;
}

/** The alarms that tell of the checks with these ids. */
export function alarmsOf(ids: readonly string[], setups: HealthAnswers["setups"]): AlarmName[] {
  if ("failure" in setups) return [];
  const named = ids.flatMap((id) => setups.value.get(id)?.alarm ?? []);
  return [...new Map(named.map((one) => [alarmKey(one), one])).values()];
}

/** Whether Route 53's checkers can explain what a check reports: not those that follow an alarm or other checks. */
export function isExplained(id: string, setups: HealthAnswers["setups"]): boolean {
  const type = "value" in setups ? setups.value.get(id)?.type : undefined;
  return type !== undefined && type !== "CALCULATED" && type !== "CLOUDWATCH_METRIC";
}

/**
 * What each check says. A check's metric stays for a while after it was deleted, so the list of checks is asked too; an
 * alarm is asked itself, since a check that has followed it for less than a minute has no metric.
 */
export function readChecks(ids: readonly string[], answers: HealthAnswers): ReadonlyMap<string, Reading> {
  return new Map(ids.map((id) => [id, readCheck(id, answers)]));
}

function readCheck(id: string, { setups, statuses, alarms }: HealthAnswers): Reading {
  const setup = "value" in setups ? setups.value.get(id) : undefined;
  if ("value" in setups && !setup)
    return { kind: "silent", reason: `its health check ${id} doesn't exist any more`, gone: true };
  if (setup?.disabled) return { kind: "silent", reason: `its health check ${id} is disabled` };
  if (setup?.alarm) return readAlarm(setup.alarm, setup.inverted, alarms);
  if ("failure" in statuses) return { kind: "unreadable", reason: statuses.failure };
  const status = statuses.value.get(id);
  if (status) return { kind: "reported", ...status };
  // Without the list it may be a check that follows an alarm.
  if ("failure" in setups) return { kind: "unreadable", reason: setups.failure };
  return {
    kind: "silent",
    reason: `its health check has reported nothing in the last ${silentAfter} minutes`,
  };
}

function readAlarm(alarm: AlarmName, inverted: boolean, alarms: HealthAnswers["alarms"]): Reading {
  if ("failure" in alarms) return { kind: "unreadable", reason: alarms.failure };
  const found = alarms.value.get(alarmKey(alarm));
  const named = `its alarm ${alarm.name}`;
  if (!found) return { kind: "silent", reason: `${named} doesn't exist in ${alarm.region}` };
  if (found.state !== "OK" && found.state !== "ALARM")
    return { kind: "silent", reason: `${named} has no data` };
  const healthy = (found.state === "OK") !== inverted;
  return { kind: "reported", healthy, at: found.since, alarm: `${named} has been in ${found.state}` };
}
