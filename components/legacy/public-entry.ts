// Declares the public way into a legacy service: a load balancer, and a port that only it may reach.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { LegacyServiceArgs } from "./legacy-service";
import { ServiceLoadBalancer } from "./service-load-balancer";

/**
 * The load balancer of a web service, and the rules that let it reach its targets; nothing for other services.
 *
 * @param name of the service's component; the load balancer is `<name>-alb`.
 * @param args without any {@link entryProblems}.
 */
export function publicEntry(
  name: string,
  args: LegacyServiceArgs,
  targets: { readonly type: "instance" | "ip"; readonly securityGroupId: pulumi.Input<string> },
  parent: pulumi.Resource,
): ServiceLoadBalancer | undefined {
  const { service, vpcId, publicSubnetIds, certificateArn, accessLogBucket } = args;
  if (service.kind !== "web") return undefined;
  const port = service.port!;
  const balancer = new ServiceLoadBalancer(
    `${name}-alb`,
    {
      vpcId,
      publicSubnetIds,
      certificateArn: certificateArn!,
      targetType: targets.type,
      port,
      healthPath: service.healthPath!,
      graceSeconds: service.graceSeconds,
      accessLogBucket,
    },
    { parent },
  );
  const tcp = { ipProtocol: "tcp", fromPort: port, toPort: port };
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-alb-to-${targets.type === "ip" ? "tasks" : "instances"}`,
    {
      ...tcp,
      securityGroupId: balancer.securityGroupId,
      referencedSecurityGroupId: targets.securityGroupId,
    },
    { parent },
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-from-alb`,
    {
      ...tcp,
      securityGroupId: targets.securityGroupId,
      referencedSecurityGroupId: balancer.securityGroupId,
    },
    { parent },
  );
  return balancer;
}

/** The security group of what runs a service: out to anywhere, in from nowhere until a rule says so. */
export function serviceSecurityGroup(
  name: string,
  { vpcId }: LegacyServiceArgs,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  const securityGroup = new aws.ec2.SecurityGroup(
    `${name}-sg`,
    { vpcId, description: "Instances of a legacy service", tags: { Name: name } },
    { parent },
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-egress`,
    { securityGroupId: securityGroup.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
    { parent },
  );
  return securityGroup;
}
