// Tests the command that compares the table of versions with public sources, without asking any.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readVersions, versions, versionsFile } from "../../src/schema/versions";
import { describe as inLines, look, run, sources, update, type Get } from "../../tools/versions";

const text = readFileSync(versionsFile, "utf8");
const { kubernetes, engines } = versions();
const now = new Date("2027-01-15T12:00:00Z");

interface Life {
  readonly standardUntil: string;
  readonly extendedUntil?: string;
}

/** What endoflife.date says where the table is right. */
const cycles = (table: Readonly<Record<string, Life>>) =>
  Object.entries(table).map(([cycle, { standardUntil, extendedUntil }]) => ({
    cycle,
    eol: standardUntil === "unannounced" ? false : standardUntil,
    extendedSupport: extendedUntil ?? false,
  }));

/** What the images' change log says of one release, after https://github.com/awslabs/amazon-eks-ami/blob/main/CHANGELOG.md. */
const log = (release: string, ...of: string[]) =>
  [
    `# ${release}`,
    ...of.map(
      (version) => `      <td>amazon-eks-node-al2023-arm64-standard-${version}-${release.slice(-9)}</td>`,
    ),
  ].join("\n");

const page = (atLeast: (version: string) => string) => {
  const known = Object.entries(kubernetes).filter(([, { karpenter }]) => karpenter);
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    "# Compatibility",
    row(["Kubernetes", ...known.map(([version]) => version)]),
    row(["---", ...known.map(() => "---")]),
    row(["karpenter", ...known.map(([version]) => `\\>= ${atLeast(version)}`)]),
  ].join("\n");
};
const known = (version: string) => kubernetes[version]!.karpenter!.atLeast;

/** Each source as the table has it, but for what is given. */
function answers(changes: Readonly<Record<string, string>> = {}): Get {
  const texts: Record<string, string> = {
    "amazon-eks.json": JSON.stringify(cycles(kubernetes)),
    "amazon-rds-postgresql.json": JSON.stringify(cycles(engines.postgres.versions)),
    "amazon-rds-mysql.json": JSON.stringify(cycles(engines.mysql.versions)),
    "amazon-elasticache-redis.json": JSON.stringify(cycles(engines.redis.versions)),
    "CHANGELOG.md": log("AMI Release v20260903", "1.36"),
    "compatibility.md": page(known),
    ...changes,
  };
  return (address) => {
    const found = texts[address.split("/").at(-1)!];
    return found === undefined ? Promise.reject(new Error("fetch failed")) : Promise.resolve(found);
  };
}

const differences = async (changes: Readonly<Record<string, string>>) =>
  (await look(versions(), answers(changes))).flatMap((one) => one.differences);

test("where the sources say what the table says, only the days on which they were asked change", async () => {
  const looked = await look(versions(), answers());
  expect(inLines(looked)).toEqual(sources.map(({ what }) => `${what}: as in the table`));
  const written = readVersions(update(text, looked, "2027-01-15"));
  expect(written.kubernetes["1.36"]).toEqual({
    ...kubernetes["1.36"],
    lookedUp: "2027-01-15",
    karpenter: { ...kubernetes["1.36"]!.karpenter, lookedUp: "2027-01-15" },
    nodeImages: { ...kubernetes["1.36"]!.nodeImages, lookedUp: "2027-01-15" },
  });
  // Of charts no source speaks.
  expect(written.charts).toEqual(versions().charts);
});

test("an end that has moved, and one that is announced at last", async () => {
  const moved = { ...kubernetes, "1.36": { standardUntil: "2027-09-02", extendedUntil: "2028-08-02" } };
  const announced = {
    ...engines.redis.versions,
    "7": { standardUntil: "2029-01-31", extendedUntil: "2032-01-31" },
  };
  expect(
    await differences({
      "amazon-eks.json": JSON.stringify(cycles(moved)),
      "amazon-elasticache-redis.json": JSON.stringify(cycles(announced)),
    }),
  ).toEqual([
    { path: ["kubernetes", "1.36", "standardUntil"], before: "2027-08-02", after: "2027-09-02" },
    {
      path: ["engines", "redis", "versions", "7", "standardUntil"],
      before: "unannounced",
      after: "2029-01-31",
    },
    { path: ["engines", "redis", "versions", "7", "extendedUntil"], after: "2032-01-31" },
  ]);
});

test("a new major version of a database comes into the table, a minor one doesn't", async () => {
  const mysql = [
    { cycle: "9.7", releaseDate: "2027-01-10", eol: "2032-04-30", extendedSupport: "2035-04-30" },
    { cycle: "8.4.11", releaseDate: "2027-01-10", eol: "2029-07-31", extendedSupport: "2032-07-31" },
    ...cycles(engines.mysql.versions),
  ];
  const looked = await look(versions(), answers({ "amazon-rds-mysql.json": JSON.stringify(mysql) }));
  expect(readVersions(update(text, looked, "2027-01-15")).engines.mysql.versions).toEqual({
    ...engines.mysql.versions,
    "9.7": { released: "2027-01-10", standardUntil: "2032-04-30", extendedUntil: "2035-04-30" },
  });
});

