// Compares the table of versions with public sources, and brings it up to date: `npm run versions`; with `--check` it only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument, type Document } from "yaml";
import { compareVersions } from "../src/model/versions/order";
import { readVersions, versionsFile } from "../src/schema/versions";

/** The text behind an address. @throws where it can't be had. */
export type Get = (address: string) => Promise<string>;

/** One thing that a source says otherwise than the table. */
export interface Difference {
  /** Keys in the table, from the outermost. */
  readonly path: readonly string[];
  /** In the table; nothing where it has none. */
  readonly before?: string;
  readonly after: string;
}

/** What a source could be asked, and what came of it. */
export interface Looked {
  /** What was looked up, in words. */
  readonly what: string;
  readonly address: string;
  readonly differences: readonly Difference[];
  /** The entries that the source speaks for. */
  readonly entries: readonly (readonly string[])[];
  /** Versions that the table lacks, and that a person has to add, since there is more to know of them. */
  readonly lacking?: readonly string[];
  /** Why nothing is known. */
  readonly failure?: string;
}

type Table = ReturnType<typeof readVersions>;

interface Source {
  readonly what: string;
  readonly address: string;
  /** @throws where the text isn't what the source has been. */
  readonly read: (text: string, table: Table) => Pick<Looked, "differences" | "entries" | "lacking">;
}

/** A product of https://endoflife.date/docs/api, of which it names the days that AWS has announced. */
interface Cycle {
  readonly cycle: string;
  readonly releaseDate?: string;
  readonly eol: string | boolean;
  readonly extendedSupport?: string | boolean;
}

const endOfLife = (product: string) => `https://endoflife.date/api/${product}.json`;
const raw = (path: string) => `https://raw.githubusercontent.com/${path}`;

export const sources: readonly Source[] = [
  {
    what: "Kubernetes on EKS",
    address: endOfLife("amazon-eks"),
    read: (text, { kubernetes }) => lives(text, ["kubernetes"], kubernetes, false),
  },
  {
    what: "RDS for PostgreSQL",
    address: endOfLife("amazon-rds-postgresql"),
    read: (text, { engines }) => ofEngine(text, "postgres", engines.postgres.versions),
  },
  {
    what: "RDS for MySQL",
    address: endOfLife("amazon-rds-mysql"),
    read: (text, { engines }) => ofEngine(text, "mysql", engines.mysql.versions),
  },
  {
    what: "ElastiCache for Redis OSS",
    address: endOfLife("amazon-elasticache-redis"),
    read: (text, { engines }) => ofEngine(text, "redis", engines.redis.versions),
  },
  {
    what: "images of EKS nodes",
    address: raw("awslabs/amazon-eks-ami/main/CHANGELOG.md"),
    read: (text, { kubernetes }) => images(text, kubernetes),
  },
  {
    what: "Karpenter's compatibility",
    address: raw("aws/karpenter-provider-aws/main/website/content/en/docs/upgrading/compatibility.md"),
    read: (text, { kubernetes }) => karpenter(text, kubernetes),
  },
];

/** Asks every source. One that can't be asked, or has changed its form, says so and hinders no other. */
export async function look(table: Table, get: Get): Promise<Looked[]> {
  return Promise.all(
    sources.map(async ({ what, address, read }) => {
      try {
        return { what, address, ...read(await get(address), table) };
      } catch (error) {
        return { what, address, differences: [], entries: [], failure: reasonOf(error) };
      }
    }),
  );
}

/** The table with what the sources say, and everything else, comments too, as it is. @throws where it would be no table. */
export function update(text: string, looked: readonly Looked[], today: string): string {
  const document = parseDocument(text);
  for (const { differences, entries, failure } of looked) {
    if (failure !== undefined) continue;
    for (const { path, after } of differences) write(document, path, after);
    for (const path of entries) document.setIn([...path, "lookedUp"], today);
  }
  const written = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  readVersions(written);
  return written;
}

/** Lists of releases begin with the newest; all else is one value. */
function write(document: Document, path: readonly string[], after: string): void {
  if (path.at(-1) !== "releases") return document.setIn(path, after);
  const list = (document.getIn(path) as { toJSON(): string[] }).toJSON();
  document.setIn(path, document.createNode([...new Set([after, ...list])].sort().reverse()));
}

function ofEngine(text: string, engine: string, table: Record<string, object>) {
  const found = lives(text, ["engines", engine, "versions"], table, true);
  return { ...found, entries: [["engines", engine]] };
}

/**
 * The ends of support that are other than the table's, and the versions newer than those that it has.
 *
 * @param adds whether they are added; what else is to know of a Kubernetes version, no such source says.
 */
function lives(
  text: string,
  path: readonly string[],
  table: Readonly<Record<string, object>>,
  adds: boolean,
) {
  const cycles = JSON.parse(text) as Cycle[];
  if (!Array.isArray(cycles) || cycles.length === 0) throw new Error("it lists no versions");
  const newest = Object.keys(table).sort(compareVersions).at(-1)!;
  // Minor versions of databases are listed too.
  const parts = newest.split(".").length;
  const known = cycles.filter(({ cycle }) => cycle in table);
  const newer = cycles.filter(
    ({ cycle }) => cycle.split(".").length === parts && compareVersions(cycle, newest) > 0,
  );
  const differences = [...known, ...(adds ? newer : [])].flatMap((cycle) =>
    differencesOf(cycle, path, table),
  );
  return {
    differences,
    entries: known.map(({ cycle }) => [...path, cycle]),
    ...(!adds && { lacking: newer.map(({ cycle }) => cycle) }),
  };
}

