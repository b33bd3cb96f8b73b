// Reads a public zone's records as splits and their ledger.
import { originName, publicName } from "./hostnames";
import { entryName, parseEntry, routeOfEntry } from "./ledger";
import type { Observed, SplitReading } from "./splitter";

/** One record as the zone holds it; `weight` and `setIdentifier` are absent on a simple record. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly setIdentifier?: string;
  readonly weight?: number;
  /** Id of the health check that decides whether it may answer. */
  readonly healthCheckId?: string;
  /** Seconds that resolvers may keep it; absent of an alias, and where it wasn't read. */
  readonly ttl?: number;
  /** What it holds; absent of an alias. A text (TXT) comes without its quotes. */
  readonly values?: readonly string[];
  /** The name that an alias leads to. */
  readonly alias?: string;
}

/** A zone as it is now. */
export interface ObservedZone {
  readonly id: string;
  readonly records: readonly ZoneRecord[];
}

const addressTypes = new Set(["A", "AAAA", "CNAME"]);

/** Names are compared without final dot and case; `\052` is how Route 53 writes `*`. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "").replaceAll("\\052", "*");
}

/** The records of one name that answer address queries. */
interface AddressRecords {
  readonly observed: Observed;
  /** Of the records that are split. */
  readonly type?: string;
}

/** Groups a zone's records by name once, so that reading a thousand routes stays linear. */
export function indexZone(records: readonly ZoneRecord[]): (hostname: string) => AddressRecords {
  const byName = new Map<string, ZoneRecord[]>();
  for (const record of records) {
    if (!addressTypes.has(record.type)) continue;
    const name = canonicalName(record.name);
    byName.set(name, [...(byName.get(name) ?? []), record]);
  }
  return (hostname) => readName(byName.get(canonicalName(hostname)) ?? []);
}

function readName(found: readonly ZoneRecord[]): AddressRecords {
  // Where AAAA is beside A, A tells.
  const type = found.some((record) => record.type === "A") ? "A" : found[0]?.type;
  if (type === undefined) return { observed: { kind: "none" } };
  const set = found.filter((record) => record.type === type);
  if (set.some((record) => record.setIdentifier === undefined || record.weight === undefined))
    return {
      type,
      observed: {
        kind: "foreign",
        reason: `has a simple ${type} record in the zone, and Route 53 takes no weighted ones beside it`,
      },
    };
  // One at most: Route 53 takes no CNAME beside others.
  const other = found.find((record) => record.type !== type)?.type;
  const weights = Object.fromEntries(set.map((record) => [record.setIdentifier!, record.weight!]));
  const beside = other === undefined ? {} : { beside: `records of type ${other}` };
  return { type, observed: { kind: "set", weights, ...beside } };
}

/**
 * What the simple record of a name answers, in one form whatever its type: a set of CNAMEs names a load balancer by name, and
 * its origin name is an alias. Nothing where there is none.
 */
function answersOf(records: readonly ZoneRecord[], hostname: string): string | undefined {
  const simple = records.filter(
    ({ name, type, setIdentifier }) =>
      setIdentifier === undefined && (type === "A" || type === "CNAME") && canonicalName(name) === hostname,
  );
  if (simple.length !== 1) return undefined;
  const { alias, values = [] } = simple[0]!;
  const names = alias === undefined ? values : [alias];
  return [...names].map(canonicalName).sort().join(" ");
}

/** A zone's splits, and of what type their records are. */
export interface ZoneReading extends SplitReading {
  /**
   * The first of some targets whose origin name a route's simple record answers like; nothing where there is no simple record,
   * or where it names something else.
   */
  namesSide(route: string, targets: readonly string[]): string | undefined;
  /** Nothing where there are no records. */
  recordType(route: string): string | undefined;
  /** The text of the ledger's entry, whatever it says; nothing where there is none. */
  text(route: string): string | undefined;
}

/** @param domain the zone's own name. */
export function readZone(records: readonly ZoneRecord[], domain: string): ZoneReading {
  const index = indexZone(records);
  const texts = new Map(
    records.flatMap(({ name, type, values }) =>
      type === "TXT" ? [[canonicalName(name), values?.[0] ?? ""] as const] : [],
    ),
  );
  return {
    namesSide: (route, targets) => {
      const simple = answersOf(records, publicName(route, domain));
      return targets.find(
        (id) => simple !== undefined && simple === answersOf(records, originName(route, id, domain)),
      );
    },
    observed: (route) => index(publicName(route, domain)).observed,
    recordType: (route) => index(publicName(route, domain)).type,
    text: (route) => texts.get(entryName(route, domain)),
    entry: (route) => {
      const text = texts.get(entryName(route, domain));
      return text === undefined ? undefined : (parseEntry(text) ?? { unreadable: text });
    },
    entries: [...texts.keys()].flatMap((name) => routeOfEntry(name, domain) ?? []),
  };
}
