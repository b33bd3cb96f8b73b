// Reads from a stack's state which weights the engine has written, and finds where the zone holds others.
import { hostnameOfEntry } from "./ledger";
import { canonicalName, indexZone, type ObservedZone, type ZoneRecord } from "./zone-records";

/** One resource of a stack's state, as far as it is read here. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** One weight that the engine has written. */
export interface WrittenWeight {
  readonly urn: string;
  /** Without a final dot. */
  readonly hostname: string;
  readonly target: string;
  readonly weight: number;
  readonly zoneId: string;
}

/** One entry of the ledger that the engine has written. */
export interface WrittenEntry {
  readonly urn: string;
  /** Of the route that it is about. */
  readonly hostname: string;
}

/** One health check that the engine has made. */
export interface WrittenCheck {
  readonly urn: string;
  /** As Route 53 names it. */
  readonly id: string;
}

/** What a state says of names. */
export interface Written {
  /** Whether the state has nothing but what holds it together: no update has ever made anything. */
  readonly empty: boolean;
  readonly weights: readonly WrittenWeight[];
  readonly entries: readonly WrittenEntry[];
  readonly checks: readonly WrittenCheck[];
  /** Ids of the public zones that the stack has made. */
  readonly zones: readonly string[];
}

export const zoneType = "aws:route53/zone:Zone";
export const recordType = "aws:route53/record:Record";
export const checkType = "aws:route53/healthCheck:HealthCheck";

interface RecordOutputs {
  readonly fqdn?: string;
  readonly zoneId?: string;
  readonly setIdentifier?: string;
  readonly weightedRoutingPolicies?: readonly { readonly weight: number }[];
}

/** What a state's resources say of names. */
export function readWritten(resources: readonly StateResource[]): Written {
  const weights = resources.flatMap(({ urn, type, outputs }) => {
    if (type !== recordType) return [];
    const { fqdn, zoneId = "", setIdentifier, weightedRoutingPolicies } = (outputs ?? {}) as RecordOutputs;
    const weight = weightedRoutingPolicies?.[0]?.weight;
    if (fqdn === undefined || !setIdentifier || weight === undefined) return [];
    return [{ urn, hostname: canonicalName(fqdn), target: setIdentifier, weight, zoneId }];
  });
  const entries = resources.flatMap(({ urn, type, outputs = {} }) => {
    const { fqdn } = outputs as RecordOutputs;
    const hostname =
      type === recordType && fqdn !== undefined ? hostnameOfEntry(canonicalName(fqdn)) : undefined;
    return hostname === undefined ? [] : [{ urn, hostname }];
  });
  const checks = resources.flatMap(({ urn, type, outputs = {} }) =>
    type === checkType && typeof outputs["arn"] === "string"
      ? [{ urn, id: outputs["arn"].replace(/^.*healthcheck\//, "") }]
      : [],
  );
  const zones = resources.filter(isPublicZone).map(({ outputs = {} }) => outputs["zoneId"] as string);
  const empty = resources.every(({ type }) => type.startsWith("pulumi:"));
  return { empty, weights, entries, checks, zones };
}

/** The URNs of a name's weighted records, and of its entry in the ledger. */
export function recordsWritten(
  { weights, entries }: Pick<Written, "weights" | "entries">,
  name: string,
): readonly string[] {
  return [...weights, ...entries].filter(({ hostname }) => hostname === name).map(({ urn }) => urn);
}

/**
 * The weights that the zone doesn't hold as the state has them: an update was killed after Route 53 had taken the change,
 * or something else moved the route. The engine compares the program only with its state, and would find nothing to do.
 */
export function drifted(weights: readonly WrittenWeight[], records: readonly ZoneRecord[]): WrittenWeight[] {
  const zone = indexZone(records);
  return weights.filter(({ hostname, target, weight }) => {
    const { observed } = zone(hostname);
    return (observed.kind === "set" ? observed.weights[target] : undefined) !== weight;
  });
}

/** Whether it is a zone that the internet asks. */
export function isPublicZone({ type, outputs = {} }: Pick<StateResource, "type" | "outputs">): boolean {
  return type === zoneType && !(outputs["vpcs"] as unknown[] | undefined)?.length;
}

/** Whether a public zone is there that the stack would make, and its state doesn't have. */
export function isUnknown({ id }: Pick<ObservedZone, "id">, { zones }: Pick<Written, "zones">): boolean {
  return !zones.includes(id);
}
