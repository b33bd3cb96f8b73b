// Tests the way into a cluster, as plain data.
import { controllerPolicy } from "../../../src/model/clusters/controller-policy";
import {
  bindingSpec,
  clientTrafficSpec,
  controllerValues,
  entries,
  envoyProxySpec,
  gatewayClassSpec,
  gatewaySpec,
  redirectSpec,
} from "../../../src/model/clusters/gateway";

test("every entry reaches a port that an unprivileged Envoy pod can open", () => {
  expect(
    entries.map(({ id, public: { port }, servicePort, podPort }) => [id, port, servicePort, podPort]),
  ).toEqual([
    ["https", 443, 80, 10080],
    ["redirect", 80, 8080, 8080],
  ]);
});

test("services may attach to HTTPS from namespaces that say so, and to the redirect not at all", () => {
  expect(gatewaySpec()).toEqual({
    gatewayClassName: "envoy",
    listeners: [
      {
        name: "https",
        protocol: "HTTP",
        port: 80,
        allowedRoutes: {
          namespaces: { from: "Selector", selector: { matchLabels: { "crossover/routes": "allowed" } } },
        },
      },
      { name: "redirect", protocol: "HTTP", port: 8080, allowedRoutes: { namespaces: { from: "Same" } } },
    ],
  });
  expect(redirectSpec()).toMatchObject({
    parentRefs: [{ name: "public", namespace: "envoy-gateway-system", sectionName: "redirect" }],
    rules: [
      { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] },
    ],
  });
});

test("the binding names the Service that the proxies are told to have", () => {
  const { provider, shutdown } = envoyProxySpec({ min: 2, max: 10 });
  const { envoyService, envoyHpa, envoyPDB, envoyDeployment } = provider.kubernetes;
  expect(envoyService).toEqual({ name: "envoy-public", type: "ClusterIP" });
  expect(envoyHpa).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
  expect(envoyPDB).toEqual({ maxUnavailable: 1 });
  expect(envoyDeployment.pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).toEqual([
    "topology.kubernetes.io/zone",
    "kubernetes.io/hostname",
  ]);
  expect(shutdown).toEqual({ minDrainDuration: "60s", drainTimeout: "180s" });
  expect(bindingSpec(entries[0]!, "arn")).toEqual({
    serviceRef: { name: "envoy-public", port: 80 },
    targetGroupARN: "arn",
    targetType: "ip",
  });
  expect(gatewayClassSpec().parametersRef).toEqual({
    group: "gateway.envoyproxy.io",
    kind: "EnvoyProxy",
    name: "public",
    namespace: "envoy-gateway-system",
  });
});

test("proxies require the load balancer's header, answer its health check, and leave paths alone", () => {
  expect(clientTrafficSpec()).toEqual({
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" }],
    proxyProtocol: { optional: false },
    healthCheck: { path: "/-/gateway-ready" },
    path: { escapedSlashesAction: "KeepUnchanged", disableMergeSlashes: true },
  });
});

test("the controller binds and does nothing else", () => {
  expect(controllerValues({ clusterName: "blue", region: "eu-west-1", vpcId: "vpc-1" })).toMatchObject({
    clusterName: "blue",
    region: "eu-west-1",
    vpcId: "vpc-1",
    replicaCount: 2,
    serviceAccount: { create: true, name: "aws-load-balancer-controller" },
    createIngressClassResource: false,
    enableServiceMutatorWebhook: false,
    controllerConfig: {
      featureGates: { EnableServiceController: false, ALBGatewayAPI: false, NLBGatewayAPI: false },
    },
  });
});

test("the controller may change nothing but the membership of its target groups", () => {
  const { Statement } = controllerPolicy(["arn:a", "arn:b"]);
  const changing = Statement.filter(({ Action }) => Action.some((action) => !/:Describe/.test(action)));
  expect(changing).toEqual([
    {
      Sid: "Bind",
      Effect: "Allow",
      Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
      Resource: ["arn:a", "arn:b"],
    },
  ]);
});
