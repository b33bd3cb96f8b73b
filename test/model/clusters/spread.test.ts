// Tests that every controller has two replicas at least, on different nodes and zones where there is room.
import { operatorValues } from "../../../src/model/access/secrets";
import { coreDnsValues } from "../../../src/model/clusters/add-ons";
import { controllerValues, envoyGatewayValues, envoyProxySpec } from "../../../src/model/clusters/gateway";
import { spreadPods } from "../../../src/model/clusters/spread";
import { clusterAutoscalerValues } from "../../../src/model/nodes/cluster-autoscaler";

const cluster = { clusterName: "blue", region: "eu-west-1", vpcId: "vpc-1" };
const secrets = operatorValues();
const gateway = envoyGatewayValues();
const autoscaler = clusterAutoscalerValues("blue", "eu-west-1", "v1.36.1");
const controller = controllerValues(cluster);
const dns = coreDnsValues(3);
const { envoyDeployment, envoyHpa, envoyPDB } = envoyProxySpec({ min: 2, max: 4 }).provider.kubernetes;

test.each([
  ["CoreDNS", dns.autoScaling.minReplicas, dns, { "k8s-app": "kube-dns" }],
  [
    "the load balancer controller",
    controller.replicaCount,
    controller,
    { "app.kubernetes.io/name": "aws-load-balancer-controller" },
  ],
  [
    "Envoy Gateway",
    gateway.deployment.replicas,
    { ...gateway, ...gateway.deployment.pod },
    { "control-plane": "envoy-gateway" },
  ],
  [
    "Envoy",
    envoyHpa.minReplicas,
    { podDisruptionBudget: envoyPDB, ...envoyDeployment.pod },
    {
      "app.kubernetes.io/name": "envoy",
      "gateway.envoyproxy.io/owning-gateway-name": "public",
    },
  ],
  ["the secrets operator", secrets.replicaCount, secrets, { "app.kubernetes.io/name": "external-secrets" }],
  [
    "its webhook",
    secrets.webhook.replicaCount,
    secrets.webhook,
    { "app.kubernetes.io/name": "external-secrets-webhook" },
  ],
  [
    "its keeper of certificates",
    secrets.certController.replicaCount,
    secrets.certController,
    { "app.kubernetes.io/name": "external-secrets-cert-controller" },
  ],
  [
    "the cluster autoscaler",
    autoscaler.replicaCount,
    autoscaler,
    { "app.kubernetes.io/instance": "cluster-autoscaler" },
  ],
])("%s outlives a node and a zone", (_, replicas, values, labels) => {
  expect(replicas).toBe(2);
  expect(values.topologySpreadConstraints).toEqual(spreadPods(labels));
  const { maxUnavailable, minAvailable } = values.podDisruptionBudget as Record<string, number>;
  expect([maxUnavailable, minAvailable]).toContain(1);
});

test("pods are spread over zones and nodes, and none waits for a place", () => {
  expect(spreadPods({ app: "x" })).toEqual(
    ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: { app: "x" } },
    })),
  );
});
