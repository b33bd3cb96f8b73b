// The legacy side of a service on ECS: tasks on Fargate that run its image, behind a load balancer if it serves HTTP.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { containerDefinition, cpuArchitecture } from "../../src/model/legacy/fargate";
import { roleNaming } from "../../src/model/names/physical";
import { secretArns } from "../../src/model/access/secrets";
import { trustService } from "../../src/model/access/trust";
import type { Target } from "../traffic/target";
import { transformed, type Transform } from "../transform";
import { createdOn, defaultCpu, legacyTags, serviceTags, type LegacyServiceArgs } from "./legacy-service";
import { publicEntry, serviceSecurityGroup } from "./public-entry";
import { secretsReader } from "./secrets-reader";
import { admittedTo, taskRole } from "./store-access";

export interface EcsServiceArgs extends LegacyServiceArgs {
  /** The image's repository, without a tag. */
  readonly repositoryUrl: pulumi.Input<string>;
  /** Where the logs go, e.g. `eu-west-1`. */
  readonly region: pulumi.Input<string>;
  /** Days that the logs are kept. @default 30 */
  readonly logDays?: number;
  /** Of the KMS key that the logs are encrypted with. @default AWS's own */
  readonly logKeyArn?: pulumi.Input<string>;
  readonly transform?: {
    /** E.g. a role that the tasks have, or volumes. */
    readonly taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs>;
    readonly service?: Transform<aws.ecs.ServiceArgs>;
  };
}

/** Seconds that a task may take to start before a failing check counts. */
const graceSeconds = 60;

/** A service as ECS tasks of its image, replaced on each release once the new ones are healthy. */
export class EcsService extends pulumi.ComponentResource {
  /** What a record names; absent of a worker, which has no load balancer. */
  readonly target?: Target;
  /** Resolves once its tasks run. */
  readonly ready: pulumi.Output<string>;
  /** The ECS service, whose input the size is. */
  readonly sized: pulumi.CustomResource;

  /** @throws Error on a service whose legacy side isn't made by the program on ECS, or a web service without certificate. */
  constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:EcsService", name, {}, opts);
    const { service } = args;
    const child = { parent: this };
    const legacy = createdOn(service, "ecs");
    const { min, max } = args.size ?? legacy;

    const securityGroup = serviceSecurityGroup(name, args, this);
    const balancer = publicEntry(name, args, { type: "ip", securityGroupId: securityGroup.id }, this);
    const admissions = admittedTo(name, args, securityGroup.id, this);
    const cluster = new aws.ecs.Cluster(`${name}-cluster`, { tags: serviceTags(service) }, child);
    const tasks = new aws.ecs.Service(
      `${name}-service`,
      transformed(args.transform?.service, {
        cluster: cluster.arn,
        launchType: "FARGATE",
        taskDefinition: this.taskDefinition(`${name}-task`, args).arn,
        desiredCount: min,
        // New tasks are healthy before old ones go, and if they never are, the old ones stay.
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        waitForSteadyState: true,
        networkConfiguration: {
          subnets: args.privateSubnetIds,
          securityGroups: [securityGroup.id],
          assignPublicIp: false,
        },
        propagateTags: "SERVICE",
        tags: legacyTags(service),
        ...(balancer && {
          loadBalancers: [
            {
              targetGroupArn: balancer.targetGroupArn,
              containerName: service.name,
              containerPort: service.port!,
            },
          ],
          healthCheckGracePeriodSeconds: graceSeconds,
        }),
      }),
      {
        ...child,
        // The service's own scaling moves the count, but a worker's share is ordered: scaling alone would follow its
        // new bounds only with the next alarm.
        ignoreChanges: args.size ? [] : ["desiredCount"],
        // ECS refuses a target group that no listener sends anything to.
        dependsOn: [...(balancer ? [balancer.listener] : []), ...admissions],
      },
    );
    this.scale(name, pulumi.interpolate`service/${cluster.name}/${tasks.name}`, { min, max }, args);

    this.sized = tasks;
    this.ready = tasks.id.apply(() => service.name);
    if (balancer)
      this.target = {
        id: "legacy",
        dedicated: true,
        address: {
          kind: "alias",
          of: pulumi.all([balancer.address, tasks.id]).apply(([address]) => address),
        },
      };
    this.registerOutputs({ address: this.target?.address.of });
  }

  /** What each task is: image, size, log, and the role by which ECS itself pulls and logs. */
  private taskDefinition(name: string, args: EcsServiceArgs): aws.ecs.TaskDefinition {
    const { service } = args;
    const { cpu, memory } = createdOn(service, "ecs");
    const child = { parent: this };
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { retentionInDays: args.logDays ?? 30, kmsKeyId: args.logKeyArn },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        ...roleNaming(`${name}-role`),
        description: `Starts the tasks of ${service.name}`,
        assumeRolePolicy: trustService("ecs-tasks.amazonaws.com"),
      },
      child,
    );
    const execution = new aws.iam.RolePolicyAttachment(
      `${name}-execution`,
      { role: role.name, policyArn: aws.iam.ManagedPolicy.AmazonECSTaskExecutionRolePolicy },
      child,
    );
    const reader = secretsReader(`${name}-secrets`, role, args, this);
    const own = taskRole(`${name}-own`, args, this);
    const container = containerDefinition(service, {
      image: pulumi.interpolate`${args.repositoryUrl}:${service.tag}`,
      logGroup: logs.name,
      region: pulumi.output(args.region),
      secrets: reader && secretArns(service.secrets, args.secrets!),
    });
    return new aws.ecs.TaskDefinition(
      name,
      transformed(args.transform?.taskDefinition, {
        family: name,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(cpu),
        memory: String(memory),
        executionRoleArn: role.arn,
        taskRoleArn: own?.role.arn,
        runtimePlatform: { cpuArchitecture: cpuArchitecture(service), operatingSystemFamily: "LINUX" },
        containerDefinitions: pulumi.jsonStringify([container]),
        tags: legacyTags(service),
      }),
      { ...child, dependsOn: [execution, ...(reader ? [reader] : []), ...(own?.policies ?? [])] },
    );
  }

  private scale(
    name: string,
    resourceId: pulumi.Output<string>,
    { min, max }: { min: pulumi.Input<number>; max: pulumi.Input<number> },
    args: EcsServiceArgs,
  ): void {
    const child = { parent: this };
    const bounds = new aws.appautoscaling.Target(
      `${name}-bounds`,
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId,
        minCapacity: min,
        maxCapacity: max,
      },
      child,
    );
    new aws.appautoscaling.Policy(
      `${name}-cpu`,
      {
        serviceNamespace: bounds.serviceNamespace,
        scalableDimension: bounds.scalableDimension,
        resourceId: bounds.resourceId,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
          targetValue: args.service.scale?.cpu ?? defaultCpu,
          disableScaleIn: args.holdCapacity ?? false,
        },
      },
      child,
    );
  }
}
