// Tests who may talk to whom: what follows from routes, `after`, data and `egress`, and nothing besides.
import * as fc from "fast-check";
import { defaultDeny, defaultDenySpec, networkPolicies } from "../../../src/model/network/network-policy";
import type { Service } from "../../../src/model/service";
import { job, web, worker } from "../services";

const around = { networks: ["10.0.0.0/16", "10.9.0.0/16"] };
const podsOf = (name: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } });
const proxies = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "envoy-gateway-system" } },
  podSelector: {
    matchLabels: { "app.kubernetes.io/name": "envoy", "gateway.envoyproxy.io/owning-gateway-name": "public" },
  },
};
const metrics = { namespaceSelector: { matchLabels: { "crossover/metrics": "allowed" } } };
const http = [{ protocol: "TCP", port: "http" }];
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const everywhere = (...except: string[]) => [{ ipBlock: { cidr: "0.0.0.0/0", except } }];

test("the namespace is closed but for DNS and Pod Identity, under a name that no service can have", () => {
  expect(defaultDeny).toContain(".");
  expect(defaultDenySpec()).toEqual({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: tcp(80) },
    ],
  });
});

test("a web service is open to the Gateway, to metrics and to its callers, on its port", () => {
  const policies = networkPolicies([web, { ...worker, after: ["api"] }], around);
  expect(policies["api"]).toEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "api" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [proxies, metrics, podsOf("mailer")], ports: http }],
    egress: [],
  });
});

test("a caller reaches pods by their port, and the public name wherever it leads but to the metadata", () => {
  const policies = networkPolicies([web, { ...worker, after: ["api"] }], around);
  expect(policies["mailer"]).toMatchObject({
    ingress: [],
    egress: [
      { to: [podsOf("api")], ports: http },
      { to: everywhere("169.254.0.0/16"), ports: tcp(443) },
    ],
  });
});

test("what comes after a worker or job reaches nothing by that", () => {
  const policies = networkPolicies([worker, job, { ...web, after: ["mailer", "report"] }], around);
  expect(policies["api"]!.egress).toEqual([]);
});

test.each([
  [
    "internet",
    everywhere("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
  ],
  ["vpc", [{ ipBlock: { cidr: "10.0.0.0/16" } }, { ipBlock: { cidr: "10.9.0.0/16" } }]],
  ["192.0.2.0/24", [{ ipBlock: { cidr: "192.0.2.0/24" } }]],
])("egress to %s", (to, peers) => {
  const policies = networkPolicies([{ ...worker, egress: [{ to, ports: [443, 5671] }] }], around);
  expect(policies["mailer"]!.egress).toEqual([{ to: peers, ports: tcp(443, 5671) }]);
});

test("databases and caches are reached in their ranges on their port", () => {
  const data = {
    api: [
      { ranges: ["10.0.0.0/16"], ports: [5432] },
      { ranges: ["10.9.0.0/16"], ports: [6379] },
    ],
  };
  expect(networkPolicies([web, worker], { ...around, data })).toMatchObject({
    api: {
      egress: [
        { to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: tcp(5432) },
        { to: [{ ipBlock: { cidr: "10.9.0.0/16" } }], ports: tcp(6379) },
      ],
    },
    mailer: { egress: [] },
  });
});

const names = ["a", "b", "c", "d", "e"];
const catalogue: fc.Arbitrary<Service[]> = fc
  .array(fc.record({ kind: fc.constantFrom(web, worker, job), after: fc.subarray(names) }), {
    minLength: 5,
    maxLength: 5,
  })
  .map((list) =>
    list.map(({ kind, after }, i) => ({
      ...kind,
      name: names[i]!,
      after: after.filter((name) => names.indexOf(name) < i),
    })),
  );

test("pods reach pods exactly where `after` says, and both ends agree", () => {
  fc.assert(
    fc.property(catalogue, (services) => {
      const policies = networkPolicies(services, around);
      const selects = (peers: object[], name: string) =>
        peers.some((peer) => JSON.stringify(peer) === JSON.stringify(podsOf(name)));
      for (const from of services)
        for (const to of services) {
          const out = (policies[from.name]!.egress ?? []).some((rule) => selects(rule.to, to.name));
          const into = (policies[to.name]!.ingress ?? []).some((rule) => selects(rule.from, from.name));
          expect([out, into]).toEqual(Array(2).fill(from.after.includes(to.name) && to.kind === "web"));
        }
    }),
  );
});
