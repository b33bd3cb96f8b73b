// Declares what the API server of one cluster takes from the teams' members in a stack's namespace.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { boundsBindingSpec, boundsName, boundsSpec } from "../../src/model/access/team-bounds";
import type { Team } from "../../src/model/access/teams";
import type { Service } from "../../src/model/service";

export interface TeamBoundsArgs {
  /** The stack's name, part of the groups' and of the policy's. A change replaces the policy. */
  readonly stack: string;
  /** The only namespace that is looked after. A change is made in place. */
  readonly namespace: pulumi.Input<string>;
  /** All teams of the stack, also those that only view. */
  readonly teams: readonly Team[];
  /** All services of the stack: the teams' are looked up among them. */
  readonly services: readonly Pick<Service, "name">[];
}

/**
 * A ValidatingAdmissionPolicy and its binding, which Kubernetes has had since 1.30. RBAC says which objects a team may
 * change; this says which of their fields, and compares the rest. Nobody but the teams is asked.
 */
export class TeamBounds extends pulumi.ComponentResource {
  constructor(name: string, args: TeamBoundsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:access:TeamBounds", name, {}, opts);
    const { stack, namespace, teams, services } = args;
    const metadata = { name: boundsName(stack) };
    const policy = new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
      name,
      { metadata, spec: boundsSpec(stack, teams, services) },
      { parent: this },
    );
    new kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      `${name}-binding`,
      { metadata, spec: boundsBindingSpec(stack, namespace) },
      { parent: this, dependsOn: policy },
    );
    this.registerOutputs({});
  }
}
