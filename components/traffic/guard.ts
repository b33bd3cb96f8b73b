// Declares the resource hook that reads the zone once more before a weight is changed.
import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { refuseWrite, type Step } from "../../src/model/traffic/guard";
import { indexZone, type ZoneRecord } from "../../src/model/traffic/observed";

/**
 * Reads the zone again right before each write of a weight, and stops the update if something else has moved the
 * route since the plan was made. What was planned minutes ago must not undo a rollback of seconds ago.
 *
 * @param readRecords all records of a zone, as they are now.
 */
export function writeGuard(
  steps: readonly Step[],
  readRecords: (zoneId: string) => Promise<readonly ZoneRecord[]>,
): pulumi.ResourceHook {
  const byHostname = new Map(steps.map((step) => [step.hostname, step]));
  const check = async ({ newInputs }: pulumi.ResourceHookArgs): Promise<void> => {
    const inputs = newInputs as RecordInputs | undefined;
    const step = inputs && byHostname.get(inputs.name);
    const weight = inputs?.weightedRoutingPolicies?.[0]?.weight;
    if (!step || weight === undefined) return;
    const zone = indexZone(await readRecords(inputs.zoneId));
    const refusal = refuseWrite(step, zone(step.hostname), inputs.setIdentifier, weight);
    if (refusal) throw new Error(refusal);
  };
  // The engine calls back from outside the program, where an inline program's connection to it is out of reach.
  return new pulumi.ResourceHook("crossover-write-guard", AsyncResource.bind(check));
}

/** The inputs of a weighted record, as far as the guard looks at them. */
interface RecordInputs {
  readonly zoneId: string;
  readonly name: string;
  readonly setIdentifier: string;
  readonly weightedRoutingPolicies?: readonly { readonly weight: number }[];
}
