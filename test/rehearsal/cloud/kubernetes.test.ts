// Tests what the simulated Kubernetes refuses, and how it names objects.
import { routeAccepted } from "../../../src/model/workload/objects";
import { kindOf } from "../../../src/rehearsal/cloud";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import { restrictedViolations } from "../../../src/rehearsal/cloud/pod-security";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { deployment, restrictedPod } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

function world(labels: Properties = {}) {
  const cloud = new MemoryCloud();
  const put = (type: string, inputs: Properties, cluster = "blue") =>
    cloud.create(type, "object", inputs, cluster);
  put(k8s.namespace, { metadata: { name: "apps", labels } });
  return { cloud, put };
}

const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };
const at = (name: string, namespace = "apps") => ({ name, namespace });
const privileged = { containers: [{ name: "app" }] };

test.each([
  [
    "an object in no namespace",
    k8s.service,
    { metadata: at("api", "none") },
    "NotFound",
    /namespaces "none" not found/,
  ],
  [
    "a name in capitals",
    k8s.deployment,
    deployment("Api"),
    "Invalid",
    /metadata\.name: Invalid value: "Api"/,
  ],
  ["a service's name with a dot", k8s.service, { metadata: at("a.b") }, "Invalid", /RFC 1123 label/],
  [
    "a selector that misses its pods",
    k8s.deployment,
    { ...deployment("api"), spec: { selector: { matchLabels: { app: "x" } }, template: {} } },
    "Invalid",
    /`selector` does not match/,
  ],
  [
    "a request above its limit",
    k8s.deployment,
    deployment("api", {
      containers: [{ name: "app", resources: { requests: { memory: "1Gi" }, limits: { memory: "512Mi" } } }],
    }),
    "Invalid",
    /less than or equal to memory limit/,
  ],
  [
    "an autoscaler of max below min",
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    { metadata: at("api"), spec: { minReplicas: 3, maxReplicas: 2 } },
    "Invalid",
    /maxReplicas/,
  ],
  [
    "a route without its definition",
    k8s.httpRoute,
    { metadata: at("api") },
    "NoKindMatch",
    /no matches for kind "HTTPRoute"/,
  ],
  [
    "a binding without its definition",
    k8s.targetGroupBinding,
    { metadata: at("b") },
    "NoKindMatch",
    /elbv2\.k8s\.aws/,
  ],
  [
    "a release in no namespace",
    k8s.release,
    { name: "r", namespace: "none", chart: "c" },
    "NotFound",
    /"none"/,
  ],
])("refuses %s", (_, type, inputs, code, cause) => {
  const refused = refusal(() => world().put(type, inputs));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("lets an autoscaler's replicas to their owner", () => {
  const { put, cloud } = world();
  const api = deployment("api");
  const { replicas: _, ...left } = api["spec"] as Properties;
  const made = put(k8s.deployment, { ...api, spec: left });
  put(k8s.autoscaler, {
    metadata: at("api"),
    spec: { minReplicas: 3, maxReplicas: 9, scaleTargetRef: { kind: "Deployment", name: "api" } },
  });
  const taken = refusal(() => cloud.update(made, { ...api, spec: { ...left, replicas: 2 } }));
  expect(taken.code).toBe("Conflict");
  expect(taken.message).toMatch(/conflict with "kube-controller-manager" .*spec\.replicas/);
  cloud.update(made, { ...api, spec: { ...left, replicas: 3 } });
  cloud.update(made, { ...api, spec: left });
});

test("serves custom resources only in the cluster whose chart brings them", () => {
  const { put } = world();
  put(k8s.release, { name: "gw", namespace: "apps", chart: "oci://docker.io/envoyproxy/gateway-helm" });
  expect(put(k8s.httpRoute, { metadata: at("api") }).id).toBe("apps/api");
  put(k8s.namespace, { metadata: { name: "apps" } }, "green");
  expect(refusal(() => put(k8s.httpRoute, { metadata: at("api") }, "green")).code).toBe("NoKindMatch");
  put(k8s.release, { name: "gw", namespace: "apps", chart: "gateway-helm", skipCrds: true }, "green");
  expect(refusal(() => put(k8s.httpRoute, { metadata: at("api") }, "green")).code).toBe("NoKindMatch");
});

test("never ends deleting a binding whose controller is gone", () => {
  const { cloud, put } = world();
  const controller = put(k8s.release, {
    name: "c",
    namespace: "apps",
    chart: "aws-load-balancer-controller",
  });
  const [binding, orphan] = ["one", "two"].map((name) => put(k8s.targetGroupBinding, { metadata: at(name) }));
  cloud.remove(binding!);
  cloud.remove(controller);
  expect(refusal(() => cloud.remove(orphan!)).message).toMatch(/finalizer/);
});

test("never sees pods ready that a restricted namespace does not admit", () => {
  const { put } = world(restricted);
  const refused = refusal(() => put(k8s.deployment, deployment("api", privileged)));
  expect(refused.message).toMatch(
    /failed to fully initialize or become live.*violates PodSecurity "restricted:latest"/,
  );
  expect(put(k8s.deployment, deployment("api")).id).toBe("apps/api");
  expect(world().put(k8s.deployment, deployment("api", privileged)).id).toBe("apps/api");
});

const container = (restrictedPod["containers"] as Properties[])[0]!;
const secured = (changes: Properties): Properties => ({
  ...restrictedPod,
  containers: [
    { ...container, securityContext: { ...(container["securityContext"] as Properties), ...changes } },
  ],
});

test.each<[string, Properties, RegExp]>([
  ["privilege escalation", secured({ allowPrivilegeEscalation: true }), /allowPrivilegeEscalation/],
  ["capabilities", secured({ capabilities: { drop: ["NET_RAW"] } }), /unrestricted capabilities/],
  [
    "added capabilities",
    secured({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }),
    /NET_BIND_SERVICE/,
  ],
  ["root allowed by the container", secured({ runAsNonRoot: false }), /runAsNonRoot/],
  ["root by number", secured({ runAsUser: 0 }), /runAsUser=0/],
  ["no seccomp profile", { ...restrictedPod, securityContext: { runAsNonRoot: true } }, /seccompProfile/],
  ["privilege", secured({ privileged: true }), /privileged/],
  ["the host's network", { ...restrictedPod, hostNetwork: true }, /host namespaces/],
  [
    "a host path",
    { ...restrictedPod, volumes: [{ name: "v", hostPath: { path: "/" } }] },
    /restricted volume types/,
  ],
])("a restricted pod has no %s", (_, pod, violation) => {
  expect(restrictedViolations(pod)).toEqual([expect.stringMatching(violation)]);
});

const started = (pod: Properties) => deployment("api", { ...restrictedPod, ...pod });
const withContainer = (more: Properties) => started({ containers: [{ ...container, ...more }] });

test.each<[string, Properties, RegExp]>([
  [
    "two volumes of one name",
    started({
      volumes: [
        { name: "tmp", emptyDir: {} },
        { name: "tmp", emptyDir: {} },
      ],
    }),
    /volumes\[1\]\.name: Duplicate value: "tmp"/,
  ],
  ["a volume with a slash", started({ volumes: [{ name: "a/b", emptyDir: {} }] }), /RFC 1123 label/],
  [
    "a mount of no volume",
    withContainer({ volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] }),
    /volumeMounts\[0\]\.name: Not found: "tmp"/,
  ],
  [
    "a wait before the end that is longer than the grace",
    withContainer({ lifecycle: { preStop: { sleep: { seconds: 31 } } } }),
    /less than terminationGracePeriodSeconds \(30\)/,
  ],
])("refuses %s", (_, inputs, cause) => {
  const refused = refusal(() => world().put(k8s.deployment, inputs));
  expect(refused.code).toBe("Invalid");
  expect(refused.message).toMatch(cause);
});

test("refuses two volumes in one place", () => {
  const inputs = started({
    volumes: ["a", "b"].map((name) => ({ name, emptyDir: {} })),
    containers: [{ ...container, volumeMounts: ["a", "b"].map((name) => ({ name, mountPath: "/tmp" })) }],
  });
  expect(refusal(() => world().put(k8s.deployment, inputs)).message).toMatch(/must be unique/);
});

test("refuses a schedule in a time zone that there isn't", () => {
  const cronJob = (timeZone: string) => ({
    metadata: at("report"),
    spec: { schedule: "0 0 * * *", timeZone },
  });
  const type = "kubernetes:batch/v1:CronJob";
  expect(refusal(() => world().put(type, cronJob("Europe/Berlni"))).message).toMatch(/unknown time zone/);
  expect(world().put(type, cronJob("Europe/Berlin")).id).toBe("apps/report");
});

test("never sees pods ready whose priority class there isn't", () => {
  const { put } = world();
  const asking = started({ priorityClassName: "high" });
  expect(refusal(() => put(k8s.deployment, asking)).message).toMatch(
    /forbidden: no PriorityClass with name high was found/,
  );
  put(k8s.priorityClass, { metadata: { name: "high" }, value: 1000 });
  expect(put(k8s.deployment, asking).id).toBe("apps/api");
});

test("never sees pods ready whose environment there isn't", () => {
  const { put } = world();
  const reading = withContainer({ envFrom: [{ configMapRef: { name: "api-1" } }] });
  expect(refusal(() => put(k8s.deployment, reading)).message).toMatch(/configmap "api-1" not found/);
  put(k8s.configMap, { metadata: at("api-1"), data: {} });
  expect(put(k8s.deployment, reading).id).toBe("apps/api");
});

describe("a LimitRange", () => {
  const size = { cpu: "250m", memory: "256Mi" };
  const range = (limits: Properties) => ({
    metadata: at("containers"),
    spec: { limits: [{ type: "Container", defaultRequest: size, ...limits }] },
  });
  const sized = (requests: Properties, limits: Properties) =>
    withContainer({ resources: { requests, limits } });
  const free = sized({ cpu: "1", memory: "1Gi" }, { memory: "1Gi" });

  test.each<[string, Properties, RegExp | undefined]>([
    ["gives a limit below the request", range({ default: size }), /cpu request 1 must be less than or equal/],
    ["gives its greatest where it has no default", range({ max: { cpu: "500m" } }), /cpu request 1 must be/],
    [
      "bounds what is said",
      range({ max: { memory: "512Mi" } }),
      /maximum memory usage per Container is 512Mi/,
    ],
    [
      "leaves alone what it doesn't name",
      range({ default: { memory: "256Mi" }, max: { memory: "1Gi" } }),
      undefined,
    ],
  ])("%s", (_, inputs, cause) => {
    const { put } = world();
    put(k8s.limitRange, inputs);
    if (cause) expect(refusal(() => put(k8s.deployment, free)).message).toMatch(cause);
    else expect(put(k8s.deployment, free).id).toBe("apps/api");
  });

  test("a quota of limits refuses a container without one, unless the range gives it", () => {
    const { put } = world();
    put(k8s.resourceQuota, { metadata: at("services"), spec: { hard: { "limits.cpu": "10" } } });
    expect(refusal(() => put(k8s.deployment, free)).message).toMatch(/must specify limits\.cpu for: app/);
    put(k8s.limitRange, range({ default: { cpu: "2" } }));
    expect(put(k8s.deployment, free).id).toBe("apps/api");
  });
});

describe("a route that is waited for", () => {
  const awaited = { ...at("api"), annotations: { "pulumi.com/waitFor": routeAccepted } };
  const route = (parent: Properties, ...hostnames: string[]) => ({
    metadata: awaited,
    spec: { parentRefs: [{ name: "entry", namespace: "gateways", ...parent }], hostnames },
  });

  test.each<[string, Properties, Properties, RegExp | undefined]>([
    ["by a listener that is open to all", {}, route({}, "a.example.com"), undefined],
    ["by its hostname", { hostname: "*.example.com" }, route({}, "a.example.com"), undefined],
    [
      "never by another's hostname",
      { hostname: "*.example.org" },
      route({}, "a.example.com"),
      /NoMatchingListenerHostname/,
    ],
    ["never by a listener that there isn't", {}, route({ sectionName: "http" }), /NoMatchingParent/],
    ["never by a Gateway that there isn't", {}, route({ name: "other" }), /no Gateway gateways\/other/],
    [
      "never by a listener that takes its own namespace's only",
      { allowedRoutes: { namespaces: { from: "Same" } } },
      route({}),
      /NotAllowedByListeners/,
    ],
    [
      "never by one that selects other namespaces",
      { allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { routes: "yes" } } } } },
      route({}),
      /NotAllowedByListeners/,
    ],
  ])("is accepted %s", (_, listener, inputs, cause) => {
    const { put } = world();
    put(k8s.release, { name: "gw", namespace: "apps", chart: "gateway-helm" });
    put(k8s.namespace, { metadata: { name: "gateways" } });
    put(k8s.gateway, {
      metadata: at("entry", "gateways"),
      spec: {
        listeners: [
          { name: "https", port: 443, allowedRoutes: { namespaces: { from: "All" } }, ...listener },
        ],
      },
    });
    if (cause) expect(refusal(() => put(k8s.httpRoute, inputs)).message).toMatch(cause);
    else expect(put(k8s.httpRoute, inputs).id).toBe("apps/api");
  });
});

