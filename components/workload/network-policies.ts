// Declares the network policies of a namespace in one cluster.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { defaultDeny, defaultDenySpec, type PolicySpec } from "../../src/model/network/network-policy";

export interface NetworkPoliciesArgs {
  /** The namespace that is closed. A change moves every policy: each is replaced. */
  readonly namespace: pulumi.Input<string>;
  /** What the pods of each service may talk to, by its name. */
  readonly policies: Readonly<Record<string, PolicySpec>>;
}

/**
 * A policy for each service, and one that closes the namespace. It comes last and goes first, so that pods which run
 * already are never cut off. It takes a network plugin that enforces policies, as the VPC CNI does when told to.
 */
export class NetworkPolicies extends pulumi.ComponentResource {
  /** The policy of each service, by its name: its pods start once they may talk. */
  readonly byService: Readonly<Record<string, kubernetes.networking.v1.NetworkPolicy>>;

  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:workload:NetworkPolicies", name, {}, opts);
    const policy = (of: string, suffix: string, spec: PolicySpec, dependsOn: pulumi.Resource[] = []) =>
      new kubernetes.networking.v1.NetworkPolicy(
        `${name}-${suffix}`,
        { metadata: { name: of, namespace: args.namespace }, spec },
        { parent: this, dependsOn },
      );
    this.byService = Object.fromEntries(
      Object.entries(args.policies).map(([service, spec]) => [service, policy(service, service, spec)]),
    );
    policy(defaultDeny, "default", defaultDenySpec(), Object.values(this.byService));
    this.registerOutputs({});
  }
}
