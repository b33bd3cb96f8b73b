// Splits what a stack file asks of one database's replication by what a change of it would mean.
import type { ReplicationSettings, SourceSettings } from "../../schema/stack/replication";
import type { DatabaseSettings } from "../../schema/stack/databases";
import type { Engine } from "../stores/databases";
import type { Phase } from "./phases";

/** What a replication is of. It can't change while the replication holds a load. */
export interface Fixed {
  readonly kind: ReplicationSettings["kind"];
  readonly engine: Engine;
  /** Host name. */
  readonly source: string;
  /** Of the same name in both. */
  readonly database: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What DMS changes in place while nothing replicates: capacity, and how both ends are reached. */
export type Tuning = Readonly<Record<string, string | number | boolean>>;

export interface Wish {
  readonly phase: Phase;
  readonly round: number;
  readonly paused: boolean;
  /** ISO 8601. */
  readonly checked?: string;
  readonly fixed: Fixed;
  readonly tuning: Tuning;
}

/** The account's “16 for the load, 4 for the stream”: serverless goes from one to the other by itself. */
export const defaultCapacity = { min: 4, max: 16 } as const;

/** What is asked; `instance` must be there for that kind, which the check of the stack file sees to. */
export function wishOf(
  replication: ReplicationSettings,
  source: SourceSettings,
  { engine, database }: Pick<DatabaseSettings, "engine" | "database">,
): Wish {
  const { kind, phase, round, paused, checked, secret, certificate } = replication;
  const sorted = (list: readonly string[]) => [...new Set(list)].sort();
  return {
    phase,
    round,
    paused,
    // As Go writes a time: see the schema.
    ...(checked && { checked: checked.replace(" +0000 UTC", "Z").replace(" ", "T") }),
    fixed: {
      kind,
      engine,
      source: source.host,
      database,
      include: sorted(replication.include),
      exclude: sorted(replication.exclude),
    },
    tuning: {
      ...(kind === "instance" ? replication.instance : (replication.capacity ?? defaultCapacity)),
      tls: source.tls,
      secret: source.secret,
      ...(source.certificate && { certificate: source.certificate }),
      targetSecret: secret,
      ...(certificate && { targetCertificate: certificate }),
    },
  };
}

/** The names of the parts that differ. */
export function differences(before: Fixed | Tuning, after: Fixed | Tuning): string[] {
  const [old, wanted] = [before, after].map((parts) => new Map<string, unknown>(Object.entries(parts)));
  return [...new Set([...old!.keys(), ...wanted!.keys()])].filter(
    (key) => JSON.stringify(old!.get(key)) !== JSON.stringify(wanted!.get(key)),
  );
}
