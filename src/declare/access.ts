// Declares who may reach what in a stack's namespaces: network policies, bounds, and the teams' access.
import type * as pulumi from "@pulumi/pulumi";
import { TeamAccess } from "../../components/access/team-access";
import type { VpcNetwork } from "../../components/network/vpc-network";
import { NamespaceBounds } from "../../components/workload/namespace-bounds";
import { NetworkPolicies } from "../../components/workload/network-policies";
import { endpointRanges } from "../model/network/endpoints";
import { networkPolicies, type Surroundings } from "../model/network/network-policy";
import { legacyTarget } from "../model/traffic/split";
import type { SubjectPlan } from "../model/traffic/types";
import { sidesOf } from "../model/workload/sides";
import type { SecretsPlace } from "../model/access/secrets";
import type { StackFile } from "../schema/stack";
import type { Settings } from "../model/environment/types";
import type { PlacedSite } from "./site";

export interface AccessArgs {
  readonly stackName: string;
  readonly stack: StackFile;
  readonly settings: Settings;
  readonly plan: readonly SubjectPlan[];
  readonly clusters: Readonly<Record<string, PlacedSite>>;
  /** The stack's own. */
  readonly network: Pick<VpcNetwork, "cidrs" | "intraRanges">;
  /** What the pods may reach outside of the clusters. */
  readonly surroundings: Pick<Surroundings, "networks" | "data">;
  /** Where the clusters are. */
  readonly place: Pick<SecretsPlace, "region" | "account">;
}

export interface DeclaredAccess {
  /** By cluster: the policy of each service, which its pods wait for. */
  readonly policies: Readonly<Record<string, NetworkPolicies["byService"]>>;
  /** By cluster: what the pods may use together, which is changed before they are. */
  readonly bounds: Readonly<Record<string, NamespaceBounds>>;
  /** The role that each team's members take on. */
  readonly teams: Readonly<Record<string, pulumi.Output<string>>>;
}

export function declareAccess(args: AccessArgs): DeclaredAccess {
  const { services } = args.settings;
  const withLegacySide = services
    .filter(
      (one) =>
        legacyTarget in
        sidesOf(
          one,
          args.plan.filter(({ service }) => service === one.name),
        ).byTarget,
    )
    .map(({ name }) => name);
  const inClusters = Object.entries(args.clusters).map(([id, { namespace, provider, owner, network }]) => {
    const name = `${args.stackName}-${id}`;
    const own = owner === args.stackName;
    const endpoints = own ? endpointRanges(args.stack.network, args.network) : network.intraRanges;
    const specs = networkPolicies(services, { ...args.surroundings, endpoints, withLegacySide });
    const bounds = new NamespaceBounds(
      `${name}-bounds`,
      { namespace, services, quota: args.stack.quota },
      { provider },
    );
    const { byService } = new NetworkPolicies(
      `${name}-policies`,
      { namespace, policies: specs },
      { provider },
    );
    return { id, bounds, byService };
  });
  const teams = Object.entries(args.stack.teams).map(([name, team]): [string, pulumi.Output<string>] => [
    name,
    new TeamAccess(`${args.stackName}-team-${name}`, {
      stack: args.stackName,
      team: { name, ...team },
      services,
      clusters: teamClusters(args),
    }).roleArn,
  ]);
  return {
    policies: Object.fromEntries(inClusters.map(({ id, byService }) => [id, byService])),
    bounds: Object.fromEntries(inClusters.map(({ id, bounds }) => [id, bounds])),
    teams: Object.fromEntries(teams),
  };
}

function teamClusters({ clusters, place: { region, account } }: AccessArgs) {
  return Object.fromEntries(
    Object.entries(clusters).map(([id, { clusterName, provider, namespace, before }]) => [
      id,
      {
        clusterName,
        clusterArn: `arn:aws:eks:${region}:${account}:cluster/${clusterName}`,
        provider,
        namespace,
        after: before,
      },
    ]),
  );
}
