// Describes what is observed of an adopted legacy side, and decides what of it may be removed by hand in the end.
import type { AdoptedLegacy, Legacy } from "./kinds";
import type { Problem } from "../problem";
import { legacyTarget, targetsOf } from "../traffic/split";
import type { SubjectPlan } from "../traffic/types";

/** A legacy side as the account has it. */
export type FoundLegacy = {
  /** Databases that a Beanstalk environment has made, and takes with it. */
  readonly databases: readonly string[];
} & (
  | { readonly kind: "alias"; readonly dnsName: string; readonly zoneId: string; readonly inside?: Inside }
  | { readonly kind: "hostname"; readonly hostname: string }
);

/** A load balancer that only its network reaches, and the target group whose health an alarm can watch. */
export interface Inside {
  /** As CloudWatch names it: the end of its ARN, `app/<name>/<id>`. */
  readonly loadBalancer: string;
  /** Likewise, `targetgroup/<name>/<id>`. @default none is named */
  readonly targetGroup?: string;
}

/** Why a side that was found can't be watched; nothing if it can. */
export function watchProblem(
  found: FoundLegacy,
  legacy: AdoptedLegacy,
): Pick<Problem, "message" | "allowed"> | undefined {
  if (found.kind === "hostname" || !found.inside || found.inside.targetGroup) return undefined;
  return {
    message: `${describeLegacy(legacy)} is internal: Route 53's checkers are on the internet and can't reach it`,
    allowed: "add `targetGroup`, the name of the target group for an alarm to watch",
  };
}

/** The metric that counts the healthy targets; none of an environment or hosts without a load balancer. */
export function healthyHosts({ loadBalancer, targetGroup }: Required<Inside>) {
  return {
    namespace: loadBalancer.startsWith("net/") ? "AWS/NetworkELB" : "AWS/ApplicationELB",
    metricName: "HealthyHostCount",
    dimensions: { LoadBalancer: loadBalancer, TargetGroup: targetGroup },
  };
}

/** What may be taken away by hand, from when, and what to mind. */
export interface Removable {
  readonly what: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly mind: readonly string[];
}

/**
 * What a service no longer needs of a side that the program never deletes: once each of its routes has soaked at 100
 * and then left it, and the last resolver that may still name it has asked again.
 *
 * @param plans of all the service's routes.
 * @param ttl seconds that resolvers keep an answer.
 */
export function removableLegacy(
  legacy: Legacy | undefined,
  plans: readonly SubjectPlan[],
  databases: readonly string[],
  ttl: number,
): Removable | undefined {
  if (legacy?.manage !== "adopt" || plans.length === 0) return undefined;
  if (plans.some(({ split }) => targetsOf(split).includes(legacyTarget))) return undefined;
  const since = Math.max(...plans.map((plan) => plan.since.getTime()));
  return {
    what: describeLegacy(legacy),
    // Twice, because a resolver may fetch an answer just before the step and some keep it a little longer.
    notBefore: new Date(since + 2_000 * ttl).toISOString(),
    mind: [
      "check yourself that no request arrives there any more: the program doesn't count them",
      ...databases.map(
        (id) =>
          `the environment made the database ${id} and takes it along when deleted: decouple it first, and keep a snapshot`,
      ),
      "write `legacy: skip` for the service before you delete it, or the next update fails to find it",
    ],
  };
}

function describeLegacy(legacy: AdoptedLegacy): string {
  switch (legacy.platform) {
    case "loadBalancer":
      return `the load balancer ${legacy.loadBalancer}, and what is behind it for this service alone`;
    case "beanstalk":
      return `the Beanstalk environment ${legacy.environment}`;
    case "ecs":
      return `the ECS service ${legacy.service} of the cluster ${legacy.cluster}`;
    case "hosts":
      return `the hosts ${legacy.hosts.hostname ?? legacy.hosts.addresses.join(", ")}`;
  }
}
