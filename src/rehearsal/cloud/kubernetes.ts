// Simulates the Kubernetes API server: names, namespaces, immutable fields, pod security, CRDs.
import { aws, digest } from "./aws";
import { clusterNamed } from "./eks";
import { missingSecret, refuseUnsynced } from "./external-secrets";
import { chartName, k8s, namespaceOf, quantity } from "./kubernetes-names";
import { numberAt, objectAt, objectsAt, textAt, valueAt } from "./properties";
import { refuseUnaccepted } from "./http-routes";
import { refuseImageless, refuseNodePool } from "./karpenter";
import { outOfRange } from "./limit-range";
import { restrictedViolations } from "./pod-security";
import { invalidField } from "./pod-validation";
import { unschedulable } from "./scheduling";
import { autoscaled, exceededByPods, exceededByService } from "./quota";
import { CloudError } from "./types";
import type { CloudResource, CloudView, OperationContext, Properties, ResourceKind } from "./types";

export { chartName, k8s, namespaceOf };

const builtInNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Which charts bring the custom resource definitions of a group. */
const chartsOf: Record<string, readonly string[]> = {
  "gateway.networking.k8s.io": ["gateway-helm", "gateway-crds-helm"],
  "gateway.envoyproxy.io": ["gateway-helm", "gateway-crds-helm"],
  "elbv2.k8s.aws": ["aws-load-balancer-controller"],
  "karpenter.sh": ["karpenter-crd", "karpenter"],
  "karpenter.k8s.aws": ["karpenter-crd", "karpenter"],
  "external-secrets.io": ["external-secrets"],
};

function namespaceObject(
  view: CloudView,
  name: string,
  cluster: string | undefined,
): CloudResource | undefined {
  return view.get(k8s.namespace, name, cluster);
}

export function refuseNamespace(name: string, { cloud, cluster }: OperationContext): void {
  const made =
    builtInNamespaces.includes(name) ||
    namespaceObject(cloud, name, cluster) !== undefined ||
    cloud
      .list(k8s.release)
      .some(
        (release) =>
          release.cluster === cluster &&
          release.inputs["createNamespace"] === true &&
          textAt(release.inputs, "namespace") === name,
      );
  if (!made) throw new CloudError("NotFound", `namespaces "${name}" not found`);
}

function invalid(kind: string, name: string, path: string, message: string): never {
  throw new CloudError("Invalid", `${kind} "${name}" is invalid: ${path}: Invalid value: ${message}`);
}

/** Names as most objects must have them: DNS-1123 subdomains, or labels where they become part of a DNS name. */
function refuseName(kind: string, name: string): void {
  const isLabel = kind === "Namespace" || kind === "Service";
  const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  const pattern = isLabel ? new RegExp(`^${label}$`) : new RegExp(`^${label}(\\.${label})*$`);
  // Roles and bindings are path segments and may hold colons: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
  if (/^(Cluster)?Role(Binding)?$/.test(kind)) return;
  if (!pattern.test(name) || name.length > (isLabel ? 63 : 253))
    invalid(
      kind,
      name,
      "metadata.name",
      `"${name}": a lowercase RFC 1123 ${isLabel ? "label" : "subdomain"} must consist of lower case alphanumeric characters${isLabel ? "" : ", '.'"} or '-', and must start and end with an alphanumeric character`,
    );
}

function refuseSelector(kind: string, inputs: Properties): void {
  const selector = objectAt(inputs, "spec.selector.matchLabels");
  const labels = objectAt(inputs, "spec.template.metadata.labels");
  if (
    Object.keys(selector).length === 0 ||
    Object.entries(selector).some(([key, value]) => labels[key] !== value)
  )
    invalid(
      kind,
      textAt(inputs, "metadata.name") ?? "",
      "spec.template.metadata.labels",
      "`selector` does not match template `labels`",
    );
}

function refuseResources(kind: string, name: string, pod: Properties): void {
  for (const container of objectsAt(pod, "containers")) {
    const limits = objectAt(container, "resources.limits");
    for (const [resource, request] of Object.entries(objectAt(container, "resources.requests"))) {
      const [asked, most] = [quantity(request), quantity(limits[resource])];
      if (asked !== undefined && most !== undefined && asked > most)
        invalid(
          kind,
          name,
          "spec.template.spec.containers.resources.requests",
          `${JSON.stringify(request)}: must be less than or equal to ${resource} limit of ${JSON.stringify(limits[resource])}`,
        );
    }
  }
}

