// Tests what the simulated Kubernetes refuses, and how it names objects.
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
