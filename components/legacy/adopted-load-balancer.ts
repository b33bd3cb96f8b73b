// The legacy side of a service that is there already: looked up, never created, changed or deleted.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Target } from "../traffic/target";

/**
 * The target of an existing load balancer. Other services may be behind it too, so its target health isn't taken for
 * the service's.
 *
 * @param name the load balancer's name in EC2. The lookup fails the preview if there is none.
 */
export function adoptedTarget(name: string, opts?: pulumi.InvokeOutputOptions): Target {
  return {
    id: "legacy",
    dedicated: false,
    loadBalancer: aws.lb
      .getLoadBalancerOutput({ name }, opts)
      .apply(({ dnsName, zoneId }) => ({ dnsName, zoneId })),
  };
}
