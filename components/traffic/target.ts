// What a route needs to know of one side that can answer for it.
import type * as pulumi from "@pulumi/pulumi";

/** One side of a route: the legacy platform of a service, or the entry of a cluster. */
export interface Target {
  /** `legacy` or a cluster's id; the set identifier of its record. */
  readonly id: string;
  readonly address: Address;
  /** The load balancer serves this one service, so that its target health is the service's health. */
  readonly dedicated: boolean;
  /** What tells the side's health where Route 53's checkers, which are on the internet, can't reach it. */
  readonly alarm?: pulumi.Input<Alarm>;
}

/** What a record names. Each resolves only once the side can answer: a record must not come earlier. */
export type Address =
  | { readonly kind: "alias"; readonly of: pulumi.Output<LoadBalancerAddress> }
  | { readonly kind: "hostname"; readonly of: pulumi.Output<string> }
  | { readonly kind: "addresses"; readonly of: pulumi.Output<readonly string[]> };

/** What a Route 53 alias names: a load balancer, or a Beanstalk environment. */
export interface LoadBalancerAddress {
  readonly dnsName: string;
  /** Of the zone that AWS keeps the name in. */
  readonly zoneId: string;
}

/** A CloudWatch alarm, in `OK` while the side is healthy. */
export interface Alarm {
  readonly name: string;
  readonly region: string;
}
