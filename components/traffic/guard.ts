// Declares the resource hook that reads the zone once more before a weight or the ledger is written.
import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { refuseEntry, refuseWrite, type Held, type Step } from "../../src/model/traffic/guard";
import { canonicalName, indexZone, type ZoneRecord } from "../../src/model/traffic/zone-records";

/**
 * Reads the zone again right before each write of a weight or of the ledger, and stops the update if something else has moved
 * the route since the plan was made. What was planned minutes ago must not undo a rollback of seconds ago.
 *
 * @param readRecords all records of a zone, as they are now.
 */
export function writeGuard(
  steps: readonly Step[],
  readRecords: (zoneId: string) => Promise<readonly ZoneRecord[]>,
): pulumi.ResourceHook {
  const byHostname = new Map(steps.map((step) => [step.hostname, step]));
  const byLedger = new Map(steps.map((step) => [step.ledger, step]));

  const write = async ({ newInputs }: pulumi.ResourceHookArgs): Promise<void> => {
    const inputs = newInputs as RecordInputs | undefined;
    if (!inputs) return;
    const { zoneId, name, setIdentifier, records: [text] = [] } = inputs;
    const weight = inputs.weightedRoutingPolicies?.[0]?.weight;
    const weighs = byHostname.get(name);
    const ledger = byLedger.get(name);
    if (weighs && weight !== undefined && setIdentifier !== undefined)
      stop(refuseWrite(weighs, heldOf(weighs, await readRecords(zoneId)), setIdentifier, weight));
    else if (ledger && text !== undefined)
      stop(refuseEntry(ledger, heldOf(ledger, await readRecords(zoneId)), text));
  };

  // The engine calls back from outside the program, where an inline program's connection to it is out of reach.
  return new pulumi.ResourceHook("crossover-write-guard", AsyncResource.bind(write));
}

function stop(refusal: string | undefined): void {
  if (refusal !== undefined) throw new Error(refusal);
}

function heldOf({ hostname, ledger }: Step, records: readonly ZoneRecord[]): Held {
  const entry = records.find(({ type, name }) => type === "TXT" && canonicalName(name) === ledger);
  return { observed: indexZone(records)(hostname).observed, says: entry?.values?.[0] };
}

/** The inputs of a record, as far as the guard looks at them. */
interface RecordInputs {
  readonly zoneId: string;
  readonly name: string;
  readonly setIdentifier?: string;
  readonly records?: readonly string[];
  readonly weightedRoutingPolicies?: readonly { readonly weight: number }[];
}