/**
 * The API server only warns of a workload whose pods it will not admit; the pods never come, so the provider waits
 * for them in vain. https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
function refuseUnready(kind: string, inputs: Properties, context: OperationContext): void {
  if (valueAt(inputs, "spec.replicas") === 0) return;
  const name = textAt(inputs, "metadata.name") ?? "";
  const reason = whyForbidden(inputs, context) ?? whyPending(inputs, context) ?? whyWaiting(inputs, context);
  if (reason === undefined) return;
  throw new CloudError(
    "Timeout",
    `the Kubernetes API server reported that "${namespaceOf(inputs)}/${name}" failed to fully initialize or become live: '${name}' timed out waiting to be Ready: ${reason}; ${kind} has no ready pods`,
  );
}

/** Why no pod of the workload is admitted. */
function whyForbidden(inputs: Properties, context: OperationContext): string | undefined {
  const { cloud, cluster } = context;
  const labels = objectAt(namespaceObject(cloud, namespaceOf(inputs), cluster)?.inputs, "metadata.labels");
  const priority = textAt(inputs, "spec.template.spec.priorityClassName");
  const violations =
    labels["pod-security.kubernetes.io/enforce"] === "restricted"
      ? restrictedViolations(objectAt(inputs, "spec.template.spec"))
      : [];
  const reason =
    violations.length > 0
      ? `violates PodSecurity "restricted:latest": ${violations.join(", ")}`
      : priority !== undefined && !cloud.get(k8s.priorityClass, priority, cluster)
        ? `no PriorityClass with name ${priority} was found`
        : (outOfRange(inputs, context) ?? exceededByPods(inputs, context));
  return reason && `pods "${textAt(inputs, "metadata.name")}-" is forbidden: ${reason}`;
}

/** Why its pods stay pending: no node takes them. */
function whyPending(inputs: Properties, { cloud, cluster }: OperationContext): string | undefined {
  const known = clusterNamed(cloud, cluster);
  if (!known) return undefined;
  const inCluster = (type: string) => cloud.list(type).filter((one) => one.cluster === cluster);
  const reason = unschedulable(objectAt(inputs, "spec.template.spec"), {
    groups: cloud.list(aws.nodeGroup).filter((one) => one.inputs["clusterName"] === known.id),
    pools: inCluster(k8s.nodePool),
    charts: inCluster(k8s.release).map(chartName),
  });
  return reason && `Unschedulable: the cluster ${known.id} ${reason}`;
}

/** Why its pods never start. */
function whyWaiting(inputs: Properties, context: OperationContext): string | undefined {
  const [secret, map] = [missingSecret(inputs, context), missingConfigMap(inputs, context)];
  if (secret !== undefined) return `CreateContainerConfigError: secret "${secret}" not found`;
  return map && `CreateContainerConfigError: configmap "${map}" not found`;
}

/** The ConfigMap that a container takes its environment from and that isn't there. */
function missingConfigMap(inputs: Properties, { cloud, cluster }: OperationContext): string | undefined {
  return objectsAt(inputs, "spec.template.spec.containers")
    .flatMap((container) => objectsAt(container, "envFrom"))
    .filter((source) => valueAt(source, "configMapRef.optional") !== true)
    .flatMap((source) => textAt(source, "configMapRef.name") ?? [])
    .find((name) => !cloud.get(k8s.configMap, `${namespaceOf(inputs)}/${name}`, cluster));
}

function refuseWorkload(kind: string, inputs: Properties, context: OperationContext): void {
  if (kind === "Deployment") {
    refuseSelector(kind, inputs);
    refuseOthersField(inputs, context);
  }
  const path = kind === "CronJob" ? "spec.jobTemplate.spec.template.spec" : "spec.template.spec";
  const name = textAt(inputs, "metadata.name") ?? "";
  const wrong = invalidField(objectAt(inputs, path));
  if (wrong)
    throw new CloudError("Invalid", `${kind} "${name}" is invalid: ${path}.${wrong.path}: ${wrong.message}`);
  refuseResources(kind, name, objectAt(inputs, path));
  if (kind === "CronJob") refuseTimeZone(name, textAt(inputs, "spec.timeZone"));
  // Nothing waits for the pods of a schedule.
  if (kind !== "CronJob") refuseUnready(kind, inputs, context);
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones */
function refuseTimeZone(name: string, timeZone: string | undefined): void {
  if (timeZone === undefined) return;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    invalid("CronJob", name, "spec.timeZone", `"${timeZone}": unknown time zone ${timeZone}`);
  }
}

