// Declares the public load balancer of one legacy service: HTTPS to its targets, and HTTP redirected to HTTPS.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { balancerNaming } from "../../src/model/names/physical";
import { defaults } from "../../src/model/workload/pod-settings";
import type { LoadBalancerAddress } from "../traffic/target";

export interface ServiceLoadBalancerArgs {
  /** The VPC of the subnets. A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /** At least two, in different zones. */
  readonly publicSubnetIds: readonly pulumi.Input<string>[];
  /** ARN of the certificate in ACM that names every hostname of the service. */
  readonly certificateArn: pulumi.Input<string>;
  /** What is behind it: EC2 instances, or the addresses of tasks. A change replaces the target group. */
  readonly targetType: "instance" | "ip";
  /** The targets' port. A change replaces the target group. */
  readonly port: number;
  /** Path that answers 200 on a target that can serve, e.g. `/healthz`. */
  readonly healthPath: string;
  /** Seconds that a target which leaves may take for requests under way, 3,600 at most. @default 60 */
  readonly graceSeconds?: number;
  /** Bucket of access logs, whose policy admits load balancers. A change is made in place. @default none are written */
  readonly accessLogBucket?: pulumi.Input<string>;
}

/** TLS 1.3, and 1.2 with forward secrecy:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
export const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** An internet-facing Application Load Balancer with one target group. */
export class ServiceLoadBalancer extends pulumi.ComponentResource {
  /** ARN of the target group, which the instances register with. */
  readonly targetGroupArn: pulumi.Output<string>;
  /** Security group of the load balancer, which the targets admit. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Resolves once both listeners exist. */
  readonly address: pulumi.Output<LoadBalancerAddress>;
  /** What sends traffic to the target group, whose targets are checked only then. */
  readonly listener: aws.lb.Listener;

  constructor(name: string, args: ServiceLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:ServiceLoadBalancer", name, {}, opts);
    const { accessLogBucket } = args;
    const child = { parent: this };

    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-sg`,
      { vpcId: args.vpcId, description: "Public entry of a legacy service", tags: { Name: name } },
      child,
    );
    for (const port of [443, 80])
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-internet-${port}`,
        {
          securityGroupId: securityGroup.id,
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
        },
        child,
      );

    const balancer = new aws.lb.LoadBalancer(
      name,
      {
        ...balancerNaming(name),
        loadBalancerType: "application",
        internal: false,
        subnets: [...args.publicSubnetIds],
        securityGroups: [securityGroup.id],
        dropInvalidHeaderFields: true,
        enableDeletionProtection: false,
        // Left out, it would stay on: the provider takes that for no change.
        accessLogs: { bucket: accessLogBucket ?? "", enabled: accessLogBucket !== undefined },
        tags: { Name: name },
      },
      child,
    );
    const targets = new aws.lb.TargetGroup(
      `${name}-tg`,
      {
        ...balancerNaming(`${name}-tg`),
        vpcId: args.vpcId,
        port: args.port,
        protocol: "HTTP",
        targetType: args.targetType,
        // The cloud's own default of 300 would make each rolling replacement five minutes longer.
        deregistrationDelay: args.graceSeconds ?? defaults.grace,
        healthCheck: {
          path: args.healthPath,
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
        tags: { Name: name },
      },
      child,
    );
    const https = new aws.lb.Listener(
      `${name}-https`,
      {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        sslPolicy: tlsPolicy,
        certificateArn: args.certificateArn,
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      },
      child,
    );
    const redirect = new aws.lb.Listener(
      `${name}-redirect`,
      {
        loadBalancerArn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [
          { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
        ],
      },
      child,
    );

    this.targetGroupArn = targets.arn;
    this.securityGroupId = securityGroup.id;
    this.listener = https;
    this.address = pulumi
      .all([balancer.dnsName, balancer.zoneId, https.arn, redirect.arn])
      .apply(([dnsName, zoneId]) => ({ dnsName, zoneId }));
    this.registerOutputs({ address: this.address });
  }
}