test("what is gone takes what it owns with it, and a namespace all that is in it", () => {
  const { cloud, put } = world();
  const account = put("kubernetes:core/v1:ServiceAccount", { metadata: at("api") });
  const { uid } = account.outputs["metadata"] as Properties;
  const owned = put(k8s.configMap, {
    metadata: { ...at("api-1"), ownerReferences: [{ kind: "ServiceAccount", name: "api", uid: uid! }] },
  });
  const other = put(k8s.configMap, { metadata: at("other") });
  cloud.remove(account);
  expect(cloud.get(k8s.configMap, owned.id, "blue")).toBeUndefined();
  expect(cloud.get(k8s.configMap, other.id, "blue")).toBeDefined();
  cloud.remove(cloud.get(k8s.namespace, "apps", "blue")!);
  expect(cloud.get(k8s.configMap, other.id, "blue")).toBeUndefined();
});

test("a restricted pod is admitted", () => {
  expect(restrictedViolations({ ...restrictedPod, volumes: [{ name: "v", emptyDir: {} }] })).toEqual([]);
});

test.each([
  [k8s.deployment, "spec.selector"],
  [k8s.service, "spec.clusterIP"],
  ["kubernetes:batch/v1:Job", "spec.template"],
  ["kubernetes:core/v1:ConfigMap", "data"],
  ["kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "roleRef"],
])("replaces %s when %s changes, and when its name does", (type, path) => {
  expect(kindOf(type)?.replaceOn).toEqual(
    expect.arrayContaining([path, "metadata.name", "metadata.namespace"]),
  );
});

describe("an admission policy", () => {
  const policy = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
  const rules = { matchConstraints: { resourceRules: [{ resources: ["*/*"] }] } };
  const validations = [{ expression: "false" }];
  const metadata = { name: "teams" };

  test.each<[string, string, Properties, RegExp]>([
    ["no rule", policy, { validations }, /resourceRules/],
    ["no validation", policy, rules, /spec.validations/],
    ["an empty expression", policy, { ...rules, validations: [{ expression: " " }] }, /\[0\].expression/],
    ["a binding to nothing", `${policy}Binding`, { validationActions: ["Deny"] }, /policyName/],
    ["a binding that does nothing", `${policy}Binding`, { policyName: "teams" }, /validationActions/],
  ])("is refused with %s", (_, type, spec, cause) => {
    const { put } = world();
    const refused = refusal(() => put(type, { metadata, spec }));
    expect(refused.code).toBe("Invalid");
    expect(refused.message).toMatch(cause);
  });

  test("belongs to the whole cluster", () => {
    const { put } = world();
    expect(put(policy, { metadata, spec: { ...rules, validations } }).id).toBe("teams");
  });
});

test("gives a service its address and keeps an object's identity over updates", () => {
  const { cloud, put } = world();
  const service = put(k8s.service, { metadata: at("api"), spec: { selector: { app: "api" } } });
  const updated = cloud.update(service, { spec: { selector: { app: "other" } } });
  const facts = ({ outputs }: typeof service) => [
    (outputs["spec"] as Properties)["clusterIP"],
    (outputs["metadata"] as Properties)["uid"],
  ];
  expect(facts(service)).toEqual([expect.stringMatching(/^172\.20\.\d+\.\d+$/), expect.any(String)]);
  expect(facts(updated)).toEqual(facts(service));
});
