// Finds weights that the stack's state and the zone disagree about, which the engine alone would not write again.
import { indexZone, type ZoneRecord } from "../model/traffic/observed";
import type { StateResource } from "./types";

/**
 * The weighted records whose weight in the zone isn't the one in the state: an update was killed after Route 53 had
 * taken the change, or something else moved the route. The engine compares the program only with its state, and would find
 * nothing to do.
 */
export function driftedRecords(
  resources: readonly StateResource[],
  records: readonly ZoneRecord[],
): string[] {
  const zone = indexZone(records);
  return resources
    .filter((resource) => resource.type === "aws:route53/record:Record")
    .filter(({ inputs }) => {
      const { name, setIdentifier, weightedRoutingPolicies } = inputs as unknown as RecordInputs;
      if (setIdentifier === undefined) return false;
      const held = zone(name);
      const weight = held.kind === "set" ? held.weights[setIdentifier] : undefined;
      return weight !== weightedRoutingPolicies?.[0]?.weight;
    })
    .map(({ urn }) => urn);
}

interface RecordInputs {
  readonly name: string;
  readonly setIdentifier?: string;
  readonly weightedRoutingPolicies?: readonly { readonly weight: number }[];
}
