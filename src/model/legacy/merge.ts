// Decides what the legacy side of a service is in one environment, and finds what doesn't fit.
import type { ServiceFile } from "../../schema/service";
import type { StackFile } from "../../schema/stack";
import type { ServiceOverride } from "../../schema/stack/services";
import { architectureOf } from "../nodes/architecture";
import { environmentProblem } from "./beanstalk";
import { fargateProblem } from "./fargate";
import type { AdoptedLegacy, BeanstalkLegacy, CreatedLegacy, Hosts, Legacy } from "./kinds";
import type { Report } from "../problem";
import { isPublicAddress } from "../network/public-address";
import { userDataProblem } from "./user-data";

/** What the merge is about, and where to say what is wrong with it. */
export interface LegacyContext {
  readonly name: string;
  readonly file: ServiceFile;
  readonly stack: StackFile;
  /** The stack file's name, for the problems' paths. */
  readonly stackName: string;
  /** The service's environment on this side, with what the program adds to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ids of its secrets, by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly report: Report;
}

/** The legacy side of one service here, or none. Everything that doesn't fit is reported. */
export function legacyOf(context: LegacyContext): Legacy | undefined {
  const { name, file, stack, stackName, report } = context;
  const here = `${stackName}: crossover:services.${name}.legacy`;
  const override = stack.services[name]?.legacy;
  const choice = override ?? stack.legacy;
  if (choice === "skip") return undefined;
  if (typeof choice === "object" && choice.adopt) return adoptedLegacy(choice.adopt, here, context);
  if (!file.legacy) {
    if (override)
      report(here, `services/${name}.yaml describes no legacy platform to create`, "config", "skip");
    return undefined;
  }
  return createdLegacy(file.legacy, typeof choice === "object" ? choice : {}, here, context);
}

type Override = Exclude<ServiceOverride["legacy"], string | undefined>;
type Adoption = NonNullable<Override["adopt"]>;

function adoptedLegacy(adoption: Adoption, here: string, context: LegacyContext): AdoptedLegacy | undefined {
  const { file, report } = context;
  if (file.kind !== "web") {
    report(here, `a ${file.kind} has no public address to adopt`, "config", "create or skip");
    return undefined;
  }
  const { loadBalancer, targetGroup, environment, ecs, hosts } = adoption;
  const given = Object.keys(adoption).filter((key) => key !== "targetGroup");
  if (given.length !== 1) {
    report(`${here}.adopt`, "must name exactly one of `loadBalancer`, `environment`, `ecs` and `hosts`");
    return undefined;
  }
  if (targetGroup !== undefined && loadBalancer === undefined)
    report(`${here}.adopt.targetGroup`, "belongs to `loadBalancer` only");
  if (hosts) return { manage: "adopt", platform: "hosts", hosts: checkHosts(hosts, here, context) };
  if (ecs) return { manage: "adopt", platform: "ecs", ...ecs };
  if (environment)
    return {
      manage: "adopt",
      platform: "beanstalk",
      environment: environment.name,
      cname: environment.cname,
    };
  return { manage: "adopt", platform: "loadBalancer", loadBalancer: loadBalancer!, targetGroup };
}

/** Route 53's checkers are on the internet, and a host that names the route itself would be a circle. */
function checkHosts(hosts: Hosts, here: string, { file, stack, report }: LegacyContext): Hosts {
  const inside = (hosts.addresses ?? []).filter((address) => !isPublicAddress(address));
  if (inside.length > 0 && hosts.alarm === undefined)
    report(
      `${here}.adopt.hosts.addresses`,
      `Route 53's checkers are on the internet and can't reach ${inside.join(", ")}`,
      "health",
      "add `alarm`, the name of a CloudWatch alarm that watches the hosts",
    );
  const domain = "create" in stack.zone ? stack.zone.create : stack.zone.adopt;
  const own = file.kind === "web" ? Object.keys(file.routes).map((route) => `${route}.${domain}`) : [];
  if (hosts.hostname !== undefined && own.includes(hosts.hostname))
    report(
      `${here}.adopt.hosts.hostname`,
      `\`${hosts.hostname}\` is the public name, whose record would then point to itself`,
      "config",
      "the hosts' own name",
    );
  return hosts;
}

type Platform = NonNullable<ServiceFile["legacy"]>;

function createdLegacy(
  platform: Platform,
  changes: Extract<Override, { adopt?: undefined }>,
  here: string,
  context: LegacyContext,
): CreatedLegacy | undefined {
  const { name, stack, report } = context;
  if (platform.platform === "hosts") {
    report(
      here,
      `services/${name}.yaml runs on hosts, and this stack must say on which`,
      "config",
      "`{ adopt: { hosts: { addresses: […] } } }`, `{ adopt: { hosts: { hostname: … } } }` or `skip`",
    );
    return undefined;
  }
  checkKind(platform.platform, context);
  for (const key of Object.keys(changes))
    if (!(key in platform))
      report(`${here}.${key}`, `isn't a setting of the platform \`${platform.platform}\``);
  const merged = { ...platform, ...changes } as typeof platform;
  if (merged.min > merged.max)
    report(here, `min (${String(merged.min)}) is above max (${String(merged.max)})`);
  switch (merged.platform) {
    case "autoScaling":
      checkUserData(context);
      return { manage: "create", ...merged, ami: stack.releases[name]?.ami ?? "" };
    case "beanstalk":
      checkEnvironment(merged, context);
      return { manage: "create", ...merged };
    case "ecs": {
      const problem = fargateProblem(merged);
      if (problem) report(here, problem.message, "legacy", problem.allowed);
      return { manage: "create", ...merged };
    }
  }
}

/** What a platform can't run, whatever its settings. */
function checkKind(on: CreatedLegacy["platform"], { name, file, report }: LegacyContext): void {
  const path = `services/${name}.yaml: legacy.platform`;
  if (file.kind === "job" && on !== "autoScaling")
    report(
      path,
      on === "ecs"
        ? "an ECS service starts a task again as soon as it has ended, so a job would run without end"
        : "a Beanstalk environment serves requests, and runs no schedule",
      "legacy",
      "autoScaling",
    );
  if (file.kind === "worker" && on === "beanstalk")
    report(
      path,
      "a Beanstalk environment hands messages to its application over HTTP; this image consumes by itself",
      "legacy",
      "autoScaling or ecs",
    );
}

function checkUserData({ name, environment, secrets, report }: LegacyContext): void {
  const problem = userDataProblem({ name, environment: { legacy: environment }, secrets });
  if (problem) report(`services/${name}.yaml: environment`, problem, "legacy");
}

/** Unlike an AMI, which has an architecture of its own, the image is the one that the clusters run. */
function checkEnvironment(
  { instanceType }: Pick<BeanstalkLegacy, "instanceType">,
  { name, file, environment, report }: LegacyContext,
): void {
  const problem = environmentProblem(environment);
  if (problem) report(`services/${name}.yaml: environment`, problem, "legacy");
  const needed = architectureOf(instanceType);
  if (!file.architectures.includes(needed))
    report(
      `services/${name}.yaml: legacy.instanceType`,
      `\`${instanceType}\` is ${needed}, and the image that the environment runs is built for ${file.architectures.join(" and ")}`,
      "architecture",
      `an instance type of ${file.architectures.join(" or ")}`,
    );
}
