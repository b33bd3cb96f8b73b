// Tests the order within a cluster: what pods sign in with, then nodes, then what runs on nodes.
import { Network, type NetworkArgs } from "../../components/network/network";
import { declareClusters } from "../../src/declare/clusters";
import { clusters } from "../../src/schema/stack/clusters";
import { deploy, namesOf, type Registered } from "../mocks";

const settings = {
  kind: "eks",
  version: "1.34",
  endpoint: { public: ["198.51.100.0/24"] },
  nodeGroups: { arm: { instanceTypes: ["m7g.large"], min: 2, max: 4 } },
};
const network: NetworkArgs = {
  cidr: "10.20.0.0/16",
  zones: ["eu-west-1a", "eu-west-1b"],
  nat: "single",
  flowLogDays: 7,
  region: "eu-west-1",
  clusterIds: ["prod-blue"],
  endpoints: [],
};
const nodePools = { arm: { families: ["m7g"], cpu: 16 } };
const declare = (autoscaling: object) =>
  deploy(() =>
    declareClusters({
      stackName: "prod",
      clusters: clusters.parse({ blue: { ...settings, ...autoscaling } }),
      network: new Network("prod-network", network),
      region: "eu-west-1",
      certificateArn: "arn:certificate",
      shifting: false,
      clock: () => new Date(),
      recordVersion: () => undefined,
      shared: new Map(),
    }),
  );

/** All that a resource waits for: its dependencies, its parents, and theirs. */
function awaited(from: Registered, resources: readonly Registered[]): Registered[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const seen = new Set<Registered>();
  const visit = ({ dependencies, parent, provider }: Registered) => {
    for (const urn of [...dependencies, parent, provider?.replace(/::[^:]*$/, "")]) {
      const one = byUrn.get(urn ?? "");
      if (one && !seen.has(one)) {
        seen.add(one);
        visit(one);
      }
    }
  };
  visit(from);
  return [...seen];
}

const nodes = /^aws:eks\/(nodeGroup|addon):/;

test.each([
  ["blue-entry-controller", "none", {}],
  ["blue-secrets", "none", {}],
  ["blue-karpenter", "karpenter", { nodePools }],
  ["blue-autoscaler", "clusterAutoscaler", {}],
])(
  "the identity of %s waits for the control plane alone, and its release for nodes too",
  async (id, autoscaling, more) => {
    const { resources } = await declare({ autoscaling, ...more });
    const identity = awaited(
      resources.find(({ name }) => name === `prod-${id}-identity`)!,
      resources,
    );
    expect(identity.map(({ type }) => type)).toContain("eks:index:Cluster");
    expect(identity.filter(({ type }) => nodes.test(type))).toEqual([]);
    const release = resources.find(
      ({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && name === `prod-${id}`,
    )!;
    expect(namesOf(release.dependencies)).toEqual(
      expect.arrayContaining([`prod-${id}-identity`, "prod-blue-arm", "prod-blue-coredns"]),
    );
  },
);

test("whatever else has pods comes after nodes, and so goes before them", async () => {
  const { resources } = await declare({ autoscaling: "karpenter", nodePools });
  const early = resources
    .filter(({ type }) => /^kubernetes:(helm|core\/v1:Namespace|elbv2|gateway)/.test(type))
    .filter((one) => !awaited(one, resources).some(({ type }) => nodes.test(type)));
  expect(early.map(({ name }) => name)).toEqual(["prod-blue-karpenter-crds"]);
});
