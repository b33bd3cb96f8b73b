// The legacy side of a service that is there already: looked up, never created, changed or deleted.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Target } from "../traffic/target";

/**
 * The target of an existing load balancer. Other services may be behind it too, so its target health isn't taken for
 * the service's. Awaited, so that a failed lookup stops the program before anything is declared.
 *
 * @param name the load balancer's name in EC2.
 * @throws the provider's error if there is none, or if it can't be asked.
 */
export async function adoptedTarget(name: string, opts?: pulumi.InvokeOptions): Promise<Target> {
  const { dnsName, zoneId } = await aws.lb.getLoadBalancer({ name }, opts);
  return { id: "legacy", dedicated: false, loadBalancer: pulumi.output({ dnsName, zoneId }) };
}
