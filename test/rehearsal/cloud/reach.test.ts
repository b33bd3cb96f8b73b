// Tests which requests get through a load balancer: listeners, rules, gateways and their routes.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import { Lookup } from "../../../src/rehearsal/cloud/lookup";
import { reach, targetsHealthy } from "../../../src/rehearsal/cloud/reach";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { cluster, clusterName, kubernetesSide, legacySide, network, nodeGroup } from "./landscape";
import { MemoryCloud } from "./memory-cloud";

const hostname = "api.example.com";

function world() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  const legacy = legacySide(cloud, net);
  cluster(cloud, net);
  const nodes = nodeGroup(cloud, net);
  return { cloud, net, legacy, nodes, kubernetes: kubernetesSide(cloud, net, [hostname]) };
}

type World = ReturnType<typeof world>;

function through({ cloud }: World, { outputs }: CloudResource, name = hostname) {
  return reach(new Lookup(cloud), outputs["dnsName"] as string, name);
}

/** Replaces properties of the resource's `spec`, past the rules of its kind. */
function respec({ cloud }: World, resource: CloudResource, changes: Properties): void {
  const spec = { ...(resource.inputs["spec"] as Properties), ...changes };
  cloud.put({ ...resource, inputs: { ...resource.inputs, spec }, outputs: { ...resource.outputs, spec } });
}

const gatewayListener = (changes: Properties): Properties => ({
  listeners: [
    {
      name: "https",
      port: 443,
      protocol: "HTTPS",
      allowedRoutes: { namespaces: { from: "All" } },
      ...changes,
    },
  ],
});

const rule = ({ cloud, legacy }: World, priority: number, host: string, action: Properties) =>
  cloud.create(aws.listenerRule, "rule", {
    listenerArn: legacy.listener.id,
    priority,
    conditions: [{ hostHeader: { values: [host] } }],
    actions: [action],
  });

const maintenance: Properties = { type: "fixed-response", fixedResponse: { statusCode: "503" } };

test("both sides answer as they were made", () => {
  const made = world();
  expect(through(made, made.legacy.balancer)).toEqual({ answers: true, reason: "answers" });
  expect(through(made, made.kubernetes.balancer)).toEqual({ answers: true, reason: "answers" });
});

test("the rule of the lowest priority that matches the host decides", () => {
  const made = world();
  rule(made, 20, hostname, maintenance);
  expect(through(made, made.legacy.balancer)).toEqual({ answers: false, reason: "the listener answers 503" });
  rule(made, 10, "*.example.com", { type: "forward", targetGroupArn: made.legacy.targets.id });
  expect(through(made, made.legacy.balancer).answers).toBe(true);
});

test("a rule of another host, or with another condition, does not decide", () => {
  const made = world();
  rule(made, 10, "web.example.com", maintenance);
  made.cloud.create(aws.listenerRule, "rule", {
    listenerArn: made.legacy.listener.id,
    priority: 11,
    conditions: [{ hostHeader: { values: [hostname] } }, { pathPattern: { values: ["/admin"] } }],
    actions: [maintenance],
  });
  expect(through(made, made.legacy.balancer).answers).toBe(true);
});

test("every target group of a weighted forward must answer, except one of weight 0", () => {
  const made = world();
  const empty = made.cloud.create(aws.targetGroup, "empty", { name: "empty", vpcId: made.net.vpc.id });
  const forward = (weight: number) =>
    made.cloud.update(made.legacy.listener, {
      defaultActions: [
        {
          type: "forward",
          forward: {
            targetGroups: [
              { arn: made.legacy.targets.id, weight: 1 },
              { arn: empty.id, weight },
            ],
          },
        },
      ],
    });
  forward(1);
  expect(through(made, made.legacy.balancer)).toEqual({ answers: false, reason: "empty has no targets" });
  forward(0);
  expect(through(made, made.legacy.balancer).answers).toBe(true);
});

describe("the targets of a load balancer are healthy", () => {
  const healthy = ({ cloud, legacy }: World, name = legacy.balancer.outputs["dnsName"] as string) =>
    targetsHealthy(new Lookup(cloud), name);

  test("while every group that it forwards to has a healthy one", () => {
    const made = world();
    expect(healthy(made)).toBe(true);
    const other = made.cloud.create(aws.targetGroup, "other", { name: "other", vpcId: made.net.vpc.id });
    rule(made, 10, "other.example.com", { type: "forward", targetGroupArn: other.id });
    expect(healthy(made)).toBe(false);
    made.cloud.update(made.legacy.group, { targetGroupArns: [made.legacy.targets.id, other.id] });
    expect(healthy(made)).toBe(true);
    made.cloud.update(made.legacy.group, { targetGroupArns: [other.id] });
    expect(healthy(made)).toBe(false);
  });

  test("but not of one that forwards to none, or that isn't there", () => {
    const made = world();
    made.cloud.update(made.legacy.listener, { defaultActions: [maintenance] });
    expect(healthy(made)).toBe(false);
    expect(healthy(made, "none.elb.eu-west-1.amazonaws.com")).toBe(false);
  });
});

test("a load balancer answers by the name that the console gives it, too", () => {
  const made = world();
  const { cloud, legacy } = made;
  const name = `dualstack.${legacy.balancer.outputs["dnsName"] as string}`;
  expect(reach(new Lookup(cloud), name, hostname)).toEqual({ answers: true, reason: "answers" });
  expect(targetsHealthy(new Lookup(cloud), name)).toBe(true);
});

