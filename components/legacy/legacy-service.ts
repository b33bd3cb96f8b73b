// What the kinds of legacy service that the program makes have in common.
import type * as pulumi from "@pulumi/pulumi";
import type { CreatedLegacy } from "../../src/model/legacy/kinds";
import type { SecretsPlace } from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";
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

/** What every kind of legacy service is made of. */
export interface LegacyServiceArgs {
  /** A service whose legacy side the program makes (`legacy.manage` is `create`). */
  readonly service: Service;
  /** Bounds, where they aren't those of the service: a worker's share of its consumers, or none for a job at rest. */
  readonly size?: { readonly min: pulumi.Input<number>; readonly max: pulumi.Input<number> };
  /** A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /** For the load balancer; at least two, in different zones. */
  readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** For what runs the service. */
  readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Of the certificate in ACM that names every hostname of the service. Required of a web service. */
  readonly certificateArn?: pulumi.Input<string>;
  /** Where secrets are; what runs the service may read those that it names. */
  readonly secrets?: SecretsPlace;
  /** Its database and caches by name, which admit it before it starts. @default none */
  readonly stores?: Readonly<Record<string, Guarded>>;
  /** What else it may do in AWS: policies by a plain key each. @default nothing */
  readonly policyArns?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Never scale in while a route stands between the sides: traffic that has left must find its capacity when it returns.
   *
   * @default false
   */
  readonly holdCapacity?: boolean;
}

/** CPU utilisation, in percent, at which a service without a scale of its own gets more. */
export const defaultCpu = 65;

/** @throws Error if the program doesn't make the service's legacy side, or on another platform. */
export function createdOn<P extends CreatedLegacy["platform"]>(
  service: Service,
  platform: P,
): Extract<CreatedLegacy, { platform: P }> {
  const { legacy } = service;
  if (legacy?.manage !== "create" || legacy.platform !== platform)
    throw new Error(`the legacy side of ${service.name} isn't made by the program on ${platform}`);
  return legacy as Extract<CreatedLegacy, { platform: P }>;
}

/** Of what outlives a release. */
export function serviceTags({ name }: Service): Record<string, string> {
  return { Name: `${name}-legacy`, "crossover:service": name };
}

/** Of what runs one. */
export function legacyTags(service: Service): Record<string, string> {
  return { ...serviceTags(service), "crossover:release": service.tag };
}
