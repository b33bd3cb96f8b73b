// The legacy side of a service in one environment: what kind it is, and what of it the stack changes or adopts.
import type { ServiceFile } from "../schema/service";
import type { StackFile } from "../schema/stack";
import type { ServiceOverride } from "../schema/stack/services";
import { isPublicAddress } from "./public-address";
import { environmentProblem } from "./beanstalk";
import { fargateProblem } from "./fargate";
import type { Report } from "./problem";

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** EC2 instances made from an AMI. */
export interface AutoScalingLegacy extends Bounds {
  readonly manage: "create";
  readonly platform: "autoScaling";
  readonly instanceType: string;
  readonly ami: string;
}

/** An Elastic Beanstalk environment that runs the service's image. */
export interface BeanstalkLegacy extends Bounds {
  readonly manage: "create";
  readonly platform: "beanstalk";
  /** Name of the solution stack. */
  readonly stack: string;
  readonly instanceType: string;
}

/** An ECS service on Fargate that runs the service's image. */
export interface EcsLegacy extends Bounds {
  readonly manage: "create";
  readonly platform: "ecs";
  /** CPU units of each task; 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB of each task. */
  readonly memory: number;
}

export type CreatedLegacy = AutoScalingLegacy | BeanstalkLegacy | EcsLegacy;

/** Hosts outside of the program's reach: addresses, or one name; `alarm` watches what Route 53 can't reach. */
export type Hosts = { readonly alarm?: string } & (
  | { readonly addresses: readonly string[]; readonly hostname?: undefined }
  | { readonly hostname: string; readonly addresses?: undefined }
);

/** A legacy side that is there already: only looked up, never changed or deleted. */
export type AdoptedLegacy = { readonly manage: "adopt" } & (
  | { readonly platform: "loadBalancer"; readonly loadBalancer: string; readonly targetGroup?: string }
  | { readonly platform: "beanstalk"; readonly environment: string; readonly cname: string }
  | { readonly platform: "ecs"; readonly cluster: string; readonly service: string }
  | { readonly platform: "hosts"; readonly hosts: Hosts }
);

export type Legacy = CreatedLegacy | AdoptedLegacy;

/** What a record can name: an alias of AWS's own, a foreign host's name, or addresses. */
export type AddressKind = "alias" | "hostname" | "addresses";

/** Which of them a legacy side has; told by the config alone, so that a record's type is known before any lookup. */
export function addressKind(legacy: Legacy): AddressKind {
  if (legacy.manage === "create") return "alias";
  switch (legacy.platform) {
    case "beanstalk":
      return isRegional(legacy.cname) ? "alias" : "hostname";
    case "hosts":
      return legacy.hosts.hostname === undefined ? "addresses" : "hostname";
    default:
      return "alias";
  }
}

/**
 * Whether an environment's name has its region in it, `name.region.elasticbeanstalk.com`. Only then can an alias name it
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-beanstalk-environment.html); environments from
 * before 2016 have none.
 */
export function isRegional(cname: string): boolean {
  return /\.[a-z]{2}(-[a-z]+)+-\d\.elasticbeanstalk\.com$/.test(cname);
}

/** The region in such a name. */
export function regionOfEnvironment(cname: string): string {
  return cname.split(".").at(-3)!;
}

/** What the merge is about, and where to say what is wrong with it. */
export interface LegacyContext {
  readonly name: string;
  readonly file: ServiceFile;
  readonly stack: StackFile;
  /** The stack file's name, for the problems' paths. */
  readonly stackName: string;
  /** The service's environment on this side. */
  readonly environment: Readonly<Record<string, string>>;
  readonly report: Report;
}

