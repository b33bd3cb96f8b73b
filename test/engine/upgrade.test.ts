// Tests a cluster's way to the next Kubernetes version and back, while it answers for everything.
import { inOrder } from "../../src/model/versions/order";
import { versions } from "../../src/schema/versions";
import { operations, type Project, single, unchanged } from "./project";
import { deployedAt, start, up } from "./starts";

const { kubernetes } = versions();
/** The newest two versions, so that the test goes on when the table does. */
const [before, after] = inOrder(kubernetes).slice(-2) as [string, string];
/** Releases of images that both have, and that the later one alone lacks. */
const releasesOf = (version: string) => kubernetes[version]!.nodeImages.releases;
const images = releasesOf(before).find((release) => releasesOf(after).includes(release))!;
const oldImages = releasesOf(before).find((release) => !releasesOf(after).includes(release))!;

/** Changes the cluster's settings; those that are undefined are taken away when the file is written. */
const blue = (project: Project, changes: object) =>
  project.configure((config) => void Object.assign(config["crossover:clusters"].blue, changes));

/** A project whose one name the cluster answers for in full, legacy beside it, at the version before the newest. */
const answering = () =>
  start("a-version-ago", async () => {
    const project = single({ api: { ladder: [0, 100] } });
    // Whatever the day on which the test runs.
    blue(project, { version: before, extendedSupport: true, autoscaling: "clusterAutoscaler" });
    await up(project);
    for (const api of [0, 100]) {
      project.ask({ api });
      await up(project, "up --advance 10m");
    }
    // The next update finds that legacy has no share any more, and says so in the ledger.
    await up(project, "up --advance 10m");
    return project;
  });

/** What an update changes in the cloud, in order. */
const changed = async (project: Project, line = "up") => operations(await project.done(line));

/** The places of these changes in the order of all, each of which there is. */
function places(changes: readonly string[], ...wanted: RegExp[]): number[] {
  return wanted.map((one) => {
    const place = changes.findIndex((change) => one.test(change));
    if (place === -1) throw new Error(`no change is ${String(one)}: ${changes.join("\n")}`);
    return place;
  });
}

const ascending = (numbers: readonly number[]) => expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);

/** What a preview refuses of the cluster, and what it allows instead. */
async function refusals(project: Project): Promise<(readonly [at: string, allowed: string | undefined])[]> {
  const { problems } = await project.run("preview");
  return problems.map(({ rule, path, allowed }) => [
    path.replace("Pulumi.dev.yaml: crossover:clusters.", `${rule} of `),
    allowed,
  ]);
}

test("control plane, what nodes need, nodes, what runs on them, the autoscaler: and nothing ever fails to answer", async () => {
  const project = await answering();
  blue(project, { version: after });
  const changes = await changed(project);
  ascending(
    places(
      changes,
      /update aws:eks\/cluster:Cluster /,
      /update aws:eks\/addon:Addon dev-blue-kube-proxy/,
      /update aws:eks\/nodeGroup:NodeGroup dev-blue-graviton/,
      /update aws:eks\/addon:Addon dev-blue-coredns/,
      /update kubernetes:helm.sh\/v3:Release dev-blue-autoscaler/,
    ),
  );
  expect(changes.filter((change) => !change.startsWith("update "))).toEqual([]);
  expect(project.outages()).toEqual([]);
  expect(project.weights("api")).toEqual({ legacy: 0, blue: 100 });
  expect((await project.done("up")).changes).toEqual(unchanged);
}, 900_000);

