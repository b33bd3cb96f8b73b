// Decides whether a name may become a simple record that no stack writes, and what the program refuses of one that has.
import { didYouMean } from "../names/nearest";
import type { Objection, Problem } from "../problem";
import { publicName } from "./hostnames";
import { pathOf } from "./keys";
import type { SplitReading } from "./splitter";
import { describeShares, legacyTarget, nameTarget, sameSplit, type Split } from "./split";
import type { Judged, TrafficRequest } from "./types";
import { recordsWritten } from "./written";
import { canonicalName, readZone, type ZoneRecord } from "./zone-records";

/** The path of a released route in the stack file. */
export function releasedPath(key: string): string {
  return `crossover:releasedNames.${key}`;
}

/** Names that are released, and that no route has: what a record of theirs names would go with their service. */
export function releasedKeys(
  released: readonly string[],
  keys: ReadonlyMap<string, { readonly hostname?: string }>,
  zone: Pick<SplitReading, "observed">,
): Problem[] {
  const routes = [...keys].flatMap(([key, { hostname }]) => (hostname === undefined ? [] : [key]));
  const orLeave = `leave it out${routes.length > 0 ? `, or write one of ${routes.join(", ")}` : ""}`;
  return released
    .filter((key) => !routes.includes(key))
    .map((key): Problem => {
      const path = releasedPath(key);
      if (keys.has(key))
        return { rule: "config", path, message: `\`${key}\` has no public name`, allowed: orLeave };
      if (zone.observed(key).kind === "none")
        return {
          rule: "config",
          path,
          message: `there is no route \`${key}\`${didYouMean(key, routes)}`,
          allowed: orLeave,
        };
      return {
        rule: "retired",
        path,
        message: `${key} has been released and answers, and no route is called so any more: what it names would be deleted`,
        allowed:
          `put the route back; to let the name go, remove its record, or let it name something else, ` +
          `run \`pulumi up\` once with \`crossover:retired: [${key}]\`, then take the route away, here too`,
      };
    });
}

/** Another value for a route that has been released. @param cluster that `kubernetes` means. */
export function movesReleased(key: string, side: string, cluster: string): Problem {
  return {
    rule: "released",
    path: pathOf(key),
    message: `${key} has been released: its simple record names \`${side}\`, and no update moves it`,
    allowed: `${nameTarget(side, cluster)}, or leave ${key} out`,
  };
}

/** What an update would do besides leaving a released name alone. */
export function checkReleased({ subject }: Judged, { written, owner }: TrafficRequest): Problem[] {
  const { key, hostname, observed, entry, desired, released = false, retired = false, namesSide } = subject;
  if (!released || hostname === undefined) return [];
  const left = written ? recordsWritten(written, hostname) : [];
  const own = left.length > 0 || (entry !== undefined && "owner" in entry && entry.owner === owner);
  const refuse = (rule: Problem["rule"], message: string, allowed: string): Problem[] => [
    { rule, path: releasedPath(key), message, allowed },
  ];
  if (observed?.kind === "set" && own)
    return refuse(
      "released",
      `${key} has weighted records in the zone, which this update would delete`,
      `\`crossover release-name ${key}\`, which makes a simple one of them; or leave ${key} out`,
    );
  if (left.length > 0)
    return refuse(
      "released",
      `the state still has the weighted records of ${key}, which the zone doesn't`,
      `\`crossover release-name ${key}\`, which lets the state forget them`,
    );
  if (namesSide !== undefined && !sameSplit(desired, { only: namesSide }))
    return refuse(
      "released",
      `the simple record of ${key} names \`${namesSide}\`, which this update would take away`,
      namesSide,
    );
  if (retired && namesSide !== undefined)
    return refuse(
      "retired",
      `${hostname} has been released: its simple record isn't this stack's to delete, and names \`${namesSide}\`, which would lose its protection`,
      `remove that record, or let it name something else, first`,
    );
  return [];
}

/** What is known of a route that is to be released. */
export interface ReleaseQuestion {
  readonly key: string;
  /** The zone's own name. */
  readonly domain: string;
  /** Those of the name, of its ledger and of its origin names, at least. */
  readonly records: readonly ZoneRecord[];
  /** This stack, as the ledger names it. */
  readonly owner: string;
  /** Every side that there may be. */
  readonly targets: readonly string[];
  /** The cluster that `kubernetes` means. */
  readonly cluster: string;
  /** What the stack file asks for. */
  readonly desired: Split;
  /** The side that the stack file says it has been released with. @default it doesn't */
  readonly released?: string;
  /** Whether the stack file lets the name go. */
  readonly retired: boolean;
  /** Whether the state has records of it. */
  readonly known: boolean;
}

/**
 * What releasing a route comes to. `write`: its weighted record becomes a simple one. `written`: that has been done, and the
 * stack file or the state may not know yet. `elsewhere`: the stack file says so, and by now the zone has no record, or one that
 * names something else.
 */
export type Release =
  | { readonly kind: "write" | "written" | "elsewhere"; readonly side: string }
  | { readonly refused: Objection };

