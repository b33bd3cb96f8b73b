// Scales the tasks of an ECS service by their load.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { defaultCpu, type LegacyServiceArgs } from "./legacy-service";

/** Adds and removes tasks by CPU, within the service's bounds. @param resourceId `service/<cluster>/<service>`. */
export function scaleTasks(
  name: string,
  resourceId: pulumi.Output<string>,
  { service, min, max, holdCapacity = false }: LegacyServiceArgs,
  parent: pulumi.Resource,
): void {
  const bounds = new aws.appautoscaling.Target(
    `${name}-bounds`,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId,
      minCapacity: min,
      maxCapacity: max,
    },
    { parent },
  );
  new aws.appautoscaling.Policy(
    `${name}-cpu`,
    {
      serviceNamespace: bounds.serviceNamespace,
      scalableDimension: bounds.scalableDimension,
      resourceId: bounds.resourceId,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: service.scale?.cpu ?? defaultCpu,
        disableScaleIn: holdCapacity,
      },
    },
    { parent },
  );
}
