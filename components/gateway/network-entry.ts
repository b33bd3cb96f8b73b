// Declares the public load balancer of one cluster, up to the target groups that pods are registered with.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { balancerNaming } from "../../src/model/names/physical";
import { drainSeconds, entries, healthPath, type Entry } from "../../src/model/clusters/gateway";
import type { LoadBalancerAddress } from "../traffic/target";

export interface NetworkEntryArgs {
  /** The target's id, e.g. `blue`; a tag of the load balancer and its target groups. */
  readonly clusterId: string;
  /** The VPC of the subnets. A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the load balancer; at least two, in different zones. */
  readonly publicSubnetIds: readonly pulumi.Input<string>[];
  /** The security group that the pods have. A change replaces the rules between it and the load balancer. */
  readonly nodeSecurityGroupId: pulumi.Input<string>;
  /** ARN of the certificate in ACM that names every hostname of the cluster's routes. */
  readonly certificateArn: pulumi.Input<string>;
  /** Bucket of access logs, which are of TLS connections, whose policy admits load balancers. A change is made in place. @default none are written */
  readonly accessLogBucket?: pulumi.Input<string>;
}

/** TLS 1.3, and 1.2 with forward secrecy; the same as on the legacy side, so that no client fails on one of them:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html */
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** A Network Load Balancer that ends TLS and tells the client's address by proxy protocol. */
export class NetworkEntry extends pulumi.ComponentResource {
  /** ARNs of the target groups, by the ids of their entries. */
  readonly targetGroupArns: Readonly<Record<Entry["id"], pulumi.Output<string>>>;
  /** ARN of the listener for HTTPS, which others' certificates may be added to. */
  readonly listenerArn: pulumi.Output<string>;
  /** Resolves once every listener exists. */
  readonly address: pulumi.Output<LoadBalancerAddress>;

  constructor(name: string, args: NetworkEntryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:gateway:NetworkEntry", name, {}, opts);
    const { accessLogBucket } = args;

    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-sg`,
      { vpcId: args.vpcId, description: "Public entry of a cluster", tags: { Name: name } },
      { parent: this },
    );
    const balancer = new aws.lb.LoadBalancer(
      name,
      {
        ...balancerNaming(name),
        loadBalancerType: "network",
        internal: false,
        subnets: [...args.publicSubnetIds],
        // From the start: a load balancer made without a security group can never have one
        // (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html).
        securityGroups: [securityGroup.id],
        enableCrossZoneLoadBalancing: true,
        enableDeletionProtection: false,
        // Left out, it would stay on: the provider takes that for no change.
        accessLogs: { bucket: accessLogBucket ?? "", enabled: accessLogBucket !== undefined },
        tags: tags(name, args),
      },
      { parent: this },
    );

    const made = entries.map((entry) => {
      this.admit(`${name}-${entry.id}`, entry, securityGroup.id, args.nodeSecurityGroupId);
      return { id: entry.id, ...this.listen(`${name}-${entry.id}`, entry, balancer.arn, args) };
    });

    this.targetGroupArns = Object.fromEntries(
      made.map(({ id, targetGroup }) => [id, targetGroup.arn]),
    ) as typeof this.targetGroupArns;
    this.listenerArn = made.find(({ id }) => id === "https")!.listener.arn;
    this.address = pulumi
      .all([balancer.dnsName, balancer.zoneId, ...made.map(({ listener }) => listener.arn)])
      .apply(([dnsName, zoneId]) => ({ dnsName: dnsName!, zoneId: zoneId! }));
    this.registerOutputs({ address: this.address });
  }

  /** From the internet to the load balancer, and from there to the pods. */
  private admit(name: string, entry: Entry, own: pulumi.Input<string>, pods: pulumi.Input<string>): void {
    const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-internet`,
      { ...tcp(entry.public.port), securityGroupId: own, cidrIpv4: "0.0.0.0/0" },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-pods`,
      { ...tcp(entry.podPort), securityGroupId: own, referencedSecurityGroupId: pods },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-at-pods`,
      { ...tcp(entry.podPort), securityGroupId: pods, referencedSecurityGroupId: own },
      { parent: this },
    );
  }

  private listen(name: string, entry: Entry, loadBalancerArn: pulumi.Input<string>, args: NetworkEntryArgs) {
    const targetGroup = new aws.lb.TargetGroup(
      name,
      {
        ...balancerNaming(name),
        vpcId: args.vpcId,
        targetType: "ip",
        protocol: "TCP",
        port: entry.podPort,
        proxyProtocolV2: true,
        preserveClientIp: "false",
        deregistrationDelay: drainSeconds,
        // On the port of the traffic, since the check brings the proxy protocol's header too and no other port expects
        // one (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html).
        healthCheck: {
          protocol: "HTTP",
          port: "traffic-port",
          path: healthPath,
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
        tags: tags(name, args),
      },
      { parent: this },
    );
    const listener = new aws.lb.Listener(
      name,
      {
        loadBalancerArn,
        port: entry.public.port,
        protocol: entry.public.protocol,
        ...(entry.public.protocol === "TLS" && {
          certificateArn: args.certificateArn,
          sslPolicy: tlsPolicy,
          alpnPolicy: "HTTP2Preferred",
        }),
        defaultActions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
      },
      { parent: this },
    );
    return { targetGroup, listener };
  }
}

function tags(name: string, { clusterId }: NetworkEntryArgs): Record<string, string> {
  return { Name: name, "crossover:cluster": clusterId };
}