/**
 * The autoscaler owns the replicas that it has set, and server-side apply takes no field from its owner:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
function refuseOthersField(inputs: Properties, context: OperationContext): void {
  const [asked, set] = [numberAt(inputs, "spec.replicas"), autoscaled(inputs, context)];
  if (asked !== undefined && set !== undefined && asked !== set)
    throw new CloudError(
      "Conflict",
      'Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
    );
}

function refuseService(_: string, inputs: Properties, context: OperationContext): void {
  const reason = exceededByService(inputs, context);
  if (reason)
    throw new CloudError(
      "Forbidden",
      `services "${textAt(inputs, "metadata.name")}" is forbidden: ${reason}`,
    );
}

function refuseAutoscaler(kind: string, inputs: Properties): void {
  const [min, max] = [numberAt(inputs, "spec.minReplicas") ?? 1, numberAt(inputs, "spec.maxReplicas") ?? 0];
  if (max < min)
    invalid(
      kind,
      textAt(inputs, "metadata.name") ?? "",
      "spec.maxReplicas",
      `${max}: must be greater than or equal to \`minReplicas\``,
    );
}

/** What a policy can't be without: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/ */
function refuseAdmissionPolicy(kind: string, inputs: Properties): void {
  const name = textAt(inputs, "metadata.name") ?? "";
  if (objectsAt(inputs, "spec.matchConstraints.resourceRules").length === 0)
    invalid(kind, name, "spec.matchConstraints.resourceRules", "must have at least one rule");
  const validations = objectsAt(inputs, "spec.validations");
  if (validations.length === 0) invalid(kind, name, "spec.validations", "must have at least one");
  for (const [index, { expression }] of validations.entries())
    if (typeof expression !== "string" || expression.trim() === "")
      invalid(kind, name, `spec.validations[${index}].expression`, "expression is not specified");
}

function refusePolicyBinding(kind: string, inputs: Properties): void {
  const name = textAt(inputs, "metadata.name") ?? "";
  for (const path of ["spec.policyName", "spec.validationActions"])
    if (!valueAt(inputs, path)) invalid(kind, name, path, "required");
}

function statusOf(kind: string, inputs: Properties, id: string): Properties {
  if (kind === "Service" && valueAt(inputs, "spec.type") !== "ExternalName") {
    const clusterIP =
      textAt(inputs, "spec.clusterIP") ??
      `172.20.${parseInt(digest(id, 2), 16)}.${parseInt(digest(`${id}/`, 2), 16)}`;
    return { spec: { ...objectAt(inputs, "spec"), clusterIP, clusterIPs: [clusterIP] } };
  }
  if (kind === "Deployment") {
    const replicas = numberAt(inputs, "spec.replicas") ?? 1;
    return {
      status: { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas },
    };
  }
  if (kind === "Namespace") return { status: { phase: "Active" } };
  return {};
}

/** A controller takes its finalizer off what it looks after; without it the deletion never ends. */
function needsController(kind: string, chart: string, finalizer: string): ResourceKind["remove"] {
  return (resource, { cloud }) => {
    const runs = cloud
      .list(k8s.release)
      .some((release) => release.cluster === resource.cluster && chartName(release) === chart);
    if (!runs)
      throw new CloudError(
        "Timeout",
        `timed out waiting for the deletion of ${kind} "${resource.id}": no ${chart} removes the finalizer ${finalizer}`,
      );
  };
}

interface ObjectOptions {
  readonly clusterScoped?: boolean;
  /** Fields whose change replaces: pulumi-kubernetes provider/pkg/provider/forceNew.go. */
  readonly immutable?: readonly string[];
  /** The group of a custom resource, which exists only once a chart has brought its definition. */
  readonly customGroup?: string;
  readonly refuse?: (kind: string, inputs: Properties, context: OperationContext) => void;
  readonly remove?: ResourceKind["remove"];
}

