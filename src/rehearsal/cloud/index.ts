// Assembles the simulated cloud: its kinds of resources and functions, its traffic, and the APIs that it serves itself.
import { acm } from "./acm";
import { applicationAutoscaling } from "./application-autoscaling";
import { autoscaling } from "./autoscaling";
import { clientVpn } from "./client-vpn";
import { events } from "./events";
import { cloudtrail } from "./cloudtrail";
import { beanstalk } from "./beanstalk";
import { ecs } from "./ecs";
import { gateways } from "./gateways";
import { launchTemplates } from "./launch-templates";
import { routes } from "./routes";
import { vpcs } from "./vpc";
import { dms } from "./dms";
import { replications } from "./dms-replications";
import { ecr } from "./ecr";
import { eks } from "./eks";
import { elasticache } from "./elasticache";
import { elb } from "./elb";
import { functions } from "./functions";
import { iam } from "./iam";
import { kms } from "./kms";
import { kubernetes } from "./kubernetes";
import { logs } from "./logs";
import { rds } from "./rds";
import { peerings } from "./peering";
import { oidc } from "./oidc";
import { withinQuotas } from "./quotas";
import { withWork } from "./begins";
import { s3 } from "./s3";
import { route53 } from "./route53";
import { securityGroups } from "./security-groups";
import { sqs } from "./sqs";
import type { CloudFunction, ResourceKind } from "./types";

export { awsApi } from "./aws-api";
export { availability, resolve } from "./dns";
export type { Answer } from "./dns";
export { Observer } from "./observer";
export type { Observation, ObserverMemory } from "./observer";
export { seedCloud } from "./seed";
export type { Seed } from "./seed";

const kinds: Readonly<Record<string, ResourceKind>> = withWork(
  withinQuotas({
    ...acm,
    ...applicationAutoscaling,
    ...autoscaling,
    ...clientVpn,
    ...cloudtrail,
    ...beanstalk,
    ...ecs,
    ...gateways,
    ...launchTemplates,
    ...routes,
    ...vpcs,
    ...dms,
    ...ecr,
    ...eks,
    ...elasticache,
    ...elb,
    ...events,
    ...iam,
    ...kms,
    ...kubernetes,
    ...logs,
    ...rds,
    ...peerings,
    ...oidc,
    ...replications,
    ...route53,
    ...s3,
    ...securityGroups,
    ...sqs,
  }),
);

/** How a type of resource behaves; undefined for one that the cloud does not know. */
export function kindOf(token: string): ResourceKind | undefined {
  return Object.hasOwn(kinds, token) ? kinds[token] : undefined;
}

/** A provider function; undefined for one that the cloud does not know. */
export function functionOf(token: string): CloudFunction | undefined {
  return Object.hasOwn(functions, token) ? functions[token] : undefined;
}