/** The legacy side of one service here, or none. Everything that doesn't fit is reported. */
export function legacyOf(context: LegacyContext): Legacy | undefined {
  const { name, file, stack, stackName, report } = context;
  const here = `${stackName}: crossover:services.${name}.legacy`;
  const override = stack.services[name]?.legacy;
  const choice = override ?? stack.legacy;
  if (choice === "skip") return undefined;
  if (typeof choice === "object" && choice.adopt) return adopted(choice.adopt, here, context);
  if (!file.legacy) {
    if (override)
      report(here, `services/${name}.yaml describes no legacy platform to create`, "config", "skip");
    return undefined;
  }
  return created(file.legacy, typeof choice === "object" ? choice : {}, here, context);
}

type Override = Exclude<ServiceOverride["legacy"], string | undefined>;
type Adoption = NonNullable<Override["adopt"]>;

function adopted(adoption: Adoption, here: string, context: LegacyContext): AdoptedLegacy | undefined {
  const { file, report } = context;
  if (file.kind !== "web") {
    report(here, `a ${file.kind} has no public address that could be adopted`, "config", "create or skip");
    return undefined;
  }
  const { loadBalancer, targetGroup, environment, ecs, hosts } = adoption;
  if (hosts) return { manage: "adopt", platform: "hosts", hosts: reachable(hosts, here, context) };
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
function reachable(hosts: Hosts, here: string, { file, stack, report }: LegacyContext): Hosts {
  const inside = (hosts.addresses ?? []).filter((address) => !isPublicAddress(address));
  if (inside.length > 0 && hosts.alarm === undefined)
    report(
      `${here}.adopt.hosts.addresses`,
      `${inside.join(", ")}: Route 53's checkers are on the internet and can't reach a private address`,
      "health",
      "beside it `alarm`, the name of a CloudWatch alarm that watches the hosts",
    );
  const domain = "create" in stack.zone ? stack.zone.create : stack.zone.adopt;
  const own = file.kind === "web" ? Object.keys(file.routes).map((route) => `${route}.${domain}`) : [];
  if (hosts.hostname !== undefined && own.includes(hosts.hostname))
    report(
      `${here}.adopt.hosts.hostname`,
      `\`${hosts.hostname}\` is the public name itself, which would name itself`,
      "config",
      "the name that the hosts themselves have",
    );
  return hosts;
}

type Platform = NonNullable<ServiceFile["legacy"]>;

function created(
  platform: Platform,
  changes: Omit<Override, "adopt">,
  here: string,
  context: LegacyContext,
): CreatedLegacy | undefined {
  const { name, file, stack, stackName, environment, report } = context;
  if (platform.platform === "hosts") {
    report(
      here,
      `services/${name}.yaml says that it runs on hosts: which, is this stack's to say`,
      "config",
      "`{ adopt: { hosts: { addresses: […] } } }`, `{ adopt: { hosts: { hostname: … } } }` or `skip`",
    );
    return undefined;
  }
  refuseKind(platform.platform, context);
  for (const key of Object.keys(changes))
    if (!(key in platform))
      report(`${here}.${key}`, `is no setting of the platform \`${platform.platform}\``, "config");
  const merged = { ...platform, ...changes } as typeof platform;
  if (merged.min > merged.max)
    report(here, `min (${String(merged.min)}) is above max (${String(merged.max)})`);
  switch (merged.platform) {
    case "ecs": {
      const problem = fargateProblem(merged);
      if (problem) report(here, problem.message, "legacy", problem.allowed);
      return { manage: "create", ...merged };
    }
    case "beanstalk": {
      const problem = environmentProblem(environment);
      if (problem) report(`services/${name}.yaml: environment`, problem, "legacy");
      return { manage: "create", ...merged };
    }
    case "autoScaling": {
      const release = stack.releases[name];
      if (release && !release.ami)
        report(
          `${stackName}: crossover:releases.${name}.ami`,
          "is missing: the service has a legacy side here, which starts from it",
          "config",
          "the AMI of the same release, such as `ami-0abc1234`",
        );
      return { manage: "create", ...merged, ami: release?.ami ?? "" };
    }
  }

  /** What a platform can't run, whatever its settings. */
  function refuseKind(on: CreatedLegacy["platform"], { name: service }: LegacyContext): void {
    const path = `services/${service}.yaml: legacy.platform`;
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
}
