// Describes the pods of a service: where they may run, what they may do, and how they start and stop without losing a request.
import { createHash } from "node:crypto";
import type { Architecture } from "../../schema/common";
import type { Purpose } from "../../schema/stack/node-groups";
import { gpuResource, purposeExpressions, tolerations } from "../nodes/node-purpose";
import { priorityClassName } from "./priorities";
import { mountsOf, volumesOf } from "./writable";
import { defaults } from "./pod-settings";
import { required } from "./required";
import { secretName } from "../access/secrets";
import type { DeployedService } from "../service";

/** What a pod needs beyond its service; `T` is text that may become known only during an update. */
export interface PodOptions<T> {
  /** The full image reference. */
  readonly image: T;
  /** What the image is built for and the cluster has nodes of; never empty. */
  readonly architectures: readonly Architecture[];
  /** Which of several architectures to choose while both have room. */
  readonly preferred?: Architecture;
}

/** The recommended labels (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/). A tag
 * may be longer than a label's 63 characters, so the version is an annotation. */
export function labels(service: Pick<DeployedService, "name" | "kind">): Record<string, string> {
  return {
    ...selectorLabels(service),
    "app.kubernetes.io/instance": service.name,
    "app.kubernetes.io/component": service.kind,
    "app.kubernetes.io/part-of": "crossover",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** What selects a service's pods. A Deployment's selector can't be changed, so it holds nothing that might. */
export function selectorLabels(service: Pick<DeployedService, "name">): Record<string, string> {
  return { "app.kubernetes.io/name": service.name };
}

/**
 * The name of the ConfigMap that holds the environment. It changes with the content, whatever the order of the keys: pods
 * read their environment when they start, so those of another content start anew, and those of the former one find it
 * still, also where a failed release is taken back.
 */
export function environmentName({
  name,
  environment,
}: Pick<DeployedService, "name" | "environment">): string {
  const sorted = Object.entries(environment.kubernetes).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}-${createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 10)}`;
}

/** The pod template of a web service, worker or job, within the restricted Pod Security Standard. */
export function podTemplate<T>(service: DeployedService, options: PodOptions<T>) {
  const { user = defaults.user } = service;
  return {
    metadata: {
      labels: labels(service),
      annotations: {
        "crossover/version": service.tag,
        ...(service.kind === "job" && keepRunning),
        ...(service.metrics && scrapeAnnotations(service.metrics)),
      },
    },
    spec: {
      serviceAccountName: service.name,
      automountServiceAccountToken: false,
      // Otherwise every Service of the namespace puts variables such as `AUTH_PORT=tcp://…` into the environment.
      enableServiceLinks: false,
      // With the usual five, a name such as `api.example.com` is looked up in each of the cluster's domains first.
      dnsConfig: { options: [{ name: "ndots", value: "2" }] },
      terminationGracePeriodSeconds: service.graceSeconds ?? defaults.grace,
      ...(service.priority && { priorityClassName: priorityClassName(service.priority) }),
      ...(service.kind === "job" && { restartPolicy: "Never" }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user.id,
        runAsGroup: user.group,
        seccompProfile: { type: "RuntimeDefault" },
        ...portFields(service),
      },
      affinity: { nodeAffinity: nodeAffinity(options, service.purpose) },
      ...(service.purpose && { tolerations: tolerations(service.purpose) }),
      ...(service.kind !== "job" && { topologySpreadConstraints: spread(service) }),
      containers: [container(service, options.image)],
      volumes: volumesOf(service),
    },
  };
}

function container<T>(service: DeployedService, image: T) {
  return {
    name: service.name,
    image,
    imagePullPolicy: "IfNotPresent",
    ...(service.command && { command: [...service.command] }),
    envFrom: environmentSources(service),
    resources: resourcesOf(service),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: mountsOf(service),
    ...(service.kind === "web" && servingFields(service)),
    ...(service.metrics && { ports: [{ name: "metrics", containerPort: service.metrics.port }] }),
  };
}