test("a group may be attached from outside", () => {
  const made = world();
  made.cloud.update(made.legacy.group, { targetGroupArns: [] });
  expect(through(made, made.legacy.balancer).answers).toBe(false);
  made.cloud.create(aws.scalingAttachment, "attachment", {
    autoscalingGroupName: made.legacy.group.id,
    lbTargetGroupArn: made.legacy.targets.id,
  });
  expect(through(made, made.legacy.balancer).answers).toBe(true);
});

/** What the gateway expects of its clients' connections. */
function clientTraffic({ cloud }: World, spec: Properties): void {
  const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "entry" }];
  const metadata = { name: "entry", namespace: "envoy-gateway-system" };
  cloud.create(k8s.clientTraffic, "policy", { metadata, spec: { ...spec, targetRefs } }, clusterName);
}

const broken: [what: string, change: (world: World) => void, reason: RegExp][] = [
  [
    "the gateway listens on another port",
    (w) => respec(w, w.kubernetes.gateway, gatewayListener({ port: 8443 })),
    /no listener .* on port 443/,
  ],
  [
    "the gateway's listener has another hostname",
    (w) => respec(w, w.kubernetes.gateway, gatewayListener({ hostname: "*.example.net" })),
    /no listener .* takes api\.example\.com/,
  ],
  [
    "the gateway admits routes of its own namespace only",
    (w) => respec(w, w.kubernetes.gateway, gatewayListener({ allowedRoutes: {} })),
    /no HTTPRoute/,
  ],
  [
    "the gateway admits namespaces with another label",
    (w) =>
      respec(
        w,
        w.kubernetes.gateway,
        gatewayListener({
          allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { routes: "yes" } } } },
        }),
      ),
    /no HTTPRoute/,
  ],
  [
    "the route names a listener that isn't there",
    (w) =>
      respec(w, w.kubernetes.route, {
        parentRefs: [{ name: "entry", namespace: "envoy-gateway-system", sectionName: "http" }],
      }),
    /no HTTPRoute/,
  ],
  [
    "the route leads into another namespace",
    (w) =>
      respec(w, w.kubernetes.route, {
        rules: [{ backendRefs: [{ name: "api", namespace: "other", port: 80 }] }],
      }),
    /no ReferenceGrant for other/,
  ],
  [
    "the binding is in another namespace than the proxies",
    (w) => {
      const { binding } = w.kubernetes;
      w.cloud.put({
        ...binding,
        outputs: { ...binding.outputs, metadata: { name: "entry", namespace: "apps" } },
      });
    },
    /is in envoy-gateway-system, not in apps/,
  ],
  [
    "Envoy Gateway is gone",
    (w) => w.cloud.delete(k8s.release, "envoy-gateway-system/envoy", clusterName),
    /no Envoy Gateway runs/,
  ],
  [
    "the binding registers instances in a group of addresses",
    (w) => respec(w, w.kubernetes.binding, { targetType: "instance" }),
    /registers targets of type instance, and its target group takes ip/,
  ],
  [
    "the load balancer speaks the proxy protocol, and the gateway doesn't expect it",
    (w) => w.cloud.update(w.kubernetes.targets, { proxyProtocolV2: true }),
    /only the load balancer speaks it/,
  ],
  [
    "the gateway expects the proxy protocol, and the load balancer doesn't speak it",
    (w) => clientTraffic(w, { proxyProtocol: { optional: false } }),
    /only the Gateway expects it/,
  ],
  ["the nodes are gone", (w) => w.cloud.remove(w.nodes), /has no nodes/],
  [
    "the service selects other pods",
    (w) => respec(w, w.kubernetes.service, { selector: { app: "api", version: "2" } }),
    /selects no pods/,
  ],
];

test.each(broken)("nothing answers when %s", (_, change, reason) => {
  const made = world();
  change(made);
  const verdict = through(made, made.kubernetes.balancer);
  expect(verdict.answers).toBe(false);
  expect(verdict.reason).toMatch(reason);
});

test.each<[string, Properties, boolean]>([
  ["expects it", { proxyProtocol: { optional: false } }, true],
  ["takes it or leaves it", { proxyProtocol: { optional: true } }, true],
  ["takes it or leaves it", { proxyProtocol: { optional: true } }, false],
  ["expects it in the older notation", { enableProxyProtocol: true }, true],
  ["is told something else", { healthCheck: { path: "/healthz" } }, false],
])("a gateway that %s (%j) answers where the proxy protocol is spoken: %s", (_, spec, proxyProtocolV2) => {
  const made = world();
  made.cloud.update(made.kubernetes.targets, { proxyProtocolV2 });
  clientTraffic(made, spec);
  expect(through(made, made.kubernetes.balancer).answers).toBe(true);
});

test("a route may match by a wildcard, or have no hostname at all", () => {
  const made = world();
  respec(made, made.kubernetes.route, { hostnames: ["*.example.com"] });
  expect(through(made, made.kubernetes.balancer, "a.b.example.com").answers).toBe(true);
  expect(through(made, made.kubernetes.balancer, "example.net").answers).toBe(false);
  respec(made, made.kubernetes.route, { hostnames: [] });
  expect(through(made, made.kubernetes.balancer, "example.net").answers).toBe(true);
});

test("a binding may name the application's own Service", () => {
  const made = world();
  const { binding } = made.kubernetes;
  made.cloud.put({
    ...binding,
    inputs: {
      ...binding.inputs,
      spec: { ...(binding.inputs["spec"] as Properties), serviceRef: { name: "api", port: 80 } },
    },
    outputs: { ...binding.outputs, metadata: { name: "entry", namespace: "apps" } },
  });
  expect(through(made, made.kubernetes.balancer).answers).toBe(true);
});