test("a new Kubernetes version is told of, since more is to know of it than its ends", async () => {
  const eks = [{ cycle: "1.37", releaseDate: "2027-01-10", eol: "2028-03-10" }, ...cycles(kubernetes)];
  const looked = await look(versions(), answers({ "amazon-eks.json": JSON.stringify(eks) }));
  expect(inLines(looked)[0]).toBe(
    "Kubernetes on EKS: 1.37 isn't in the table; add it by hand, as docs/guide/versions.md says",
  );
  expect(readVersions(update(text, looked, "2027-01-15")).kubernetes).not.toHaveProperty("1.37");
});

test("new releases of images are added to the versions that they are for, but not abandoned ones", async () => {
  const changelog = [
    log("AMI Release v20270110", "1.36", "1.37"),
    log("[ABANDONED] AMI Release v20270105", "1.36"),
    log("AMI Release v20261220", "1.35", "1.36"),
    log("AMI Release v20260903", "1.36"),
  ].join("\n");
  const looked = await look(versions(), answers({ "CHANGELOG.md": changelog }));
  const written = readVersions(update(text, looked, "2027-01-15")).kubernetes;
  const releases = (version: string) => kubernetes[version]!.nodeImages.releases;
  expect(written["1.36"]!.nodeImages.releases).toEqual(["v20270110", "v20261220", ...releases("1.36")]);
  expect(written["1.35"]!.nodeImages.releases).toEqual(["v20261220", ...releases("1.35")]);
  expect(written["1.34"]!.nodeImages.releases).toEqual(releases("1.34"));
});

test("another oldest Karpenter", async () => {
  const changed = page((version) => (version === "1.36" ? "1.13.2" : known(version)));
  expect(await differences({ "compatibility.md": changed })).toEqual([
    { path: ["kubernetes", "1.36", "karpenter", "atLeast"], before: "1.13", after: "1.13.2" },
  ]);
});

test("comments stay", async () => {
  const written = update(text, await look(versions(), answers()), "2027-01-15");
  const comments = (of: string) => of.split("\n").filter((line) => /^\s*#/.test(line));
  expect(comments(written)).toEqual(comments(text));
});

describe("as a command", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "versions-"));
    file = join(folder, "versions.yaml");
    writeFileSync(file, text);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function command(check: boolean, ask: Get) {
    const lines: string[] = [];
    const code = await run(check, { file, ask, now, print: (line) => lines.push(line) });
    return { code, lines, written: readFileSync(file, "utf8") };
  }

  test("offline it says so, and leaves the table as it is", async () => {
    const offline = () =>
      Promise.reject(new Error("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }));
    const { code, lines, written } = await command(false, offline);
    expect(code).toBe(1);
    expect(lines[0]).toMatch(
      /^Kubernetes on EKS: not looked up, https:\S+ can't be asked \(fetch failed: getaddrinfo ENOTFOUND\)$/,
    );
    expect(lines.at(-1)).toBe("offline: no source can be asked, and the table stays as it is");
    expect(written).toBe(text);
  });

  test("one source that can't be asked, or has another form, hinders no other", async () => {
    const ask = answers({
      "CHANGELOG.md": "moved",
      "amazon-rds-mysql.json": "<html>",
      "compatibility.md": "gone",
    });
    const { code, lines, written } = await command(false, ask);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes("not looked up"))).toHaveLength(3);
    expect(lines.at(-1)).toContain("looked up 3 of 6 sources");
    expect(readVersions(written).engines.mysql.lookedUp).toBe(engines.mysql.lookedUp);
    expect(readVersions(written).engines.postgres.lookedUp).toBe("2027-01-15");
  });

  test("with `--check` nothing is written, and a difference is an error", async () => {
    expect(await command(true, answers())).toMatchObject({ code: 0, written: text });
    const moved = JSON.stringify(cycles({ ...kubernetes, "1.36": { standardUntil: "2027-09-02" } }));
    const { code, lines, written } = await command(true, answers({ "amazon-eks.json": moved }));
    expect([code, written]).toEqual([1, text]);
    expect(lines[0]).toBe("Kubernetes on EKS: kubernetes.1.36.standardUntil was 2027-08-02, is 2027-09-02");
  });

  test("what would be no table any more isn't written", async () => {
    const broken = JSON.stringify([{ cycle: "1.36", eol: "soon", extendedSupport: false }]);
    await expect(command(false, answers({ "amazon-eks.json": broken }))).rejects.toThrow("standardUntil");
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});