/** Decides by what the zone holds, so that it may be asked again whenever it was stopped. */
export function planRelease(question: ReleaseQuestion): Release {
  const { key, domain, records, targets, released } = question;
  const zone = readZone(records, domain);
  const observed = zone.observed(key);
  if (observed.kind === "set") return planWrite(question, observed.weights);
  const side = zone.namesSide(key, released === undefined ? targets : [released]);
  if (side !== undefined) return { kind: "written", side };
  if (released !== undefined) return { kind: "elsewhere", side: released };
  if (observed.kind === "foreign")
    return refuse(
      "owner",
      `${key} ${observed.reason}, and this stack didn't write it`,
      "release it by what wrote it",
    );
  const message = `the zone has no records of ${publicName(key, domain)}`;
  return refuse("released", message, "deploy it first, by `crossover up`");
}

function planWrite(question: ReleaseQuestion, weights: Readonly<Record<string, number>>): Release {
  const { key, domain, records, owner, targets, cluster, desired, released, retired, known } = question;
  const zone = readZone(records, domain);
  const entry = zone.entry(key);
  if (entry && "unreadable" in entry)
    return refuse(
      "owner",
      `the ledger's entry of ${key} can't be read: "${entry.unreadable}"`,
      "remove that TXT record, and run `crossover up`, which writes it anew",
    );
  if (entry && entry.owner !== owner)
    return refuse(
      "owner",
      `${key} belongs to ${entry.owner}, as the zone's ledger says, and this is ${owner}`,
      "run it for that stack",
    );
  if (entry && !known)
    return refuse(
      "state",
      `the zone has records of ${key} that this stack has made, and its state doesn't know them`,
      "bring the newest state back, or take the name over, by `crossover up`, which says how",
    );
  if (!known)
    return refuse(
      "owner",
      `${key} has weighted records that neither the ledger nor the state of ${owner} knows`,
      "remove what another program wrote; or run `crossover up`, which writes the ledger",
    );
  const ids = Object.keys(weights);
  const [side] = ids as [string];
  if (ids.length > 1) return refuseSplit(key, weights, cluster);
  if (!targets.includes(side))
    return refuse(
      "cluster",
      `${key} is on ${side}, which this stack doesn't have`,
      `put ${side} back into the files first`,
    );
  if (entry && !sameSplit(entry.split, { only: side }))
    return refuse(
      "unfinished",
      `${key} has only ${side} left, and the ledger says otherwise: its last update was stopped`,
      "`crossover up` first, which finishes it",
    );
  if ((released ?? side) !== side || (released === undefined && !sameSplit(desired, { only: side })))
    return refuse(
      "released",
      `${key} has only ${side} left, and the stack file asks for something else`,
      `write \`${pathOf(key)}: ${nameTarget(side, cluster)}\`, and run \`crossover up\`, first; or let the update do what is asked for`,
    );
  if (retired)
    return refuse(
      "retired",
      `${key} is in \`crossover:retired\`, so the next update may delete it`,
      `take ${key} out of \`crossover:retired\`, and run \`crossover up\`, first`,
    );
  return besides(question, side) ?? { kind: "write", side };
}

/** Both sides have a record. */
function refuseSplit(key: string, weights: Readonly<Record<string, number>>, cluster: string): Release {
  const answers = Object.entries(weights).filter(([, weight]) => weight > 0);
  const ends = (ids: readonly string[]) => ids.map((id) => `\`${nameTarget(id, cluster)}\``);
  const legacyFirst = Object.keys(weights).sort(
    (a, b) => Number(b === legacyTarget) - Number(a === legacyTarget),
  );
  if (answers.length !== 1)
    return refuse(
      "released",
      `${key} is split: ${describeShares(weights)}`,
      `go on to one side alone, ${ends(legacyFirst).join(" or ")}, first`,
    );
  const [[side]] = answers as [[string, number]];
  const other = Object.keys(weights).find((id) => id !== side)!;
  return refuse(
    "released",
    `${key} has ${side} at 100 %, and ${other} stands by: it would no longer take over`,
    `${ends([side]).join("")} first, which takes ${other === legacyTarget ? "legacy" : other} away; then this`,
  );
}

/** Weighted records of another type at the same name, such as an AAAA of another tool, which move with it or not at all. */
function besides({ key, domain, records }: ReleaseQuestion, side: string): Release | undefined {
  const hostname = publicName(key, domain);
  const others = records.filter(
    ({ name, type, setIdentifier }) =>
      (type === "A" || type === "AAAA" || type === "CNAME") &&
      setIdentifier !== undefined &&
      canonicalName(name) === hostname,
  );
  const strange = others.filter(
    ({ setIdentifier, weight }) => setIdentifier !== side || weight === undefined,
  );
  if (strange.length === 0) return undefined;
  const types = [...new Set(strange.map(({ type }) => type))].join(", ");
  return refuse(
    "record",
    `${key} also has records of type ${types} of other sides than ${side}, which this stack doesn't write`,
    `remove the records of type ${types}, or make their one set identifier \`${side}\``,
  );
}

function refuse(rule: Objection["rule"], message: string, allowed: string): { readonly refused: Objection } {
  return { refused: { rule, message, allowed } };
}
