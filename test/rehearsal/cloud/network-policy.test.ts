// Tests whether the Gateway still reaches pods under network policies.
import { defaultDenySpec, networkPolicies } from "../../../src/model/network/network-policy";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import { Lookup } from "../../../src/rehearsal/cloud/lookup";
import { reach } from "../../../src/rehearsal/cloud/reach";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { web } from "../../model/services";
import { cluster, clusterName, kubernetesSide, network, nodeGroup } from "./landscape";
import { MemoryCloud } from "./memory-cloud";

const hostname = "api.example.com";

function world() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  cluster(cloud, net);
  nodeGroup(cloud, net);
  const side = kubernetesSide(cloud, net, [hostname]);
  const policy = (name: string, spec: unknown, namespace = "apps") =>
    cloud.create(
      k8s.networkPolicy,
      name,
      { metadata: { name, namespace }, spec: spec as Properties },
      clusterName,
    );
  return { cloud, side, policy };
}

function answer({ cloud, side }: { cloud: MemoryCloud; side: { balancer: CloudResource } }) {
  return reach(new Lookup(cloud), side.balancer.outputs["dnsName"] as string, hostname);
}

const ingress = (...rules: Properties[]): Properties => ({
  podSelector: { matchLabels: { app: "api" } },
  policyTypes: ["Ingress"],
  ingress: rules,
});
const envoyNamespace = { matchLabels: { "kubernetes.io/metadata.name": "envoy-gateway-system" } };

test("a closed namespace doesn't answer, until a policy lets the Gateway in", () => {
  const made = world();
  const closed = made.policy("default.deny", defaultDenySpec());
  expect(answer(made)).toEqual({
    answers: false,
    reason: "no NetworkPolicy lets envoy-gateway-system reach the pods of apps/api on port 80",
  });
  const open = made.policy("api", ingress({ from: [{ namespaceSelector: envoyNamespace }] }));
  expect(answer(made).answers).toBe(true);
  made.cloud.remove(open);
  made.cloud.remove(closed);
  expect(answer(made).answers).toBe(true);
});

test.each<[string, Properties, boolean]>([
  ["no peers and no ports", {}, true],
  ["the port", { ports: [{ protocol: "TCP", port: 80 }] }, true],
  ["another port", { ports: [{ protocol: "TCP", port: 81 }] }, false],
  ["a protocol alone", { ports: [{ protocol: "TCP" }] }, true],
  ["a port by a name that the pods don't have", { ports: [{ port: "http" }] }, false],
  ["a range of addresses", { from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }, false],
  ["the own namespace", { from: [{ podSelector: {} }] }, false],
  [
    "Envoy's pods",
    {
      from: [
        {
          namespaceSelector: envoyNamespace,
          podSelector: { matchLabels: { "gateway.envoyproxy.io/owning-gateway-name": "entry" } },
        },
      ],
    },
    true,
  ],
  [
    "other pods next to Envoy",
    { from: [{ namespaceSelector: envoyNamespace, podSelector: { matchLabels: { app: "x" } } }] },
    false,
  ],
  [
    "a label that Envoy's namespace lacks",
    { from: [{ namespaceSelector: { matchLabels: { x: "y" } } }] },
    false,
  ],
])("a policy that lets in by %s", (_, rule, answers) => {
  const made = world();
  made.policy("api", ingress(rule));
  expect(answer(made).answers).toBe(answers);
});

test("a policy of other pods, of another namespace or of egress is none", () => {
  const made = world();
  made.policy("other", { ...ingress(), podSelector: { matchLabels: { app: "other" } } });
  made.policy("egress", { podSelector: {}, policyTypes: ["Egress"] });
  made.policy("elsewhere", { ...ingress(), podSelector: {} }, "envoy-gateway-system");
  expect(answer(made).answers).toBe(true);
});

test("the policies that the program makes let the Gateway in by the port's name", () => {
  const made = world();
  const { cloud, side } = made;
  const labels = { app: "api", "app.kubernetes.io/name": "api" };
  const containers = [{ name: "app", ports: [{ name: "http", containerPort: 3000 }] }];
  const template = { metadata: { labels }, spec: { containers } };
  const workload = { ...side.workload, inputs: { ...side.workload.inputs, spec: { template } } };
  const ports = [{ name: "http", port: 80, targetPort: "http" }];
  const service = { ...side.service, inputs: { ...side.service.inputs, spec: { selector: labels, ports } } };
  cloud.put(workload);
  cloud.put(service);
  made.policy("default.deny", defaultDenySpec());
  expect(answer(made).answers).toBe(false);
  made.policy("api", networkPolicies([web], { networks: [] })["api"]);
  // The landscape's Gateway is called otherwise than the program's.
  expect(answer(made).answers).toBe(false);
  const gateway = "gateway.envoyproxy.io/owning-gateway-name";
  const renamed = JSON.parse(
    JSON.stringify(networkPolicies([web], { networks: [] })["api"]).replace(
      `"${gateway}":"public"`,
      `"${gateway}":"entry"`,
    ),
  ) as Properties;
  made.policy("api-2", renamed);
  expect(answer(made).answers).toBe(true);
});
