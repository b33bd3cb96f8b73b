// Decides on ECR's replication, of which a registry has one: what the stack's own rule is, and whether another's would be lost.
import type { Problem } from "../problem";
import type { StateResource } from "../traffic/written";
import type { Replica } from "./ecr";

export interface ReplicationRule {
  readonly destinations: readonly { readonly region: string; readonly registryId: string }[];
  readonly repositoryFilters?: readonly { readonly filter: string; readonly filterType: string }[];
}

export const replicationType = "aws:ecr/replicationConfiguration:ReplicationConfiguration";

/** The rule by which everything under the prefix is copied. @param account the own one's id. */
export function replicationRule<A>(prefix: string, account: A, replicas: readonly Replica[]) {
  return {
    destinations: replicas.map(({ region, account: other }) => ({ region, registryId: other ?? account })),
    repositoryFilters: [ownFilter(prefix)],
  };
}

function ownFilter(prefix: string) {
  return { filter: `${prefix}/`, filterType: "PREFIX_MATCH" };
}

/** What a registry's configuration is, what this stack's state has of it, and what it asks for. */
export interface Replications {
  /** What the names of the stack's own repositories begin with, e.g. `crossover`. */
  readonly prefix: string;
  /** The rules in the registry. @default it has none */
  readonly present: readonly ReplicationRule[];
  /** The configuration in the state. @default this stack has not made it */
  readonly written?: { readonly urn: string; readonly rules: readonly ReplicationRule[] };
  /** @default it asks for none */
  readonly wanted?: ReplicationRule;
}

/** The configuration that a state has, if it has one. */
export function writtenReplication(resources: readonly StateResource[]): Replications["written"] {
  const found = resources.find(({ type }) => type === replicationType);
  if (!found) return undefined;
  const { rules = [] } = (found.outputs?.["replicationConfiguration"] ?? {}) as {
    rules?: readonly ReplicationRule[];
  };
  return { urn: found.urn, rules };
}

/** The rules in what Cloud Control says of a registry's configuration. */
export function readRules(properties: string): readonly ReplicationRule[] {
  const found = (JSON.parse(properties) as CloudControlText).ReplicationConfiguration?.Rules ?? [];
  return found.map(({ Destinations, RepositoryFilters = [] }) => ({
    destinations: Destinations.map(({ Region, RegistryId }) => ({ region: Region, registryId: RegistryId })),
    repositoryFilters: RepositoryFilters.map(({ Filter, FilterType }) => ({
      filter: Filter,
      filterType: FilterType,
    })),
  }));
}

interface CloudControlText {
  readonly ReplicationConfiguration?: {
    readonly Rules?: readonly {
      readonly Destinations: readonly { readonly Region: string; readonly RegistryId: string }[];
      readonly RepositoryFilters?: readonly { readonly Filter: string; readonly FilterType: string }[];
    }[];
  };
}

/**
 * The rules that somebody else has written. Once the stack has made the configuration, those of its prefix are its own; before,
 * only one that says the same is, which an update that was killed has left. What else a state says is of a refresh.
 */
export function othersRules({ prefix, present, written, wanted }: Replications): readonly ReplicationRule[] {
  const own = filtersOf({ destinations: [], repositoryFilters: [ownFilter(prefix)] });
  return present.filter((rule) => (written ? filtersOf(rule) !== own : !wanted || !sameRule(rule, wanted)));
}

/**
 * Why the configuration can't be written or taken away: whoever does so puts or takes the whole, with all rules
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutReplicationConfiguration.html).
 */
export function replicationProblem(all: Replications, file: string): Problem | undefined {
  const { written, wanted } = all;
  const others = othersRules(all);
  if (others.length === 0 || !writes(all)) return undefined;
  const elsewhere =
    "leave `replicate` out" +
    (wanted ? `, and write the rule ${JSON.stringify(wanted)} where those are written` : "");
  return {
    rule: "account",
    path: `${file}: crossover:registry.create.replicate`,
    message: `would overwrite the registry's replication, of which it has one, with rules that aren't this stack's: ${JSON.stringify(others)}`,
    allowed: written
      ? `\`pulumi state delete '${written.urn}'\`, which leaves the registry as it is, then ${elsewhere}`
      : elsewhere,
  };
}

/** Whether an update would write the configuration, or take it away. */
export function writes({ written, wanted }: Pick<Replications, "written" | "wanted">): boolean {
  if (!written) return wanted !== undefined;
  const [only, ...more] = written.rules;
  return !wanted || !only || more.length > 0 || !sameRule(only, wanted);
}

function sameRule(one: ReplicationRule, other: ReplicationRule): boolean {
  return filtersOf(one) === filtersOf(other) && destinationsOf(one) === destinationsOf(other);
}

function filtersOf({ repositoryFilters = [] }: ReplicationRule): string {
  return unordered(repositoryFilters.map(({ filter, filterType }) => `${filterType} ${filter}`));
}

function destinationsOf({ destinations }: ReplicationRule): string {
  return unordered(destinations.map(({ region, registryId }) => `${registryId} ${region}`));
}

function unordered(texts: readonly string[]): string {
  return JSON.stringify([...texts].sort());
}
