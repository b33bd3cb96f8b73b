// Tests the table of versions, and that no stack file names a version whose support soon ends.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { compareVersions, inOrder, minorOf } from "../../src/model/versions/order";
import { judgeVersions } from "../../src/model/versions/judge";
import { freshDays, newestWith } from "../../src/model/versions/support";
import { loadEnvironment } from "../../src/config/index";
import { readStackFile } from "../../src/config/stack";
import { readVersions, versions, versionsFile, versionTable } from "../../src/schema/versions";

const root = join(__dirname, "../..");
const text = readFileSync(versionsFile, "utf8");

test("the file is such a table", () => {
  expect(readVersions(text)).toEqual(versions());
});

/** The paths of all entries that name a source. */
function entries(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, one]) => entries(one, [...path, key]));
  return "source" in value ? [path, ...inner] : inner;
}

const plain = parse(text) as Record<string, unknown>;
const sourced = entries(plain);

/** The entry at a path of a copy of the table, and the copy. */
function copyAt(path: readonly string[]) {
  const copy = structuredClone(plain);
  const entry = path.reduce((within, key) => within[key] as Record<string, unknown>, copy);
  return { copy, entry };
}

/** Which keys of an entry the schema has something against, once it is changed. */
function mistakes(path: readonly string[], change: (entry: Record<string, unknown>) => void): string[] {
  const { copy, entry } = copyAt(path);
  change(entry);
  const { error } = versionTable.safeParse(copy);
  return (error?.issues ?? []).map((issue) => issue.path.join("."));
}

test("there are entries of each kind", () => {
  expect(new Set(sourced.map(([kind]) => kind))).toEqual(
    new Set(["kubernetes", "engines", "instanceClasses", "platforms", "charts"]),
  );
});

test.each(["source", "lookedUp"])("an entry without `%s` is none", (key) => {
  for (const path of sourced)
    expect(mistakes(path, (entry) => (entry[key] = undefined))).toEqual([[...path, key].join(".")]);
});

test("a source is an address, and nothing was looked up in the future", () => {
  const [first] = sourced as [readonly string[]];
  const set = (key: string, value: string) => mistakes(first, (entry) => (entry[key] = value));
  expect(set("source", "somebody said so")).toEqual([`${first.join(".")}.source`]);
  expect(set("lookedUp", "last week")).toEqual([`${first.join(".")}.lookedUp`]);
  for (const path of sourced)
    expect(Date.parse(String(copyAt(path).entry["lookedUp"]))).toBeLessThanOrEqual(Date.now());
});

test("what is no table is refused in words, with every mistake", () => {
  expect(() => readVersions("kubernetes: {}")).toThrow(
    /^the table of versions has mistakes:\n[^]*engines[^]*charts/,
  );
});

const { kubernetes, engines, platforms } = versions();
const lives = [kubernetes, platforms, ...Object.values(engines).map((one) => one.versions)].flatMap(
  Object.values,
);

test("nothing ends before it begins", () => {
  for (const { released = "2000-01-01", standardUntil, extendedUntil = "9999-01-01" } of lives)
    if (standardUntil !== "unannounced")
      expect([released, standardUntil, extendedUntil].sort()).toEqual([
        released,
        standardUntil,
        extendedUntil,
      ]);
});

const pinned = inOrder(kubernetes).filter((version) => kubernetes[version]!.addOns);

test("Kubernetes versions follow one another, and what is pinned for some is for all after it", () => {
  const minors = inOrder(kubernetes).map(minorOf);
  expect(minors).toEqual(minors.map((_, i) => minors[0]! + i));
  expect(pinned).toEqual(inOrder(kubernetes).slice(-pinned.length));
});

test.each(pinned)("what is pinned for %s is of it", (version) => {
  const { addOns, clusterAutoscaler, karpenter, nodeImages } = kubernetes[version]!;
  expect(addOns!["kube-proxy"].version).toMatch(new RegExp(`^v${version}\\.\\d+-eksbuild\\.\\d+$`));
  expect(clusterAutoscaler!.version).toMatch(new RegExp(`^v${version}\\.\\d+$`));
  expect(compareVersions(versions().charts.karpenter.version, karpenter!.atLeast)).toBeGreaterThanOrEqual(0);
  expect([...nodeImages.releases].sort().reverse()).toEqual(nodeImages.releases);
});

test("neighbouring versions have images in common, so that Karpenter's nodes always find some", () => {
  for (const [i, version] of pinned.slice(1).entries()) {
    const before = kubernetes[pinned[i]!]!.nodeImages.releases;
    expect(kubernetes[version]!.nodeImages.releases.some((release) => before.includes(release))).toBe(true);
  }
});

const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1] ?? []);

/** What the versions of a stack come to on a day. */
function judged(stack: string, now: Date) {
  const file = `Pulumi.${stack}.yaml`;
  const { environment } = loadEnvironment(root, file, readStackFile(root, stack));
  return judgeVersions(environment!.stack, environment!.settings, file, now);
}

/** Fails once a version of the repository's own stacks is within 90 days of the end of its support: move them on. */
test.each(stacks)("no version of %s ends within 90 days from today", (stack) => {
  expect(judged(stack, new Date())).toEqual({ problems: [], warnings: [] });
});

/** The Kubernetes versions of a stack's own clusters. */
function kubernetesOf(stack: string): string[] {
  const { environment } = loadEnvironment(root, `Pulumi.${stack}.yaml`, readStackFile(root, stack));
  return Object.values(environment!.stack.clusters).flatMap((one) =>
    one.kind === "eks" ? [one.version] : [],
  );
}

test("that test fails in time", () => {
  const end = kubernetes[kubernetesOf("dev")[0]!]!.standardUntil;
  const before = (days: number) => new Date(Date.parse(end) - days * 86_400_000);
  expect(judged("dev", before(90)).warnings).toEqual([expect.stringContaining(`ends on ${end}, in 90 days`)]);
  expect(judged("dev", before(0)).problems).toMatchObject([{ rule: "version" }]);
});

test("when they were last moved, the stacks went to the newest version with half a year of standard support", () => {
  const moved = new Date("2026-11-29");
  const newest = newestWith(kubernetes, freshDays, moved);
  for (const version of stacks.flatMap(kubernetesOf)) expect(compareVersions(version, newest)).toBe(0);
});
