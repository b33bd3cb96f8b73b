// The legacy side of a service that the program made: an Auto Scaling group, behind a load balancer if it serves HTTP.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { required } from "../../src/model/required";
import type { SecretsPlace } from "../../src/model/secrets";
import type { Legacy, Service } from "../../src/model/service";
import type { Target } from "../traffic/target";
import { transformed, type Transform } from "../transform";
import { InstanceTemplate } from "./instance-template";
import { ServiceLoadBalancer } from "./service-load-balancer";

export interface AutoScalingServiceArgs {
  /** A service whose legacy side the program makes (`legacy.manage` is `create`). */
  readonly service: Service;
  /** Bounds of the group, where they aren't those of the service: a worker's share of its consumers, or none for a job at rest. */
  readonly size?: { min: pulumi.Input<number>; max: pulumi.Input<number> };
  /** A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /** For the load balancer; at least two, in different zones. */
  readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** For the instances. */
  readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Of the certificate in ACM that names every hostname of the service. Required of a web service. */
  readonly certificateArn?: pulumi.Input<string>;
  /** Where secrets are; the instances may read those that the service names. */
  readonly secrets?: SecretsPlace;
  /**
   * Never scale in while a route stands between the sides: traffic that has left must find its capacity when it returns.
   *
   * @default false
   */
  readonly holdCapacity?: boolean;
  readonly transform?: {
    /** E.g. the root device of an AMI that isn't Amazon Linux. */
    readonly launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
    readonly group?: Transform<aws.autoscaling.GroupArgs>;
  };
}

/** CPU utilisation, in percent, at which a service without a scale of its own gets another instance. */
const defaultCpu = 65;
/** Seconds from the launch of an instance until its CPU and health count. */
const warmupSeconds = 120;

/** A service on EC2 instances made from its AMI, replaced one by one on each release. */
export class AutoScalingService extends pulumi.ComponentResource {
  /** What a record names; absent of a worker or job, which has no load balancer. */
  readonly target?: Target;
  /** Resolves once the group has its size. */
  readonly ready: pulumi.Output<string>;

  /** @throws Error on a service whose legacy side isn't made by the program, or a web service without certificate. */
  constructor(name: string, args: AutoScalingServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:AutoScalingService", name, {}, opts);
    const { service } = args;
    const child = { parent: this };
    const legacy = created(service);
    const { min, max } = args.size ?? legacy;

    const balancer = service.kind === "web" ? this.balancer(`${name}-alb`, args) : undefined;
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-sg`,
      { vpcId: args.vpcId, description: "Instances of a legacy service", tags: { Name: name } },
      child,
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-egress`,
      { securityGroupId: securityGroup.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
      child,
    );
    if (balancer) this.admit(name, balancer.securityGroupId, securityGroup.id, required(service, "port"));

    const template = new InstanceTemplate(
      `${name}-template`,
      {
        service,
        legacy,
        securityGroupId: securityGroup.id,
        secrets: args.secrets,
        tags: tags(service),
        transform: args.transform?.launchTemplate,
      },
      child,
    );
    const group = new aws.autoscaling.Group(
      `${name}-group`,
      transformed(args.transform?.group, {
        minSize: min,
        maxSize: max,
        desiredCapacity: min,
        vpcZoneIdentifiers: args.privateSubnetIds,
        // A number: neither a refresh nor its rollback works with `$Latest`
        // (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html).
        launchTemplate: { id: template.templateId, version: template.version },
        healthCheckGracePeriod: warmupSeconds,
        defaultInstanceWarmup: warmupSeconds,
        // A new instance is healthy before an old one goes, so that even a group of one keeps answering
        // (https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-maintenance-policy.html).
        instanceRefresh: {
          strategy: "Rolling",
          preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 110, autoRollback: true },
          triggers: ["tag"],
        },
        waitForCapacityTimeout: "15m",
        tags: Object.entries(tags(service)).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
        ...(balancer
          ? { targetGroupArns: [balancer.targetGroupArn], healthCheckType: "ELB", minElbCapacity: min }
          : { healthCheckType: "EC2" }),
      }),
      // The group's own scaling moves the desired capacity. Before the listener no target is checked, nor healthy.
      { ...child, ignoreChanges: ["desiredCapacity"], dependsOn: balancer ? [balancer.listener] : [] },
    );
    new aws.autoscaling.Policy(
      `${name}-cpu`,
      {
        autoscalingGroupName: group.name,
        policyType: "TargetTrackingScaling",
        targetTrackingConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
          targetValue: service.scale?.cpu ?? defaultCpu,
          disableScaleIn: args.holdCapacity ?? false,
        },
      },
      child,
    );

    this.ready = group.arn.apply(() => service.name);
    if (balancer)
      this.target = {
        id: "legacy",
        dedicated: true,
        loadBalancer: pulumi.all([balancer.address, group.arn]).apply(([address]) => address),
      };
    this.registerOutputs({ loadBalancer: this.target?.loadBalancer });
  }

  private balancer(name: string, args: AutoScalingServiceArgs): ServiceLoadBalancer {
    const { service, vpcId, publicSubnetIds, certificateArn } = args;
    if (!certificateArn)
      throw new Error(`${service.name} is a web service: its load balancer needs \`certificateArn\``);
    return new ServiceLoadBalancer(
      name,
      {
        vpcId,
        publicSubnetIds,
        certificateArn,
        port: required(service, "port"),
        healthPath: required(service, "healthPath"),
      },
      { parent: this },
    );
  }

  /** The way from the load balancer to the instances, on one port. */
  private admit(name: string, from: pulumi.Input<string>, to: pulumi.Input<string>, port: number): void {
    const tcp = { ipProtocol: "tcp", fromPort: port, toPort: port };
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-alb-to-instances`,
      { ...tcp, securityGroupId: from, referencedSecurityGroupId: to },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-alb`,
      { ...tcp, securityGroupId: to, referencedSecurityGroupId: from },
      { parent: this },
    );
  }
}

function created(service: Service): Extract<Legacy, { manage: "create" }> {
  if (service.legacy?.manage !== "create")
    throw new Error(`the legacy side of ${service.name} isn't made by the program`);
  return service.legacy;
}

function tags(service: Service): Record<string, string> {
  return {
    Name: `${service.name}-legacy`,
    "crossover:service": service.name,
    "crossover:release": service.tag,
  };
}
