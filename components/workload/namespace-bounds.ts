// Declares what the pods of a namespace may use together, and what a single container may.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  limitRangeSpec,
  quotaSpec,
  type QuotaSettings,
  type SizedService,
} from "../../src/model/workload/namespace-quota";

export interface NamespaceBoundsArgs {
  /** The namespace that is bounded. A change replaces both objects. */
  readonly namespace: pulumi.Input<string>;
  /** All services that may run there. */
  readonly services: readonly SizedService[];
  /**
   * Bounds of all pods together.
   *
   * @default what the services use at their greatest scale, and as much again
   * @example { cpu: "64", memory: "128Gi", pods: 200 }
   */
  readonly quota?: QuotaSettings;
}

/** A ResourceQuota that never stops autoscaling, and a LimitRange for containers that name no limits. */
export class NamespaceBounds extends pulumi.ComponentResource {
  constructor(name: string, args: NamespaceBoundsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:workload:NamespaceBounds", name, {}, opts);
    const { namespace, services } = args;
    new kubernetes.core.v1.ResourceQuota(
      `${name}-quota`,
      { metadata: { name: "services", namespace }, spec: quotaSpec(services, args.quota) },
      { parent: this },
    );
    new kubernetes.core.v1.LimitRange(
      `${name}-limits`,
      { metadata: { name: "containers", namespace }, spec: limitRangeSpec(services) },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
