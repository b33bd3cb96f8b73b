// Tests what a namespace's quota refuses, as the API server does.
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { deployment, restrictedPod } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

const at = (name: string) => ({ name, namespace: "apps" });

function world(hard: Properties) {
  const cloud = new MemoryCloud();
  const put = (type: string, inputs: Properties) => cloud.create(type, "object", inputs, "blue");
  put(k8s.namespace, { metadata: { name: "apps" } });
  put(k8s.resourceQuota, { metadata: at("services"), spec: { hard } });
  return { cloud, put };
}

/** Two replicas, each of half a core and 512 MiB at most. */
function pods(name: string): Properties {
  const resources = { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } };
  const container = { ...(restrictedPod["containers"] as Properties[])[0], resources };
  return deployment(name, { ...restrictedPod, containers: [container] });
}

test.each([
  ["pods", "3"],
  ["requests.cpu", "999m"],
  ["requests.memory", "1023Mi"],
  ["limits.cpu", "1999m"],
  ["limits.memory", "2047Mi"],
])("the second Deployment has no ready pods beyond %s=%s", (resource, most) => {
  const { put } = world({ [resource]: most });
  put(k8s.deployment, pods("one"));
  expect(refusal(() => put(k8s.deployment, pods("two"))).message).toContain(
    `pods "two-" is forbidden: exceeded quota: services, limited: ${resource}=${most}`,
  );
});

test("what fits exactly is admitted, and a Deployment that changes isn't counted twice", () => {
  const { cloud, put } = world({ pods: "4", "limits.cpu": "2", "limits.memory": "2Gi" });
  const one = put(k8s.deployment, pods("one"));
  put(k8s.deployment, pods("two"));
  expect(cloud.update(one, { metadata: at("one") }).id).toBe("apps/one");
});

test("an autoscaler's least replicas count", () => {
  const { put } = world({ pods: "4" });
  const spec = { ...(pods("one")["spec"] as Properties) };
  delete spec["replicas"];
  put(k8s.autoscaler, {
    metadata: at("one"),
    spec: { scaleTargetRef: { name: "one" }, minReplicas: 5, maxReplicas: 9 },
  });
  expect(refusal(() => put(k8s.deployment, { ...pods("one"), spec })).message).toMatch(/pods=4/);
});

test("another namespace's quota is another's", () => {
  const { put } = world({ pods: "1" });
  put(k8s.namespace, { metadata: { name: "other" } });
  expect(put(k8s.deployment, { ...pods("one"), metadata: { name: "one", namespace: "other" } }).id).toBe(
    "other/one",
  );
});

test.each([
  ["LoadBalancer", { "services.loadbalancers": "0" }, false],
  ["LoadBalancer", { "services.nodeports": "0" }, false],
  ["NodePort", { "services.nodeports": "0" }, false],
  ["NodePort", { "services.loadbalancers": "0" }, true],
  ["ClusterIP", { "services.loadbalancers": "0", "services.nodeports": "0" }, true],
])("a Service of type %s under %j is admitted: %s", (type, hard, admitted) => {
  const { put } = world(hard);
  const make = () => put(k8s.service, { metadata: at("api"), spec: { type, selector: { app: "api" } } });
  if (admitted) expect(make().id).toBe("apps/api");
  else
    expect(refusal(make)).toMatchObject({
      code: "Forbidden",
      message: expect.stringContaining("exceeded quota"),
    });
});

test("Services count up to the bound", () => {
  const { put } = world({ "services.loadbalancers": "1" });
  const make = (name: string) => put(k8s.service, { metadata: at(name), spec: { type: "LoadBalancer" } });
  make("one");
  expect(refusal(() => make("two")).code).toBe("Forbidden");
});
