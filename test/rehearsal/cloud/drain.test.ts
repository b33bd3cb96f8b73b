// Tests what the drain of nodes takes down: pods that no budget keeps, until they are ready elsewhere.
import { Observer } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { alias, cluster, clusterName, kubernetesSide, network, nodeGroup, zone } from "./landscape";
import { MemoryCloud } from "./memory-cloud";

const hostname = "api.example.com";

/** A name that a Deployment of three pods answers, with two groups of nodes. */
function made(budget?: Properties, replicas = 3) {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  cluster(cloud, net);
  const nodes = nodeGroup(cloud, net, { version: "1.32" });
  nodeGroup(cloud, net, {
    nodeGroupName: "more",
    amiType: "AL2023_x86_64_STANDARD",
    instanceTypes: ["m7i.large"],
  });
  const side = kubernetesSide(cloud, net, [hostname]);
  const spec = side.workload.inputs["spec"] as Properties;
  cloud.update(side.workload, { spec: { ...spec, replicas } });
  const object = (type: string, of: Properties) =>
    cloud.create(type, "object", { metadata: { name: "api", namespace: "apps" }, spec: of }, clusterName);
  if (budget) object(k8s.disruptionBudget, { ...budget, selector: { matchLabels: { app: "api" } } });
  cloud.create(aws.record, "api", alias(zone(cloud), hostname, side.balancer, "blue", 1));
  const observer = new Observer(cloud);
  cloud.listener = observer.after;
  return { cloud, nodes, object, seen: () => observer.report()[0]! };
}

test.each<[string, Properties | undefined, number, number]>([
  ["without a budget", undefined, 3, 0],
  ["with a budget that keeps one", { minAvailable: 1 }, 3, 1],
  ["with a budget that lets a quarter go", { maxUnavailable: "25%" }, 3, 1],
  ["with a budget that lets the only one go", { maxUnavailable: "25%" }, 1, 0],
  ["with a budget that lets none go", { maxUnavailable: 0 }, 1, 1],
])("pods %s, of %j, %i in all", (_, budget, replicas, answers) => {
  const { cloud, nodes, seen } = made(budget, replicas);
  cloud.delete(nodes.type, nodes.id);
  expect(seen().availability).toBe(answers);
  if (answers === 1) return;
  expect(seen().reason).toContain("the pods of the Deployment apps/api may all be on nodes that are drained");
  cloud.take(60);
  expect(seen()).toMatchObject({ availability: 1, fell: true });
});

test("an autoscaler's least number of pods counts", () => {
  const { cloud, nodes, object, seen } = made({ maxUnavailable: 1 }, 1);
  object(k8s.autoscaler, { scaleTargetRef: { name: "api" }, minReplicas: 2, maxReplicas: 4 });
  cloud.delete(nodes.type, nodes.id);
  expect(seen().availability).toBe(1);
});

test("a new version drains every node, and a new size none", () => {
  const { cloud, nodes, seen } = made();
  cloud.update(nodes, { scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 } });
  expect(seen().availability).toBe(1);
  cloud.update(nodes, { version: "1.33" });
  expect(seen().availability).toBe(0);
});

test("pods that the nodes can't hold are not on them", () => {
  const { cloud, nodes, seen } = made();
  const deployment = cloud.list(k8s.deployment)[0]!;
  const spec = deployment.inputs["spec"] as { template: { spec: Properties } };
  const pod = { ...spec.template.spec, nodeSelector: { "kubernetes.io/arch": "amd64" } };
  cloud.update(deployment, { spec: { ...spec, template: { ...spec.template, spec: pod } } });
  cloud.delete(nodes.type, nodes.id);
  expect(seen()).toMatchObject({ availability: 1, fell: false });
});