/**
 * Who isn't root may listen below 1024 only where containerd or a sysctl says so. This one is among those that a restricted
 * namespace lets in: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
function portFields({ port, metrics }: DeployedService) {
  const lowest = Math.min(port ?? firstFree, metrics?.port ?? firstFree);
  if (lowest >= firstFree) return {};
  return { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: String(lowest) }] };
}

/** The first port that anybody may listen on, as Linux has it. */
const firstFree = 1024;

/** What each pod requests, and the most that it gets: of disk and GPUs as much as it requests. */
function resourcesOf({ requests, limits, storage, gpu }: DeployedService): Resources {
  const disk = { ...(storage !== undefined && { "ephemeral-storage": storage }) };
  return {
    requests: { ...requests, ...disk },
    limits: { ...limits, ...disk, ...(gpu && { [gpuResource]: String(gpu) }) },
  };
}

type Resources = Readonly<Record<"requests" | "limits", Record<string, string>>>;

/** What many a Prometheus is told to look for; there is no standard. */
function scrapeAnnotations({ port, path }: NonNullable<DeployedService["metrics"]>) {
  return {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": String(port),
    "prometheus.io/path": path,
  };
}

/** The ConfigMap, and the Secret that the operator makes. Its name, part of the template, changes with the list. */
function environmentSources(service: DeployedService) {
  const secret = secretName(service);
  return [
    { configMapRef: { name: environmentName(service) } },
    ...(secret === undefined ? [] : [{ secretRef: { name: secret } }]),
  ];
}

/** A web container's port, its probes, and the wait that lets a pod leave every proxy's list before it stops. */
function servingFields(service: DeployedService) {
  const path = required(service, "healthPath");
  const { livenessPath = path, startupSeconds = defaults.startup, drainSeconds = defaults.drain } = service;
  const at = (path: string) => ({ httpGet: { path, port: "http" } });
  return {
    ports: [{ name: "http", containerPort: required(service, "port") }],
    // The other two probes begin only after the first success of this one.
    startupProbe: {
      ...at(path),
      periodSeconds: 5,
      timeoutSeconds: 2,
      failureThreshold: Math.ceil(startupSeconds / 5),
    },
    readinessProbe: { ...at(path), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
    // Slower than readiness by far, so that a dependency's hiccup takes pods out of service and doesn't restart them.
    ...(livenessPath !== false && {
      livenessProbe: { ...at(livenessPath), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    }),
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
  };
}

/** Keeps whatever scales the nodes from moving a job that runs, whose work would be lost; its deadline lets the node go. */
const keepRunning = {
  "karpenter.sh/do-not-disrupt": "true",
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
};

/** Never a node whose architecture the image isn't built for, or of another purpose; of several, the preferred one first. */
function nodeAffinity<T>({ architectures, preferred }: PodOptions<T>, purpose: Purpose = "general") {
  const arch = (values: readonly Architecture[]) => ({
    key: "kubernetes.io/arch",
    operator: "In",
    values: [...values],
  });
  const isOneOf = (values: readonly Architecture[]) => ({ matchExpressions: [arch(values)] });
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [arch(architectures), ...purposeExpressions(purpose)] }],
    },
    ...(preferred &&
      architectures.length > 1 && {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: isOneOf([preferred]) }],
      }),
  };
}

/**
 * Evenly over zones and hosts as far as there is room: a full zone must not keep pods waiting while others could take
 * them. Each revision spreads by itself, so that a rolling update doesn't end up lopsided; nodes of a lost zone, which
 * are tainted, don't hold a place in the count.
 */
function spread(service: DeployedService) {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    maxSkew: 1,
    nodeTaintsPolicy: "Honor",
    matchLabelKeys: ["pod-template-hash"],
    labelSelector: { matchLabels: selectorLabels(service) },
  }));
}
