// Describes the Kubernetes objects that run a service in one cluster, as plain data.
import type { DeployedService } from "../service";
import { podTemplate, selectorLabels, type PodOptions } from "./pod";
import { defaults } from "./pod-settings";
import { required } from "./required";

/** The bounds of horizontal autoscaling. */
export interface Replicas {
  /** Fewest pods. */
  readonly min: number;
  /** Most pods. */
  readonly max: number;
}

/** A Gateway that routes attach to. */
export interface GatewayReference {
  /** Name of the Gateway. */
  readonly name: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /** The listener, where the Gateway has several. @default all of them */
  readonly listener?: string;
}

/** The port of every Service; only the pods differ in theirs. */
const servicePort = 80;

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec, `hostnames` (maxItems). */
export const maxHostnames = 16;

/** The namespaces with this label may attach routes to a Gateway. */
export const routesLabel = { "crossover/routes": "allowed" };

/** The labels of a namespace that runs services: it admits restricted pods only, and its routes may be attached. */
export function namespaceLabels(): Record<string, string> {
  return { ...routesLabel, ...restrictedLabels() };
}

/** The labels of a namespace that admits restricted pods only. */
export function restrictedLabels(): Record<string, string> {
  return {
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
  };
}

/**
 * Whoever writes a field by hand owns it, and server-side apply takes none from its owner unless it is forced:
 * https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources
 */
export const takenBack = { "pulumi.com/patchForce": "true" } as const;

/**
 * A Deployment without `replicas`: the autoscaler owns that field, and two owners conflict in server-side apply
 * (https://github.com/pulumi/pulumi-kubernetes/issues/2491).
 */
export function deploymentSpec<T>(service: DeployedService, pod: PodOptions<T>) {
  return {
    selector: { matchLabels: selectorLabels(service) },
    revisionHistoryLimit: 5,
    progressDeadlineSeconds: progressSeconds(service),
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
    template: podTemplate(service, pod),
  };
}

/** Seconds without a new pod that is ready after which a rollout counts as failed: five minutes more than a pod may take. */
export function progressSeconds({
  startupSeconds = defaults.startup,
}: Pick<DeployedService, "startupSeconds">) {
  return startupSeconds + 300;
}

/**
 * How long a rollout is waited for, where pods may take longer than the provider's ten minutes leave to it: a quarter of
 * them starts at a time.
 */
export function rolloutTimeouts({
  startupSeconds = defaults.startup,
}: Pick<DeployedService, "startupSeconds">) {
  if (startupSeconds <= defaults.startup) return undefined;
  const seconds = `${4 * startupSeconds + 300}s`;
  return { create: seconds, update: seconds };
}

/**
 * A CronJob whose runs never overlap. Without a starting deadline a run that was missed while it was suspended would
 * start the moment it is resumed, a second time if the other side has run it
 * (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension).
 */
export function cronJobSpec<T, B>(service: DeployedService, suspend: B, pod: PodOptions<T>) {
  return {
    schedule: required(service, "schedule"),
    timeZone: service.timeZone ?? defaults.timeZone,
    suspend,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 300,
    successfulJobsHistoryLimit: service.history?.succeeded ?? defaults.history.succeeded,
    failedJobsHistoryLimit: service.history?.failed ?? defaults.history.failed,
    jobTemplate: {
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: service.deadlineSeconds ?? defaults.deadline,
        // A node that is taken away is no fault of the job's.
        podFailurePolicy: {
          rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
        },
        template: podTemplate(service, pod),
      },
    },
  };
}

/** Reaches the pods of a web service from within the cluster. */
export function serviceSpec(service: DeployedService) {
  return {
    type: "ClusterIP",
    selector: selectorLabels(service),
    ports: [{ name: "http", port: servicePort, targetPort: "http" }],
  };
}

/** Grows at once, and shrinks by a quarter a minute at most, after five minutes of less load. */
export function autoscalerSpec(service: DeployedService, replicas?: Replicas) {
  const scale = required(service, "scale");
  const { min, max } = replicas ?? scale;
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: service.name },
    minReplicas: min,
    maxReplicas: max,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: scale.cpu } },
      },
    ],
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: "Max",
        policies: [
          { type: "Percent", value: 100, periodSeconds: 15 },
          { type: "Pods", value: 4, periodSeconds: 15 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 300,
        policies: [{ type: "Percent", value: 25, periodSeconds: 60 }],
      },
    },
  };
}

/**
 * Lets a drain take a quarter of the pods at a time. The share is rounded up, so that one pod may always go and a
 * single replica never blocks a drain (https://kubernetes.io/docs/tasks/run-application/configure-pdb/); pods that
 * don't work may go at any time.
 */
export function disruptionBudgetSpec(service: DeployedService) {
  return {
    maxUnavailable: "25%",
    unhealthyPodEvictionPolicy: "AlwaysAllow",
    selector: { matchLabels: selectorLabels(service) },
  };
}

/**
 * What an HTTPRoute is waited for, as an annotation: that the Gateway has accepted it as it is now. A refused one has a
 * status too, and a changed one still has that of before
 * (https://gateway-api.sigs.k8s.io/reference/spec/#routeconditiontype; the paths are those of RFC 9535).
 */
export const routeAccepted =
  'jsonpath={.status.parents[*].conditions[?@.type=="Accepted" && @.observedGeneration==$.metadata.generation].status}=True';

/**
 * Sends a service's hostnames to its pods. TLS ends at the load balancer, which adds no headers; without this one an
 * application that redirects plain HTTP would redirect for ever.
 *
 * @param hostnames at most {@link maxHostnames}.
 */
export function routeSpec(service: DeployedService, hostnames: readonly string[], gateway: GatewayReference) {
  const { listener, ...parent } = gateway;
  return {
    parentRefs: [{ ...parent, ...(listener && { sectionName: listener }) }],
    hostnames: [...hostnames].sort(),
    rules: [
      {
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
        filters: [
          {
            type: "RequestHeaderModifier",
            requestHeaderModifier: { set: [{ name: "X-Forwarded-Proto", value: "https" }] },
          },
        ],
        backendRefs: [{ name: service.name, port: servicePort }],
        // None, as on the legacy load balancer, which ends only what is idle; Envoy's own would be 15 s.
        timeouts: { request: "0s" },
      },
    ],
  };
}
