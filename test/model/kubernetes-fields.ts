// Checks, by the compiler alone, that every field that the specs set exists in the API, at any depth.
import type { types } from "@pulumi/kubernetes";
import type {
  autoscalerSpec,
  cronJobSpec,
  deploymentSpec,
  disruptionBudgetSpec,
  serviceSpec,
} from "../../src/model/workload/objects";

/** The fields of `T` that `Api` lacks. An assignment would let them pass, since the specs are no literals there. */
type Unknown<T, Api> = T extends readonly (infer Item)[]
  ? Unknown<Item, Api extends readonly (infer ApiItem)[] ? ApiItem : never>
  : T extends object
    ? { [Key in keyof T]-?: Key extends keyof Api ? Unknown<T[Key], NonNullable<Api[Key]>> : Key }[keyof T]
    : never;

type NoneOf<T extends never> = T;

export type Deployment = NoneOf<
  Unknown<ReturnType<typeof deploymentSpec<string>>, types.output.apps.v1.DeploymentSpec>
>;
export type CronJob = NoneOf<
  Unknown<ReturnType<typeof cronJobSpec<string, boolean>>, types.output.batch.v1.CronJobSpec>
>;
export type Service = NoneOf<Unknown<ReturnType<typeof serviceSpec>, types.output.core.v1.ServiceSpec>>;
export type Autoscaler = NoneOf<
  Unknown<ReturnType<typeof autoscalerSpec>, types.output.autoscaling.v2.HorizontalPodAutoscalerSpec>
>;
export type DisruptionBudget = NoneOf<
  Unknown<ReturnType<typeof disruptionBudgetSpec>, types.output.policy.v1.PodDisruptionBudgetSpec>
>;
