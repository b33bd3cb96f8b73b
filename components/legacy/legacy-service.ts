// Describes what the kinds of legacy service that the program makes have in common.
import type * as pulumi from "@pulumi/pulumi";
import type { SecretsPlace } from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";
import type { ArgumentProblem } from "../argument-error";
import type { Guarded } from "../network/admission";
import type { Target } from "../traffic/target";

/** A legacy side of any kind. */
export interface LegacySide {
  /** What a record names; absent of a worker or job, which has no public address. */
  readonly target?: Target;
  /** Resolves once it has its size. */
  readonly ready?: pulumi.Output<unknown>;
  /** What its size is an input of; absent where it isn't made here. */
  readonly sized?: pulumi.CustomResource;
}

/** A service, as far as its legacy side goes: of its environment the legacy part. */
export type LegacyApplication = Pick<
  Service,
  | "name"
  | "kind"
  | "tag"
  | "command"
  | "environment"
  | "secrets"
  | "port"
  | "healthPath"
  | "graceSeconds"
  | "scale"
>;

/** What every kind of legacy service is made of. */
export interface LegacyServiceArgs {
  /** What is run, in which release, with which environment and secrets, and how it is checked. */
  readonly service: LegacyApplication;
  /** Fewest instances or tasks. */
  readonly min: pulumi.Input<number>;
  /** Most instances or tasks. */
  readonly max: pulumi.Input<number>;
  /** The VPC of the subnets. A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the load balancer, which only a web service has; at least two, in different zones. */
  readonly publicSubnetIds: readonly pulumi.Input<string>[];
  /** Subnets of what runs the service. */
  readonly privateSubnetIds: readonly pulumi.Input<string>[];
  /**
   * ARN of the certificate in ACM that names every hostname of the service.
   *
   * @default none, which a web service refuses
   */
  readonly certificateArn?: pulumi.Input<string>;
  /** Where secrets are; what runs the service may read those that it names. @default it gets none */
  readonly secrets?: SecretsPlace;
  /** Its database and caches by name, which admit it before it starts. @default none */
  readonly stores?: Readonly<Record<string, Guarded>>;
  /** ARNs of policies of what else it may do in AWS, by a plain key each. @default nothing */
  readonly policyArns?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Bucket of its load balancer's access logs, whose policy admits load balancers. @default none are written */
  readonly accessLogBucket?: pulumi.Input<string>;
  /**
   * Never scale in while a route is between the sides: traffic that has left must find its capacity when it returns.
   *
   * @default false
   */
  readonly holdCapacity?: boolean;
}

/** CPU utilisation, in percent, at which a service without a scale of its own gets more. */
export const defaultCpu = 65;

/** What a web service lacks to be reached; other kinds have no way in. */
export function entryProblems({ service, certificateArn }: LegacyServiceArgs): ArgumentProblem[] {
  if (service.kind !== "web") return [];
  const lacking = (propertyPath: string, value: unknown) =>
    value === undefined
      ? [
          {
            propertyPath,
            reason: `is missing: the load balancer of the web service ${service.name} needs it`,
          },
        ]
      : [];
  return [
    ...lacking("certificateArn", certificateArn),
    ...lacking("service.port", service.port),
    ...lacking("service.healthPath", service.healthPath),
  ];
}

/** Tags of what outlives a release. */
export function serviceTags({ name }: Pick<Service, "name">): Record<string, string> {
  return { Name: `${name}-legacy`, "crossover:service": name };
}

/** Tags of what runs one. */
export function legacyTags(service: Pick<Service, "name" | "tag">): Record<string, string> {
  return { ...serviceTags(service), "crossover:release": service.tag };
}
