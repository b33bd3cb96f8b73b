// Names the stack's outputs that a later run reads, and reads them back.
import type { SharedAccess } from "./clusters/types";
import type { Recorded as RecordedMove } from "./replication/types";
import type { Recorded as RecordedTraffic } from "./traffic/observed";
import type { VersionRecord } from "./versions/record";

/** The outputs of a stack, by name. */
export type Outputs = Readonly<Record<string, unknown>>;

/** The output that holds the Kubernetes versions of a stack's own clusters, by id. */
export const kubernetesVersions = "kubernetesVersions";

/** The output under which a stack publishes its own clusters, by id. */
export const sharing = "sharing";

const traffic = "traffic.";
const replication = "replication.";

/** The output that holds the value of a key of `crossover:traffic`. */
export function trafficOutput(key: string): string {
  return traffic + key;
}

/** The output that holds the phase of a database's move. */
export function moveOutput(id: string): string {
  return replication + id;
}

/** The listener of each cluster that the last update published, by the cluster's id. */
export function recordedListeners(outputs: Outputs | undefined): ReadonlyMap<string, string> {
  const published = (outputs?.[sharing] ?? {}) as Readonly<Record<string, Partial<SharedAccess> | undefined>>;
  return new Map(
    Object.entries(published).flatMap(([id, one]) => (one?.listenerArn ? [[id, one.listenerArn]] : [])),
  );
}

/** The Kubernetes version of each cluster, as the last update wrote it down. Anything of another form counts as absent. */
export function recordedVersions(outputs: Outputs | undefined): ReadonlyMap<string, VersionRecord> {
  const all = (outputs?.[kubernetesVersions] ?? {}) as Readonly<
    Record<string, Partial<VersionRecord> | undefined>
  >;
  return new Map(
    Object.entries(all).flatMap(([id, one]) =>
      typeof one?.version === "string" ? [[id, one as VersionRecord] as const] : [],
    ),
  );
}

/** The traffic of each key, as the last update recorded it. Anything of another form counts as absent. */
export function recordedTraffic(outputs: Outputs | undefined): (key: string) => RecordedTraffic | undefined {
  return (key) => {
    const output = outputs?.[trafficOutput(key)] as Partial<RecordedTraffic> | undefined;
    return output?.value === undefined || typeof output.since !== "string"
      ? undefined
      : (output as RecordedTraffic);
  };
}

/** The move of each database, as the last update wrote it down. Anything of another form counts as absent. */
export function recordedMoves(outputs: Outputs): ReadonlyMap<string, RecordedMove> {
  return new Map(
    Object.entries(outputs).flatMap(([key, value]) => {
      const one = value as Partial<RecordedMove> | undefined;
      const whole = key.startsWith(replication) && one?.stage && one.since && one.hosts;
      return whole ? [[key.slice(replication.length), one as RecordedMove] as const] : [];
    }),
  );
}
