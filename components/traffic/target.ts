// Describes what a route needs to know of one side that can answer for it.
import type * as pulumi from "@pulumi/pulumi";

/** One side of a route: the legacy platform of a service, or the entry of a cluster. */
export interface Target {
  /** `legacy` or a cluster's id; the set identifier of its record. */
  readonly id: string;
  /** What its record names. */
  readonly address: Address;
  /** Whether the load balancer serves this one service, so that its target health is the service's health. */
  readonly dedicated: boolean;
  /**
   * What tells the side's health where Route 53's checkers, which are on the internet, can't reach it.
   *
   * @default a check of its origin name
   */
  readonly alarm?: pulumi.Input<Alarm>;
}

/** What a record names. Each resolves only once the side can answer: a record must not come earlier. */
export type Address =
  | { readonly kind: "alias"; readonly of: pulumi.Input<LoadBalancerAddress> }
  | { readonly kind: "hostname"; readonly of: pulumi.Input<string> }
  | { readonly kind: "addresses"; readonly of: pulumi.Input<readonly string[]> };

/** What a Route 53 alias names: a load balancer, or a Beanstalk environment. */
export interface LoadBalancerAddress {
  /** The name that AWS gave it. */
  readonly dnsName: string;
  /** Id of the zone that AWS keeps the name in. */
  readonly zoneId: string;
}

/** A CloudWatch alarm, in `OK` while the side is healthy. */
export interface Alarm {
  /** Name of the alarm. */
  readonly name: string;
  /** Region of the alarm, e.g. `eu-west-1`. */
  readonly region: string;
}
