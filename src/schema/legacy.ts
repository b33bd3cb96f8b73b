// Defines a service's `legacy`: the platform that serves the application today.
import { z } from "zod";
import { always, boundsInOrder, instanceType, text, wholeNumber } from "./common";

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
export const fargateCpu = z
  .literal([256, 512, 1024, 2048, 4096, 8192, 16384])
  .describe("CPU units of each task, 1024 being one vCPU: 256, 512, 1024, 2048, 4096, 8192 or 16384.");

/** Which memory goes with which CPU is the model's to say. */
export const fargateMemory = wholeNumber(512, 122880).describe("Memory of each task, in MiB.");

const bounds = {
  min: wholeNumber(1).describe("Fewest instances or tasks."),
  max: wholeNumber(1).describe("Most instances or tasks."),
};

const instances = {
  instanceType: instanceType.describe("EC2 instance type, such as `m5.large`."),
  ...bounds,
};

const autoScaling = z
  .strictObject({
    platform: z.literal("autoScaling").describe("An EC2 Auto Scaling group, from an AMI."),
    ...instances,
  })
  .superRefine(boundsInOrder, always);

const beanstalk = z
  .strictObject({
    platform: z.literal("beanstalk").describe("An Elastic Beanstalk environment, from the service's image."),
    stack: text(
      /^64bit Amazon Linux [ -~]* running Docker$/,
      "must be the name of a solution stack for Docker, such as `64bit Amazon Linux 2023 v4.5.0 running Docker`",
    ).describe("Name of the solution stack."),
    extendedSupport: z
      .boolean()
      .optional()
      .describe("Accepts a platform whose support AWS has ended, and which gets no more patches."),
    ...instances,
  })
  .superRefine(boundsInOrder, always);

const ecs = z
  .strictObject({
    platform: z.literal("ecs").describe("An ECS service on Fargate, from the service's image."),
    cpu: fargateCpu,
    memory: fargateMemory,
    ...bounds,
  })
  .superRefine(boundsInOrder, always);

const hosts = z.strictObject({
  platform: z
    .literal("hosts")
    .describe("Hosts outside of the program's reach. Each stack names them by `adopt: { hosts: … }`."),
});

export const legacy = z.discriminatedUnion("platform", [autoScaling, beanstalk, ecs, hosts]);
