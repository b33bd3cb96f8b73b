// Tests which cluster `kubernetes` means, and which services fit into which cluster.
import { placementsOf, primaryCluster } from "../../../src/model/clusters/placements";
import type { Service } from "../../../src/model/service";
import type { StackFile } from "../../../src/schema/stack";
import type { ClusterSettings } from "../../../src/schema/stack/clusters";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { job, web, worker } from "../services";

const file = "Pulumi.dev.yaml";
const group = (instanceTypes: string[]) => ({ instanceTypes, min: 1, max: 2, diskGiB: 50 });
const eks = (instanceTypes: string[]): ClusterSettings => ({
  kind: "eks",
  version: "1.34",
  extendedSupport: false,
  endpoint: "private",
  admins: [],
  runner: "outside",
  autoscaling: "none",
  nodeImages: "latest",
  nodeGroups: { nodes: group(instanceTypes) },
});
const arm = eks(["m7g.large"]);
const x86 = eks(["m7i.large"]);

function stack(
  clusters: Record<string, ClusterSettings>,
  kubernetes?: string,
  traffic: Record<string, TrafficValue> = {},
): StackFile {
  return { clusters, kubernetes, traffic: { default: "kubernetes", ...traffic } } as unknown as StackFile;
}

function gather<T>(run: (report: (...problem: (string | undefined)[]) => void) => T) {
  const problems: (string | undefined)[][] = [];
  const result = run((...problem) => problems.push(problem));
  return { result, problems };
}

test.each<[string, StackFile, string]>([
  ["the only one", stack({ green: arm }), "green"],
  ["the one that is named", stack({ blue: arm, green: arm }, "green"), "green"],
])("kubernetes means %s", (_, given, id) => {
  expect(primaryCluster(given)).toBe(id);
});

const search: Service = { ...web, name: "search", architectures: ["arm64"], routes: [] };

test("a service is placed in each cluster by the architectures of both", () => {
  const shared: ClusterSettings = {
    kind: "shared",
    stack: "staging",
    cluster: "blue",
    architectures: ["arm64"],
  };
  const { result, problems } = gather((report) =>
    placementsOf([search], stack({ blue: arm, shared }), "blue", file, report),
  );
  const placed = { architectures: ["arm64"], preferred: "arm64" };
  expect(result).toEqual({ blue: { search: placed }, shared: { search: placed } });
  expect(problems).toEqual([]);
});

test.each<[string, string, Record<string, TrafficValue>, number]>([
  ["the cluster that `kubernetes` means", "green", {}, 1],
  ["one that its traffic names", "blue", { search: { from: "blue", to: "green", percent: 0 } }, 1],
  ["one that it has nothing to do with", "blue", { search: "blue" }, 0],
])("a service that doesn't fit into %s", (_, primary, traffic, count) => {
  const { result, problems } = gather((report) =>
    placementsOf([search], stack({ blue: arm, green: x86 }, primary, traffic), primary, file, report),
  );
  expect(Object.keys(result.green!)).toEqual([]);
  expect(problems).toHaveLength(count);
  for (const [path, , rule] of problems)
    expect([path, rule]).toEqual(["services/search.yaml: architectures", "architecture"]);
});

test("a cluster that is shared with itself is refused", () => {
  const shared: ClusterSettings = { kind: "shared", stack: "dev", cluster: "blue", architectures: ["arm64"] };
  const { problems } = gather((report) => placementsOf([], stack({ shared }), "shared", file, report));
  expect(problems.map(([path]) => path)).toEqual([`${file}: crossover:clusters.shared.stack`]);
});

test("a cluster's name leaves room for what is named after it", () => {
  const long = "a".repeat(27);
  const found = gather((report) => placementsOf([], stack({ [long]: x86 }), long, file, report));
  expect(found.problems.map(([path]) => path)).toEqual([`${file}: crossover:clusters.${long}`]);
});

test("the fewest pods of a cluster are those of the services whose traffic is there", () => {
  const services: Service[] = [
    { ...web, architectures: ["arm64"], requests: { cpu: "1", memory: "1Gi" } },
    { ...worker, architectures: ["arm64"], requests: { cpu: "1", memory: "1Gi" } },
    { ...job, architectures: ["arm64"], requests: { cpu: "1", memory: "1Gi" } },
  ];
  const messages = (traffic: Record<string, TrafficValue>) =>
    gather((report) => placementsOf(services, stack({ blue: arm }, "blue", traffic), "blue", file, report))
      .problems.filter(([path]) => path === `${file}: crossover:clusters.blue.nodeGroups`)
      .map(([, message]) => /ask for (\d+)m/.exec(message!)![1]);
  expect(messages({ default: "kubernetes" })).toEqual(["4000", "4000"]);
  expect(messages({ default: "kubernetes", mailer: "legacy" })).toEqual(["3000", "3000"]);
  expect(messages({ default: "legacy" })).toEqual([]);
});

test("a service whose pod no node holds has no place", () => {
  const large: Service = { ...search, requests: { cpu: "2", memory: "1Gi" }, scale: undefined };
  const { result, problems } = gather((report) =>
    placementsOf([large], stack({ blue: arm }), "blue", file, report),
  );
  expect(result).toEqual({ blue: {} });
  expect(problems.map(([path, , rule]) => [path, rule])).toEqual([
    ["services/search.yaml: resources.cpu", "nodes"],
  ]);
});
