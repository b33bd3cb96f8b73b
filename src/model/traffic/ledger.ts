// Writes and reads the ledger: one text a route, beside its records, of whose the name is, where it stands and since when.
import type { Split } from "./split";

/** What the ledger says of one route. */
export interface Entry {
  /** The stack that writes the name's records, as {@link ownerOf} names it. */
  readonly owner: string;
  /** What the weights were made from. */
  readonly split: Split;
  /** Since when, in ISO 8601; carried over as it is while the weights stay. */
  readonly since: string;
  /** Short commit of the checkout that moved it. @default none: it wasn't moved from a checkout of git */
  readonly commit?: string;
  /** Written past the engine, whose state therefore says something older. @default by an update */
  readonly by?: "rollback";
  /** The targets that an update has found without a share, and whose protection it has lifted. @default none */
  readonly freed?: readonly string[];
  /** Whether the name may go with the next update. @default false */
  readonly retired?: boolean;
}

/** Bytes that one text of a TXT record may have: RFC 1035, section 3.3. */
const longestText = 255;

/** The label under which the entries of a zone stand, away from the names themselves, so that no wildcard is hidden. */
const ledgerLabel = "_crossover";

/** Where the entry of a route stands, e.g. `api._crossover.example.com`. */
export function entryName(route: string, domain: string): string {
  return `${route}.${ledgerLabel}.${domain}`;
}

/** The route whose entry stands under a name of the zone, or nothing where it is another name. */
export function routeOfEntry(name: string, domain: string): string | undefined {
  const ending = `.${ledgerLabel}.${domain}`;
  return name.endsWith(ending) ? name.slice(0, -ending.length) : undefined;
}

/** The public name whose entry stands under a name, or nothing where it is another name. */
export function hostnameOfEntry(name: string): string | undefined {
  const [route, domain] = name.split(`.${ledgerLabel}.`);
  return domain === undefined ? undefined : `${route!}.${domain}`;
}

/** Names a stack in the ledger. */
export function ownerOf(project: string, stack: string): string {
  return `${project}/${stack}`;
}

/**
 * The entry as a text. Words of `key=value` with spaces between them, without quotes or backslashes, which Route 53 would
 * want escaped and the provider leaves as they are.
 */
export function entryText({ owner, split, since, commit, by, freed = [], retired }: Entry): string {
  const words = [
    `owner=${owner}`,
    ...("only" in split
      ? [`only=${split.only}`]
      : [`from=${split.from}`, `to=${split.to}`, `percent=${String(split.percent)}`]),
    `since=${since}`,
    ...(commit === undefined ? [] : [`commit=${commit}`]),
    ...(by === undefined ? [] : [`by=${by}`]),
    ...(freed.length === 0 ? [] : [`freed=${[...freed].sort().join(",")}`]),
    ...(retired ? ["retired=yes"] : []),
  ];
  return words.join(" ");
}

/** Whether the entry fits into a text. */
export function fits(entry: Entry): boolean {
  return Buffer.byteLength(entryText(entry)) <= longestText;
}

/** The entry of a text, or nothing where it is none: written by something else, or changed by hand. */
export function parseEntry(text: string): Entry | undefined {
  const words = new Map(
    text.split(" ").map((word) => {
      const at = word.indexOf("=");
      return [word.slice(0, Math.max(at, 0)), word.slice(at + 1)] as const;
    }),
  );
  const [owner, since, commit, freed] = ["owner", "since", "commit", "freed"].map((key) => words.get(key));
  const split = splitIn(words);
  if (!owner || !split || !since || Number.isNaN(Date.parse(since))) return undefined;
  return {
    owner,
    split,
    since,
    ...(commit ? { commit } : {}),
    ...(words.get("by") === "rollback" ? { by: "rollback" as const } : {}),
    ...(freed ? { freed: freed.split(",") } : {}),
    ...(words.get("retired") === "yes" ? { retired: true } : {}),
  };
}

function splitIn(words: ReadonlyMap<string, string>): Split | undefined {
  const [only, from, to, percent] = ["only", "from", "to", "percent"].map((key) => words.get(key));
  if (only) return { only };
  if (!from || !to || percent === undefined || !/^(\d{1,2}|100)$/.test(percent)) return undefined;
  return { from, to, percent: Number(percent) };
}
