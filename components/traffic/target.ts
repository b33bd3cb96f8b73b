// What a route needs to know of one side that can answer for it.
import type * as pulumi from "@pulumi/pulumi";

/** One side of a route: the legacy platform of a service, or the entry of a cluster. */
export interface Target {
  /** `legacy` or a cluster's id; the set identifier of its record. */
  readonly id: string;
  /** Resolves only once the side can answer: a record that names it must not come earlier. */
  readonly loadBalancer: pulumi.Output<LoadBalancerAddress>;
  /** The load balancer serves this one service, so that its target health is the service's health. */
  readonly dedicated: boolean;
}

/** What a Route 53 alias names. */
export interface LoadBalancerAddress {
  readonly dnsName: string;
  readonly zoneId: string;
}