function objectKind(kind: string, options: ObjectOptions): ResourceKind {
  const { clusterScoped, immutable = [], customGroup, refuse, remove } = options;
  const judge = (inputs: Properties, context: OperationContext) => {
    const { cloud, cluster } = context;
    if (
      customGroup &&
      !cloud
        .list(k8s.release)
        .some(
          (release) =>
            release.cluster === cluster &&
            release.inputs["skipCrds"] !== true &&
            chartsOf[customGroup]?.includes(chartName(release)),
        )
    )
      throw new CloudError("NoKindMatch", `no matches for kind "${kind}" in group "${customGroup}"`);
    refuseName(kind, textAt(inputs, "metadata.name") ?? "");
    if (!clusterScoped) refuseNamespace(namespaceOf(inputs), context);
    refuse?.(kind, inputs, context);
  };
  const idOf = (inputs: Properties) => {
    const name = textAt(inputs, "metadata.name") ?? "";
    return clusterScoped ? name : `${namespaceOf(inputs)}/${name}`;
  };
  const metadataOf = (inputs: Properties): Properties => ({
    ...objectAt(inputs, "metadata"),
    ...(!clusterScoped && { namespace: namespaceOf(inputs) }),
  });
  return {
    autoName: { property: "metadata.name", maxLength: 253, hexLength: 8 },
    replaceOn: ["metadata.name", "metadata.namespace", ...immutable],
    computed: ["metadata.creationTimestamp", "metadata.uid", "status"],
    remove,
    dependents: dependentsOf,
    create(inputs, context) {
      judge(inputs, context);
      const id = idOf(inputs);
      const metadata = {
        ...metadataOf(inputs),
        uid: digest(`${context.cluster}/${kind}/${id}`, 32),
        creationTimestamp: context.cloud.now().toISOString(),
      };
      return { id, outputs: { ...statusOf(kind, inputs, id), metadata } };
    },
    update(resource, inputs, context) {
      judge(inputs, context);
      const { uid, creationTimestamp } = objectAt(resource.outputs, "metadata");
      const metadata = {
        ...metadataOf(inputs),
        ...(uid !== undefined && { uid }),
        ...(creationTimestamp !== undefined && { creationTimestamp }),
      };
      return { outputs: { ...statusOf(kind, inputs, resource.id), metadata } };
    },
  };
}

const release: ResourceKind = {
  autoName: { property: "name", maxLength: 53, hexLength: 8 },
  replaceOn: ["name", "namespace"],
  computed: ["manifest", "resourceNames", "status"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    const namespace = textAt(inputs, "namespace") ?? "default";
    // Helm's own rule: https://helm.sh/docs/chart_template_guide/getting_started/, at most 53 characters.
    if (!/^[a-z0-9]([-a-z0-9.]{0,51}[a-z0-9])?$/.test(name))
      throw new CloudError(
        "Invalid",
        `invalid release name "${name}", must match DNS-1123 and be at most 53 long`,
      );
    if (inputs["createNamespace"] !== true) refuseNamespace(namespace, context);
    const id = `${namespace}/${name}`;
    if (context.cloud.get(k8s.release, id, context.cluster))
      throw new CloudError("AlreadyExists", "cannot re-use a name that is still in use");
    const status = {
      name,
      namespace,
      status: "deployed",
      revision: 1,
      chart: inputs["chart"] ?? null,
      version: inputs["version"] ?? null,
    };
    return { id, outputs: { name, namespace, status } };
  },
  update(resource, inputs) {
    const before = objectAt(resource.outputs, "status");
    const revision = (numberAt(before, "revision") ?? 1) + 1;
    return { outputs: { status: { ...before, revision, version: inputs["version"] ?? null } } };
  },
};

const rbac = "rbac.authorization.k8s.io/v1";
const gatewayApi = "gateway.networking.k8s.io";
const envoy = "gateway.envoyproxy.io";
const externalSecrets = "external-secrets.io";
const admission = "admissionregistration.k8s.io/v1";

