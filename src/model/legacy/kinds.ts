// Describes the kinds of legacy sides in one environment, and what a record can name of each.

interface Bounds {
  /** Fewest instances or tasks. */
  readonly min: number;
  /** Most of them. */
  readonly max: number;
}

/** EC2 instances made from an AMI. */
export interface AutoScalingLegacy extends Bounds {
  /** It is made by the program. */
  readonly manage: "create";
  /** EC2 Auto Scaling. */
  readonly platform: "autoScaling";
  /** EC2 instance type, e.g. `m5.large`. */
  readonly instanceType: string;
  /** AMI of the release, e.g. `ami-0abc1234`. */
  readonly ami: string;
}

/** An Elastic Beanstalk environment that runs the service's image. */
export interface BeanstalkLegacy extends Bounds {
  /** It is made by the program. */
  readonly manage: "create";
  /** Elastic Beanstalk. */
  readonly platform: "beanstalk";
  /** Name of the solution stack. */
  readonly stack: string;
  /** A platform without AWS's support will do. */
  readonly extendedSupport?: boolean;
  /** EC2 instance type, e.g. `m5.large`. */
  readonly instanceType: string;
}

/** An ECS service on Fargate that runs the service's image. */
export interface EcsLegacy extends Bounds {
  /** It is made by the program. */
  readonly manage: "create";
  /** ECS on Fargate. */
  readonly platform: "ecs";
  /** CPU units of each task; 1024 are one vCPU. */
  readonly cpu: number;
  /** MiB of each task. */
  readonly memory: number;
}

/** A legacy side that the program makes. */
export type CreatedLegacy = AutoScalingLegacy | BeanstalkLegacy | EcsLegacy;

/** Hosts outside of the program's reach: addresses, or one name; `alarm` watches what Route 53 can't reach. */
export type Hosts = { readonly alarm?: string } & (
  | { readonly addresses: readonly string[]; readonly hostname?: undefined }
  | { readonly hostname: string; readonly addresses?: undefined }
);

/** An existing legacy side: only looked up, never changed or deleted. */
export type AdoptedLegacy = { readonly manage: "adopt" } & (
  | { readonly platform: "loadBalancer"; readonly loadBalancer: string; readonly targetGroup?: string }
  | { readonly platform: "beanstalk"; readonly environment: string; readonly cname: string }
  | { readonly platform: "ecs"; readonly cluster: string; readonly service: string }
  | { readonly platform: "hosts"; readonly hosts: Hosts }
);

/** A legacy side of any kind. */
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
