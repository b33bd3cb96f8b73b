// Defines what an environment does with a service's legacy side: change its size, or adopt one.
import { z } from "zod";
import { domainName, instanceType, text, uniqueList, wholeNumber } from "../common";
import { fargateCpu, fargateMemory } from "../legacy";

interface ChangedLegacy {
  instanceType?: string;
  cpu?: number;
  memory?: number;
  min?: number;
  max?: number;
  adopt?: undefined;
}

/** Without `adopt`, so that a mistake within it isn't taken for an unknown key of these. */
const changed: z.ZodType<ChangedLegacy> = z.strictObject({
  instanceType: instanceType.optional().describe("EC2 instance type here, where it runs on instances."),
  cpu: fargateCpu.optional().describe("CPU units of each task here, where it runs on ECS."),
  memory: fargateMemory.optional().describe("Memory of each task here, in MiB, where it runs on ECS."),
  min: wholeNumber(1).optional().describe("Fewest instances or tasks here."),
  max: wholeNumber(1).optional().describe("Most instances or tasks here."),
  adopt: z.never().optional().describe("What is adopted can't be changed."),
});

const balancerName = text(
  /^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/,
  "must be a load balancer's name: at most 32 letters, digits and inner hyphens",
);

const alarm = text(/^\P{Cc}{1,255}$/u, "must be the name of a CloudWatch alarm").optional();

const hosts = z.union(
  [
    z.strictObject({
      addresses: uniqueList(z.ipv4("must be an IPv4 address such as `203.0.113.10`"))
        .min(1)
        .describe("IPv4 addresses of the hosts; each answers for all."),
      alarm: alarm.describe("CloudWatch alarm that watches the hosts; required of private addresses."),
    }),
    z.strictObject({
      hostname: domainName.describe("A name that leads to the hosts."),
      alarm: alarm.describe("CloudWatch alarm that watches the hosts, instead of a check over the internet."),
    }),
  ],
  "must be `{ addresses: [<address>, …] }` or `{ hostname: <name> }`",
);

/** Exactly one of them, which the model says, because a mistyped one is a mistake of its own. */
const adopted = z.strictObject({
  adopt: z
    .strictObject({
      loadBalancer: balancerName.optional().describe("Name of an existing load balancer."),
      targetGroup: balancerName
        .optional()
        .describe("Name of its target group for the service; required where it is internal."),
      environment: z
        .strictObject({
          name: text(
            /^[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]$/,
            "must be an environment's name: 4 to 40 letters, digits and inner hyphens",
          ).describe("Name of the environment."),
          cname: text(
            /^([a-z0-9-]+\.)+elasticbeanstalk\.com$/,
            "must be an environment's domain, such as `booking-prod.eu-west-1.elasticbeanstalk.com`",
          ).describe("Its domain, which ends in `elasticbeanstalk.com`."),
        })
        .optional()
        .describe("An existing Elastic Beanstalk environment."),
      ecs: z
        .strictObject({
          cluster: text(
            /^[A-Za-z0-9_-]{1,255}$/,
            "must be an ECS cluster's name: letters, digits, hyphens and underscores",
          ).describe("Name of the ECS cluster."),
          service: text(
            /^[A-Za-z0-9_-]{1,255}$/,
            "must be an ECS service's name: letters, digits, hyphens and underscores",
          ).describe("Name of the service in it."),
        })
        .optional()
        .describe("An existing ECS service behind a load balancer."),
      hosts: hosts.optional().describe("Hosts anywhere: by their addresses, or by a name."),
    })
    .describe("An existing legacy side: only looked up, never changed or deleted."),
});

/** The legacy side of one service in one environment. */
export const legacyOverride = z.union(
  [changed, adopted, z.enum(["create", "skip"])],
  "must be `create`, `skip`, `{ adopt: { loadBalancer: <name> } }`, or changed bounds such as `{ min: 2, max: 4 }`",
);