const objects: Record<string, ObjectOptions> = {
  "core/v1:Namespace": { clusterScoped: true },
  "core/v1:ServiceAccount": {},
  "core/v1:ConfigMap": { immutable: ["binaryData", "data"] },
  "core/v1:Secret": { immutable: ["data", "stringData", "type"] },
  "core/v1:Service": { immutable: ["spec.clusterIP"], refuse: refuseService },
  "core/v1:ResourceQuota": {},
  "core/v1:LimitRange": {},
  "apps/v1:Deployment": { immutable: ["spec.selector"], refuse: refuseWorkload },
  "batch/v1:CronJob": { refuse: refuseWorkload },
  "batch/v1:Job": { immutable: ["spec.selector", "spec.template"], refuse: refuseWorkload },
  "autoscaling/v2:HorizontalPodAutoscaler": { refuse: refuseAutoscaler },
  "policy/v1:PodDisruptionBudget": {},
  "networking.k8s.io/v1:NetworkPolicy": {},
  "storage.k8s.io/v1:StorageClass": {
    clusterScoped: true,
    // https://kubernetes.io/docs/concepts/storage/storage-classes/: only these can't be changed.
    immutable: ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
  },
  "scheduling.k8s.io/v1:PriorityClass": { clusterScoped: true, immutable: ["value", "preemptionPolicy"] },
  "karpenter.sh/v1:NodePool": {
    clusterScoped: true,
    customGroup: "karpenter.sh",
    refuse: refuseNodePool,
    remove: needsController("NodePool", "karpenter", "karpenter.sh/termination"),
  },
  "karpenter.k8s.aws/v1:EC2NodeClass": {
    clusterScoped: true,
    customGroup: "karpenter.k8s.aws",
    refuse: refuseImageless,
    remove: needsController("EC2NodeClass", "karpenter", "karpenter.k8s.aws/termination"),
  },
  [`${rbac}:Role`]: {},
  [`${rbac}:RoleBinding`]: { immutable: ["roleRef"] },
  [`${rbac}:ClusterRole`]: { clusterScoped: true },
  [`${rbac}:ClusterRoleBinding`]: { clusterScoped: true, immutable: ["roleRef"] },
  [`${admission}:ValidatingAdmissionPolicy`]: { clusterScoped: true, refuse: refuseAdmissionPolicy },
  [`${admission}:ValidatingAdmissionPolicyBinding`]: { clusterScoped: true, refuse: refusePolicyBinding },
  [`${gatewayApi}/v1:GatewayClass`]: { clusterScoped: true, customGroup: gatewayApi },
  [`${gatewayApi}/v1:Gateway`]: { customGroup: gatewayApi },
  [`${gatewayApi}/v1:HTTPRoute`]: { customGroup: gatewayApi, refuse: refuseUnaccepted },
  [`${envoy}/v1alpha1:EnvoyProxy`]: { customGroup: envoy },
  [`${envoy}/v1alpha1:ClientTrafficPolicy`]: { customGroup: envoy },
  [`${envoy}/v1alpha1:BackendTrafficPolicy`]: { customGroup: envoy },
  [`${externalSecrets}/v1:SecretStore`]: { customGroup: externalSecrets },
  [`${externalSecrets}/v1:ExternalSecret`]: { customGroup: externalSecrets, refuse: refuseUnsynced },
  "elbv2.k8s.aws/v1beta1:TargetGroupBinding": {
    customGroup: "elbv2.k8s.aws",
    remove: needsController("TargetGroupBinding", "aws-load-balancer-controller", "elbv2.k8s.aws/resources"),
  },
};

/**
 * What the garbage collector takes: all that is in a namespace, and all that names what is gone as its owner
 * (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).
 */
function dependentsOf(gone: CloudResource, cloud: CloudView): CloudResource[] {
  const uid = textAt(gone.outputs, "metadata.uid");
  return Object.keys(kubernetes)
    .flatMap((type) => cloud.list(type))
    .filter(
      (one) =>
        one.cluster === gone.cluster &&
        ((gone.type === k8s.namespace &&
          one.inputs["metadata"] !== undefined &&
          namespaceOf(one.inputs) === gone.id) ||
          (uid !== undefined &&
            objectsAt(one.inputs, "metadata.ownerReferences").some((owner) => owner["uid"] === uid))),
    );
}

export const kubernetes: Record<string, ResourceKind> = {
  ...Object.fromEntries(
    Object.entries(objects).map(([token, options]) => [
      `kubernetes:${token}`,
      objectKind(token.split(":")[1] ?? "", options),
    ]),
  ),
  [k8s.release]: release,
};