test("nodes that stay let the control plane go back within seven days, and no later", async () => {
  const project = await answering();
  blue(project, { version: after, nodeVersion: before });
  const moved = await changed(project);
  places(moved, /update aws:eks\/cluster:Cluster /);
  expect(moved.filter((change) => /nodeGroup|kube-proxy/.test(change))).toEqual([]);

  // Too late, by a copy.
  const late = project.fork();
  await late.done("up --advance 169h");
  blue(late, { version: before });
  expect(await refusals(late)).toEqual([
    ["version of blue.version", `"${after}", or a second cluster of ${before} beside it`],
  ]);

  // In time; the nodes have followed, so they go back first.
  blue(project, { nodeVersion: undefined });
  places(await changed(project, "up --advance 24h"), /update aws:eks\/nodeGroup:NodeGroup dev-blue-graviton/);
  blue(project, { version: before });
  expect(await refusals(project)).toEqual([
    [
      "version of blue.version",
      `"${after}" with \`nodeVersion: "${before}"\` first, in an update of its own`,
    ],
  ]);
  blue(project, { version: after, nodeVersion: before });
  ascending(
    places(
      await changed(project),
      /update aws:eks\/addon:Addon dev-blue-kube-proxy/,
      /update aws:eks\/nodeGroup:NodeGroup dev-blue-graviton/,
    ),
  );
  blue(project, { version: before });
  places(await changed(project), /update aws:eks\/cluster:Cluster /);
  blue(project, { nodeVersion: undefined });
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
  expect(project.weights("api")).toEqual({ legacy: 0, blue: 100 });
}, 900_000);

test("Karpenter's nodes find images at every moment, and stay when they are told to", async () => {
  const project = await answering();
  const nodePools = { arm: { families: ["m7g"], cpu: 64 } };
  blue(project, { autoscaling: "karpenter", nodePools, nodeImages: oldImages });
  await project.done("up");
  blue(project, { nodeImages: "v20991231" });
  expect((await refusals(project)).map(([at]) => at)).toEqual(["account of blue.nodeImages"]);
  blue(project, { version: after, nodeImages: oldImages });
  expect((await refusals(project)).map(([at]) => at)).toEqual(["version of blue.nodeImages"]);
  blue(project, { nodeImages: images });
  expect((await refusals(project)).map(([at]) => at)).toEqual(["version of blue.version"]);
  blue(project, { nodeVersion: before });
  expect((await refusals(project)).map(([at]) => at)).toEqual(["version of blue.nodeVersion"]);

  blue(project, { version: before });
  const held = await changed(project);
  expect(held.filter((change) => /^update/.test(change))).toEqual([
    expect.stringContaining("EC2NodeClass dev-blue-karpenter-class-arm"),
  ]);
  const machines = () =>
    (
      project.resource("EC2NodeClass", "dev-blue-karpenter-class-arm")!.inputs.spec as {
        amiSelectorTerms: object;
      }
    ).amiSelectorTerms;
  const named = `amazon-eks-node-al2023-arm64-standard-${before}-${images}`;
  expect(machines()).toEqual([{ name: named, owner: "amazon" }]);
  blue(project, { version: after });
  expect((await changed(project)).filter((change) => /EC2NodeClass|nodeGroup/.test(change))).toEqual([]);
  expect(machines()).toEqual([{ name: named, owner: "amazon" }]);

  blue(project, { nodeVersion: undefined });
  await project.done("up");
  expect(machines()).toEqual([{ alias: `al2023@${images}` }]);
  expect(project.outages()).toEqual([]);
}, 900_000);

test("a version whose support is over stops updates, and no single route's way back", async () => {
  const project = await deployedAt(5);
  const { standardUntil } = kubernetes[after]!;
  const hours = Math.ceil((Date.parse(standardUntil) - project.now().getTime()) / 3_600_000);
  const { problems } = await project.run(`preview --advance ${hours}h`);
  expect(problems).toMatchObject([
    { rule: "version", path: "Pulumi.dev.yaml: crossover:clusters.blue.version" },
  ]);
  await project.done(`rollback api --advance ${hours}h`);
  expect(project.now().getTime()).toBeGreaterThan(Date.parse(standardUntil));
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect((await project.run("preview")).problems.map(({ rule }) => rule)).toEqual(["version"]);
  blue(project, { extendedSupport: true });
  project.ask({ api: 0 });
  const { out, err } = await project.say("preview");
  expect(out + err).toContain(`EKS's extended support since ${standardUntil}`);
}, 900_000);