function differencesOf(
  { cycle, releaseDate, eol, extendedSupport }: Cycle,
  path: readonly string[],
  table: Readonly<Record<string, object>>,
): Difference[] {
  const before = table[cycle] as { standardUntil?: string; extendedUntil?: string } | undefined;
  const said = (
    key: "standardUntil" | "extendedUntil",
    after: string | boolean | undefined,
  ): Difference[] => {
    const was = before?.[key];
    return typeof after === "string" && after !== was
      ? [{ path: [...path, cycle, key], ...(was !== undefined && { before: was }), after }]
      : [];
  };
  const fresh =
    before || releaseDate === undefined ? [] : [{ path: [...path, cycle, "released"], after: releaseDate }];
  return [...fresh, ...said("standardUntil", eol), ...said("extendedUntil", extendedSupport)];
}

/** Releases that have images for a version that the table has, and are newer than those that it has. */
function images(text: string, kubernetes: Table["kubernetes"]) {
  const releases = text.split(/^# (?=(?:\[ABANDONED\] )?AMI Release v)/m).slice(1);
  if (releases.length === 0) throw new Error("it lists no releases");
  const differences = releases.flatMap((one): Difference[] => {
    const release = /^AMI Release (v\d{8})/.exec(one)?.[1];
    if (release === undefined) return [];
    return Object.entries(kubernetes).flatMap(([version, { nodeImages }]) =>
      release > nodeImages.releases[0]! &&
      one.includes(`amazon-eks-node-al2023-arm64-standard-${version}-${release}`)
        ? [{ path: ["kubernetes", version, "nodeImages", "releases"], after: release }]
        : [],
    );
  });
  const entries = Object.keys(kubernetes).map((version) => ["kubernetes", version, "nodeImages"]);
  return { differences: differences.sort((a, b) => (a.after < b.after ? -1 : 1)), entries };
}

/** The matrix of the page: a row of Kubernetes versions, and one of the oldest Karpenter for each. */
function karpenter(text: string, kubernetes: Table["kubernetes"]) {
  const row = (name: string) =>
    new RegExp(`^\\|\\s*${name}\\s*\\|(.*)\\|\\s*$`, "mi")
      .exec(text)?.[1]
      ?.split("|")
      .map((cell) => cell.trim());
  const [columns, cells] = [row("Kubernetes"), row("karpenter")];
  if (!columns || columns.length !== cells?.length) throw new Error("it has no matrix");
  const known = columns.flatMap((version, i) => {
    const after = /\d+\.\d+(\.\d+)?$/.exec(cells[i]!)?.[0];
    const before = kubernetes[version]?.karpenter?.atLeast;
    return after !== undefined && before !== undefined ? [{ version, before, after }] : [];
  });
  const at = (version: string) => ["kubernetes", version, "karpenter"];
  return {
    differences: known
      .filter(({ before, after }) => before !== after)
      .map(({ version, before, after }) => ({ path: [...at(version), "atLeast"], before, after })),
    entries: known.map(({ version }) => at(version)),
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What `fetch` failed on is beneath its error.
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** What came of it, in lines. */
export function describe(looked: readonly Looked[]): string[] {
  return looked.flatMap(({ what, address, differences, lacking = [], failure }) => {
    if (failure !== undefined) return [`${what}: not looked up, ${address} can't be asked (${failure})`];
    if (differences.length + lacking.length === 0) return [`${what}: as in the table`];
    const missing = lacking.map(
      (version) => `${what}: ${version} isn't in the table; add it by hand, as docs/guide/versions.md says`,
    );
    const changes = differences.map(
      ({ path, before, after }) =>
        `${what}: ${path.join(".")} ${before === undefined ? "" : `was ${before}, `}is ${after}`,
    );
    return [...missing, ...changes];
  });
}

/** Milliseconds that each source may take. */
const patience = 20_000;

async function get(address: string): Promise<string> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(patience) });
  if (!answer.ok) throw new Error(`it answers ${answer.status}`);
  return answer.text();
}

/**
 * @param check only compares.
 * @returns the exit code: 1 where `check` finds differences, or nothing at all could be looked up.
 */
export async function run(
  check: boolean,
  { file = versionsFile, ask = get, now = new Date(), print = (line: string) => console.log(line) } = {},
): Promise<number> {
  const text = readFileSync(file, "utf8");
  const looked = await look(readVersions(text), ask);
  for (const line of describe(looked)) print(line);
  const failed = looked.filter(({ failure }) => failure !== undefined).length;
  const found = looked.some(({ differences, lacking = [] }) => differences.length + lacking.length > 0);
  if (failed === looked.length) {
    print("offline: no source can be asked, and the table stays as it is");
    return 1;
  }
  if (check) return found ? 1 : 0;
  writeFileSync(file, update(text, looked, now.toISOString().slice(0, 10)));
  print(
    `looked up ${looked.length - failed} of ${looked.length} sources; see \`git diff\`, and look the other entries up by hand`,
  );
  return 0;
}

if (require.main === module)
  void run(process.argv.includes("--check")).then((code) => {
    process.exitCode = code;
  });
