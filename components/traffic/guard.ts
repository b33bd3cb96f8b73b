// Declares the resource hook that reads the zone once more before a record of a route is changed or deleted.
import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { refuseDeletion, refuseEntry, refuseWrite, type Step } from "../../src/model/traffic/guard";
import { canonicalName, indexZone, type ZoneRecord } from "../../src/model/traffic/zone-records";

export interface RecordGuardArgs {
  /** What each route's zone is compared with. */
  readonly steps: readonly Step[];
  /** Public names that have been let go, and whose records may be deleted whatever they answer. */
  readonly gone: readonly string[];
  /** All records of a zone, as they are now. */
  readonly readRecords: (zoneId: string) => Promise<readonly ZoneRecord[]>;
}

/** The hooks of a route's records. */
export interface RecordGuard {
  /** Before a weight or an entry of the ledger is written. */
  readonly write: pulumi.ResourceHook;
  /** Before a weighted record is deleted, and before a preview says that it would be. */
  readonly remove: pulumi.ResourceHook;
}

/**
 * Reads the zone again right before each write of a weight or of the ledger, and before a weighted record is deleted, and
 * stops the update if something else has moved the route since the plan was made. What was planned minutes ago must not
 * undo a rollback of seconds ago, nor delete what answers by now.
 *
 * Declare it in every run, whatever it has to guard: the engine calls it also for what the program has no more.
 */
export function recordGuard({ steps, gone, readRecords }: RecordGuardArgs): RecordGuard {
  const byHostname = new Map(steps.map((step) => [step.hostname, step]));
  const byLedger = new Map(steps.map((step) => [step.ledger, step]));

  const write = async ({ newInputs }: pulumi.ResourceHookArgs): Promise<void> => {
    const inputs = newInputs as RecordInputs | undefined;
    if (!inputs) return;
    const { zoneId, name, setIdentifier, records: [text] = [] } = inputs;
    const weight = inputs.weightedRoutingPolicies?.[0]?.weight;
    const weighs = byHostname.get(name);
    const ledger = byLedger.get(name);
    if (weighs && weight !== undefined && setIdentifier !== undefined) {
      const now = indexZone(await readRecords(zoneId))(weighs.hostname).observed;
      stop(refuseWrite(weighs, now, setIdentifier, weight));
    } else if (ledger && text !== undefined) {
      const held = await readRecords(zoneId);
      const now = indexZone(held)(ledger.hostname).observed;
      stop(refuseEntry(ledger, now, text, textOf(held, name)));
    }
  };

  const remove = async ({ oldInputs, oldOutputs }: pulumi.ResourceHookArgs): Promise<void> => {
    const inputs = { ...oldOutputs, ...oldInputs } as RecordInputs;
    const { zoneId, name, setIdentifier } = inputs;
    const hostname = canonicalName(name);
    if (setIdentifier === undefined || gone.includes(hostname)) return;
    const now = indexZone(await readRecords(zoneId))(hostname).observed;
    stop(refuseDeletion(byHostname.get(hostname), hostname, now, setIdentifier));
  };

  // The engine calls back from outside the program, where an inline program's connection to it is out of reach.
  return {
    write: new pulumi.ResourceHook("crossover-write-guard", AsyncResource.bind(write)),
    remove: new pulumi.ResourceHook("crossover-record-guard", AsyncResource.bind(remove), { onDryRun: true }),
  };
}

function stop(refusal: string | undefined): void {
  if (refusal !== undefined) throw new Error(refusal);
}

function textOf(records: readonly ZoneRecord[], name: string): string | undefined {
  return records.find((record) => record.type === "TXT" && canonicalName(record.name) === name)?.values?.[0];
}

/** The inputs of a record, as far as the guard looks at them. */
interface RecordInputs {
  readonly zoneId: string;
  readonly name: string;
  readonly setIdentifier?: string;
  readonly records?: readonly string[];
  readonly weightedRoutingPolicies?: readonly { readonly weight: number }[];
}
