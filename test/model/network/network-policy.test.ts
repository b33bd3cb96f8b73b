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
const block = (cidr: string, ...except: string[]) => ({
  ipBlock: { cidr, ...(except.length > 0 && { except }) },
});
const everywhere = (...except: string[]) => [block("0.0.0.0/0", ...except)];
const privateRanges = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

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
  });
});

test("a worker is open to metrics on their port, and to nothing where it has none", () => {
  const open = networkPolicies([{ ...worker, metrics: { port: 9394, path: "/metrics" } }], around);
  expect(open["mailer"]!.ingress).toEqual([{ from: [metrics], ports: tcp(9394) }]);
  expect(networkPolicies([worker], around)["mailer"]).not.toHaveProperty("ingress");
});

test("a caller reaches pods by their port, and the public name wherever it leads but to the metadata", () => {
  const services = [web, { ...worker, after: ["api"] }];
  const egress = (withLegacySide?: string[]) =>
    networkPolicies(services, { ...around, withLegacySide })["mailer"]!.egress;
  const pods = { to: [podsOf("api")], ports: http };
  expect(egress()).toEqual([pods, { to: everywhere(...privateRanges), ports: tcp(443) }]);
  expect(egress(["mailer"])).toEqual(egress());
  expect(egress(["api"])).toEqual([pods, { to: everywhere("169.254.0.0/16"), ports: tcp(443) }]);
});

test("what comes after a worker or job reaches nothing by that", () => {
  const policies = networkPolicies([worker, job, { ...web, after: ["mailer", "report"] }], around);
  expect(policies["api"]).not.toHaveProperty("egress");
});

test.each([
  ["internet", [[443, 5671], everywhere(...privateRanges)]],
  [
    "vpc",
    [
      [443, 5671],
      [block("10.0.0.0/16"), block("10.9.0.0/16")],
    ],
  ],
  ["192.0.2.0/24", [[443, 5671], [block("192.0.2.0/24")]]],
  ["10.1.2.3/9", [[443, 5671], [block("10.0.0.0/9")]]],
  ["160.0.0.0/4", [[443, 5671], [block("160.0.0.0/4", "169.254.0.0/16")]]],
] as const)("egress to %s", (to, [ports, peers]) => {
  const policies = networkPolicies([{ ...worker, egress: [{ to, ports: [...ports].reverse() }] }], around);
  expect(policies["mailer"]!.egress).toEqual([{ to: peers, ports: tcp(...ports) }]);
});

test("the internet on port 443 is also the endpoints of AWS's APIs, and on no other port", () => {
  const endpoints = ["10.0.40.0/22"];
  const egress = (...ports: number[]) =>
    networkPolicies([{ ...worker, egress: [{ to: "internet", ports }] }], { ...around, endpoints })["mailer"]!
      .egress;
  expect(egress(80, 443)).toEqual([
    { to: everywhere(...privateRanges), ports: tcp(80, 443) },
    { to: [block("10.0.40.0/22")], ports: tcp(443) },
  ]);
  expect(egress(80)).toEqual([{ to: everywhere(...privateRanges), ports: tcp(80) }]);
});

test("databases and caches are reached in their ranges on their port", () => {
  const data = {
    api: [
      { ranges: ["10.0.0.0/16"], ports: [5432] },
      { ranges: ["10.9.0.0/16"], ports: [6379] },
    ],
  };
  const policies = networkPolicies([web, worker], { ...around, data });
  expect(policies["api"]!.egress).toEqual([
    { to: [block("10.0.0.0/16")], ports: tcp(5432) },
    { to: [block("10.9.0.0/16")], ports: tcp(6379) },
  ]);
  expect(policies["mailer"]).toEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "mailer" } },
    policyTypes: ["Ingress", "Egress"],
  });
});

test("where one rule excepts what another opens, that has a block of its own", () => {
  const egress = [
    { to: "internet", ports: [443] },
    { to: "8.0.0.0/5", ports: [22] },
    { to: "10.0.0.0/12", ports: [22, 443] },
  ];
  expect(networkPolicies([{ ...worker, egress }], around)["mailer"]!.egress).toEqual([
    { to: everywhere("10.0.0.0/8", ...privateRanges.slice(1)), ports: tcp(443) },
    { to: [block("8.0.0.0/5", "10.0.0.0/8"), block("10.0.0.0/12")], ports: tcp(22, 443) },
    { to: [block("10.0.0.0/8")], ports: tcp(22) },
  ]);
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
