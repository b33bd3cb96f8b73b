// Declares a legacy side on EC2: an Auto Scaling group, behind a load balancer if it serves HTTP.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ImageDisks } from "../../src/model/legacy/images";
import { groupTimeouts } from "../../src/model/legacy/timeouts";
import { userDataProblem } from "../../src/model/legacy/user-data";
import type { Target } from "../traffic/target";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { InstanceTemplate } from "./instance-template";
import { defaultCpu, entryProblems, legacyTags, type LegacyServiceArgs } from "./legacy-service";
import { publicEntry, serviceSecurityGroup } from "./public-entry";
import { admittedTo } from "./store-access";

export interface AutoScalingServiceArgs extends LegacyServiceArgs {
  /** AMI of the release, e.g. `ami-0abc1234`. A change replaces the instances one by one. */
  readonly ami: string;
  /**
   * The AMI's disks, by its own names of them. A change replaces the instances one by one.
   *
   * @default those of Amazon Linux
   * @example { root: "/dev/sda1", others: [] }
   */
  readonly disks?: ImageDisks;
  /** EC2 instance type, e.g. `m5.large`. A change replaces the instances one by one. */
  readonly instanceType: string;
  readonly transform?: {
    /** E.g. a larger disk. */
    readonly launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
    readonly group?: Transform<aws.autoscaling.GroupArgs>;
  };
}

/** Seconds from the launch of an instance until its CPU and health count. */
const warmupSeconds = 120;

/** A service on EC2 instances made from its AMI, replaced one by one on each release. */
export class AutoScalingService extends pulumi.ComponentResource {
  /** What a record names; absent of a worker or job, which has no load balancer. */
  readonly target?: Target;
  /** Resolves once the group has its size. */
  readonly ready: pulumi.Output<string>;
  /** The group, whose input the size is. */
  readonly sized: pulumi.CustomResource;

  /** @throws ArgumentError on a web service that can't be reached, and on an environment too long for user data. */
  constructor(name: string, args: AutoScalingServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(AutoScalingService, name, problems(args));
    super("crossover:legacy:AutoScalingService", name, {}, opts);
    const { service, ami, instanceType, min, max } = args;
    const child = { parent: this };

    const securityGroup = serviceSecurityGroup(name, args, this);
    const admissions = admittedTo(name, args, securityGroup.id, this);
    const balancer = publicEntry(name, args, { type: "instance", securityGroupId: securityGroup.id }, this);
    const template = new InstanceTemplate(
      `${name}-template`,
      {
        service,
        ami,
        disks: args.disks,
        instanceType,
        securityGroupId: securityGroup.id,
        policyArns: args.policyArns,
        secrets: args.secrets,
        tags: legacyTags(service),
        transform: { launchTemplate: args.transform?.launchTemplate },
      },
      child,
    );
    const group = new aws.autoscaling.Group(
      `${name}-group`,
      transformed(args.transform?.group, {
        minSize: min,
        maxSize: max,
        desiredCapacity: min,
        vpcZoneIdentifiers: [...args.privateSubnetIds],
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
        tags: Object.entries(legacyTags(service)).map(([key, value]) => ({
          key,
          value,
          propagateAtLaunch: true,
        })),
        ...(balancer
          ? { targetGroupArns: [balancer.targetGroupArn], healthCheckType: "ELB", minElbCapacity: min }
          : { healthCheckType: "EC2" }),
      }),
      // The group's own scaling moves the desired capacity. Before the listener no target is checked, nor healthy.
      {
        ...child,
        ignoreChanges: ["desiredCapacity"],
        customTimeouts: groupTimeouts(service.graceSeconds),
        dependsOn: [...(balancer ? [balancer.listener] : []), ...admissions],
      },
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

    this.sized = group;
    this.ready = group.arn.apply(() => service.name);
    if (balancer)
      this.target = {
        id: "legacy",
        dedicated: true,
        address: {
          kind: "alias",
          of: pulumi.all([balancer.address, group.arn]).apply(([address]) => address),
        },
      };
    this.registerOutputs({ address: this.target?.address.of });
  }
}

function problems(args: AutoScalingServiceArgs): ArgumentProblem[] {
  const reason = userDataProblem(args.service);
  return [
    ...entryProblems(args),
    ...(reason === undefined ? [] : [{ propertyPath: "service.environment.legacy", reason }]),
  ];
}
