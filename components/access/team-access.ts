// Declares what one team may do: an IAM role that its members assume, and its rights in each cluster.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { roleNaming } from "../../src/model/names/physical";
import type { Service } from "../../src/model/service";
import { teamGroup, teamPolicy, teamRules, teamTrust, type Team } from "../../src/model/access/teams";

/** A cluster that the team works in. */
export interface TeamCluster {
  /** The cluster's name in EKS. A change replaces the access entry. */
  readonly clusterName: pulumi.Input<string>;
  /** The cluster's ARN, which the team may look up. */
  readonly clusterArn: pulumi.Input<string>;
  /** Reaches the cluster. */
  readonly provider: kubernetes.Provider;
  /** The only namespace where the team may do anything. A change replaces the Role and its binding. */
  readonly namespace: pulumi.Input<string>;
  /** What has to be there before anybody is let in: the cluster. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

export interface TeamAccessArgs {
  /** The stack's name, part of the group's. A change puts the members into another group. */
  readonly stack: string;
  /** The team's name, its members, its services, and whether it may change them. */
  readonly team: Team;
  /** All services of the stack: the team's are looked up among them. */
  readonly services: readonly Pick<Service, "name" | "kind">[];
  /** The clusters that the team works in, by id. Another id is another entry. */
  readonly clusters: Readonly<Record<string, TeamCluster>>;
}

/**
 * A role for the team, which enters each cluster by an access entry into a group, and a Role in one namespace for that
 * group. It is never an administrator: neither of a cluster nor, without a policy that says more, of anything in AWS.
 */
export class TeamAccess extends pulumi.ComponentResource {
  /** What members take on: `aws eks update-kubeconfig --role-arn`. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: TeamAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:access:TeamAccess", name, {}, opts);
    const { stack, team } = args;
    const child = { parent: this };

    const role = new aws.iam.Role(
      name,
      {
        ...roleNaming(name),
        description: `Team ${team.name} in ${stack}`,
        assumeRolePolicy: JSON.stringify(teamTrust(team.principals)),
      },
      child,
    );
    new aws.iam.RolePolicy(
      `${name}-find`,
      {
        role: role.name,
        policy: pulumi
          .all(Object.values(args.clusters).map(({ clusterArn }) => clusterArn))
          .apply((arns) => JSON.stringify(teamPolicy(arns))),
      },
      child,
    );
    for (const [id, cluster] of Object.entries(args.clusters))
      this.admit(`${name}-${id}`, role.arn, cluster, args);

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }

  private admit(
    name: string,
    principalArn: pulumi.Input<string>,
    { clusterName, provider, namespace, after = [] }: TeamCluster,
    { stack, team, services }: TeamAccessArgs,
  ): void {
    const group = teamGroup(stack, team.name);
    new aws.eks.AccessEntry(
      name,
      { clusterName, principalArn, kubernetesGroups: [group], type: "STANDARD" },
      { parent: this, dependsOn: [...after] },
    );
    const metadata = { name: `team-${team.name}`, namespace };
    const inCluster = { parent: this, provider };
    const role = new kubernetes.rbac.v1.Role(
      `${name}-role`,
      { metadata, rules: teamRules(team, services) },
      inCluster,
    );
    new kubernetes.rbac.v1.RoleBinding(
      `${name}-binding`,
      {
        metadata,
        roleRef: { apiGroup: rbac, kind: "Role", name: role.metadata.name },
        subjects: [{ apiGroup: rbac, kind: "Group", name: group }],
      },
      inCluster,
    );
  }
}

const rbac = "rbac.authorization.k8s.io";
