// Declares a legacy side on ECS: tasks on Fargate that run its image, behind a load balancer if it serves HTTP.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { containerDefinition, cpuArchitecture, fargateProblem } from "../../src/model/legacy/fargate";
import { roleNaming } from "../../src/model/names/physical";
import { secretArns } from "../../src/model/access/secrets";
import { trustService } from "../../src/model/access/trust";
import type { Service } from "../../src/model/service";
import type { Target } from "../traffic/target";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { scaleTasks } from "./ecs-scaling";
import {
  entryProblems,
  legacyTags,
  serviceTags,
  type LegacyApplication,
  type LegacyServiceArgs,
} from "./legacy-service";
import { publicEntry, serviceSecurityGroup } from "./public-entry";
import { secretsReader } from "./secrets-reader";
import { admittedTo, taskRole } from "./store-access";

export interface EcsServiceArgs extends LegacyServiceArgs {
  /** As for any kind; on ECS its processor too: x86 where the image is built for both. */
  readonly service: LegacyApplication & Pick<Service, "architectures">;
  /** The image's repository, without a tag. */
  readonly repositoryUrl: pulumi.Input<string>;
  /**
   * CPU units of each task, of which 1,024 are one vCPU: 256, 512, 1,024, 2,048, 4,096, 8,192 or 16,384
   * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html).
   */
  readonly cpu: number;
  /** Memory of each task in MiB; the same page says which goes with which `cpu`. */
  readonly memory: number;
  /**
   * Whether each update sets the number of tasks to `min`, as a worker's share of its consumers asks for; else only
   * scaling moves it once the service is there.
   *
   * @default false
   */
  readonly setsCount?: boolean;
  /** Region that the logs go to, e.g. `eu-west-1`. */
  readonly region: pulumi.Input<string>;
  /** Days that the logs are kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly logDays?: number;
  /** ARN of the KMS key that the logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
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

  /** @throws ArgumentError on a web service that can't be reached, and on a size that Fargate doesn't have. */
  constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(EcsService, name, problems(args));
    super("crossover:legacy:EcsService", name, {}, opts);
    const { service, min } = args;
    const child = { parent: this };

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
          subnets: [...args.privateSubnetIds],
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
        ignoreChanges: args.setsCount ? [] : ["desiredCount"],
        // ECS refuses a target group that no listener sends anything to.
        dependsOn: [...(balancer ? [balancer.listener] : []), ...admissions],
      },
    );
    scaleTasks(name, pulumi.interpolate`service/${cluster.name}/${tasks.name}`, args, this);

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
        cpu: String(args.cpu),
        memory: String(args.memory),
        executionRoleArn: role.arn,
        taskRoleArn: own?.role.arn,
        runtimePlatform: { cpuArchitecture: cpuArchitecture(service), operatingSystemFamily: "LINUX" },
        containerDefinitions: pulumi.jsonStringify([container]),
        tags: legacyTags(service),
      }),
      { ...child, dependsOn: [execution, ...(reader ? [reader] : []), ...(own?.policies ?? [])] },
    );
  }
}

function problems(args: EcsServiceArgs): ArgumentProblem[] {
  const size = fargateProblem(args);
  const reason = size && `doesn't fit \`cpu\`: ${size.message}; it takes ${size.allowed}`;
  return [...entryProblems(args), ...(reason === undefined ? [] : [{ propertyPath: "memory", reason }])];
}
