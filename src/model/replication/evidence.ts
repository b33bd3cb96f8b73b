// Checks what a step of a database's move needs as evidence: writes that are stopped, and a replication that is level.
import type { Objection } from "../problem";
import { declaredIn, type Phase, type Stage } from "./phases";
import type { Wish } from "./wish";
import type { ReplicationRequest } from "./types";

/** How long it counts that writes were seen stopped. */
export const evidenceLifetime = 15 * 60_000;

/**
 * Before another database is written to, or a way back begins, writes must have been seen stopped. Once the name is
 * switched, finishing the same step asks for nothing more, except that a way back begins only then.
 */
export function checkEvidence(
  { id, live, now }: ReplicationRequest,
  from: Stage,
  desired: Wish,
): Objection[] {
  const switches = declaredIn(desired.phase).live !== (live ?? declaredIn(from).live);
  const begins = desired.phase === "reverse" && from !== "reverse";
  return switches || begins ? checkFresh(id, desired, now) : [];
}

function checkFresh(id: string, { phase, checked }: Wish, now: Date): Objection[] {
  const found = whyStale(checked, now);
  if (!found) return [];
  return [
    {
      rule: "evidence",
      message: `${id} may go to ${phase} only while writes are stopped, the lag is 0 and sequences are raised: ${found}`,
      allowed: "`checked` with the time of a check that you have just made",
    },
  ];
}

/** What is wrong with the time of a check; nothing if it counts. */
function whyStale(checked: string | undefined, now: Date): string | undefined {
  if (checked === undefined) return "`checked` is missing";
  const age = now.getTime() - new Date(checked).getTime();
  if (age < 0) return "`checked` is in the future";
  return age <= evidenceLifetime ? undefined : "`checked` is older than 15 min";
}

/**
 * While the private name points to the source, another host of the source is another database that services write to
 * at once. At the same round a replication has a say in it first: it can't change its source.
 */
export function checkSource(
  { id, source, desired, recorded, live, now }: ReplicationRequest,
  from: Stage,
): Objection[] {
  const before = recorded?.hosts.source;
  if (!before || !source || before.toLowerCase() === source.toLowerCase()) return [];
  if ((live ?? declaredIn(from).live) !== "source") return [];
  if (desired && desired.round === recorded.wish?.round) return [];
  const found = desired ? whyStale(desired.checked, now) : "without `replication`, `checked` is missing";
  if (!found) return [];
  return [
    {
      rule: "evidence",
      message: `the private name of ${id} would point to ${source} instead of ${before} at once, which needs writes to be stopped and all data on the new host: ${found}`,
      allowed: `\`source.host: ${before}\`, or \`replication\` with \`phase: load\` and \`checked\` with the time of a check that you have just made`,
    },
  ];
}

/** The phases that rely on what the stage before has kept level. */
const relying: Readonly<Partial<Record<Stage, readonly Phase[]>>> = {
  stream: ["cutover", "reverse"],
  reverse: ["back"],
};

/**
 * Nothing is level behind a replication that is paused or has failed. One that is stopped may have been stopped by an
 * update that was killed before the switch; what `checked` says of it is recent.
 */
export function checkRunning(
  { id, status, recorded }: ReplicationRequest,
  from: Stage,
  desired: Wish,
): Objection[] {
  if (!relying[from]?.includes(desired.phase)) return [];
  const found = recorded?.wish?.paused ? "paused" : (status ?? "running");
  if (found === "running" || found === "stopped") return [];
  return [
    {
      rule: "evidence",
      message: `the replication of ${id} is in the state ${found}, so one database lags behind the other`,
      allowed: `\`phase: ${from}\` with \`paused: false\`, until the lag is 0`,
    },
  ];
}
