// Declares who may reach what in a stack's namespaces: network policies, bounds, and the teams' access.
import type * as pulumi from "@pulumi/pulumi";
import { TeamAccess } from "../../components/access/team-access";
import { TeamBounds } from "../../components/access/team-bounds";
import type { VpcNetwork } from "../../components/network/vpc-network";
import { NamespaceBounds } from "../../components/workload/namespace-bounds";
import { NetworkPolicies } from "../../components/workload/network-policies";
import { endpointRanges } from "../model/network/endpoints";
import { networkPolicies, type Surroundings } from "../model/network/network-policy";
import { legacyTarget } from "../model/traffic/split";
import type { SubjectPlan } from "../model/traffic/types";
import { sidesOf } from "../model/workload/sides";
import type { Team } from "../model/access/teams";
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
  const members = Object.entries(args.stack.teams).map(([name, team]) => ({ name, ...team }));
  const clusters = members.length > 0 ? teamClusters(args, members) : {};
  const teams = members.map((team): [string, pulumi.Output<string>] => [
    team.name,
    new TeamAccess(`${args.stackName}-team-${team.name}`, { stack: args.stackName, team, services, clusters })
      .roleArn,
  ]);
  return {
    policies: Object.fromEntries(inClusters.map(({ id, byService }) => [id, byService])),
    bounds: Object.fromEntries(inClusters.map(({ id, bounds }) => [id, bounds])),
    teams: Object.fromEntries(teams),
  };
}

/** Nobody is let into a cluster before their bounds are there. */
function teamClusters(args: AccessArgs, teams: readonly Team[]) {
  const { region, account } = args.place;
  const { stackName: stack, settings } = args;
  return Object.fromEntries(
    Object.entries(args.clusters).map(([id, { clusterName, provider, namespace, before }]) => {
      const bounds = new TeamBounds(
        `${stack}-${id}-teams`,
        { stack, namespace, teams, services: settings.services },
        { provider },
      );
      const clusterArn = `arn:aws:eks:${region}:${account}:cluster/${clusterName}`;
      return [id, { clusterName, clusterArn, provider, namespace, after: [...before, bounds] }];
    }),
  );
}
