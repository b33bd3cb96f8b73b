// Checks that each name is this stack's to move, and that its state is the one that moved it last.
import type { Problem } from "../problem";
import type { Entry } from "./ledger";
import { pathOf } from "./keys";
import { targetsOf, weightsOf, type Split } from "./split";
import type { Judged, Subject, TrafficRequest } from "./types";
import { isUnknown, type Written, type WrittenCheck, type WrittenWeight } from "./written";
import type { ObservedZone } from "./zone-records";

/** The ledger's entry of a subject, where it can be read. */
export function readable({ entry }: Pick<Subject, "entry">): Entry | undefined {
  return entry && "owner" in entry ? entry : undefined;
}

/** A zone that the stack has made would be deleted if the stack only looked it up. */
export function checkAdoptedZone(
  domain: string,
  zone: ObservedZone | undefined,
  written: Written,
): Problem[] {
  if (!zone || isUnknown(zone, written)) return [];
  return [
    {
      rule: "state",
      path: "crossover:zone",
      message: `this stack has made the zone ${domain}, and would delete it, since it is only looked up now`,
      allowed: `\`{ create: ${domain} }\``,
    },
  ];
}

/**
 * A zone beside one of the same name would never be asked by anybody. One without records is taken for this stack's own, of a
 * first update that was stopped before its state knew the zone.
 *
 * @param zone of the name that the stack would make a zone of.
 */
export function checkZone(domain: string, zone: ObservedZone | undefined, written: Written): Problem[] {
  if (!zone || !isUnknown(zone, written) || isUnused(zone)) return [];
  return [
    {
      rule: "state",
      path: "crossover:zone",
      message: `there is a public zone ${domain} (${zone.id}), and this stack's state has none: a second one beside it would never be asked`,
      allowed:
        `\`{ adopt: ${domain} }\` if something else made it; if this stack did, bring its newest state back ` +
        "(`pulumi stack import --file FILE`, from your backend's history or backups)",
    },
  ];
}

/** What Route 53 puts into each zone alone. */
function isUnused({ records }: ObservedZone): boolean {
  return records.every(({ type }) => type === "NS" || type === "SOA");
}

/** The ledger says whose a name is, and what it says is left to its writer. */
export function checkOwner({ subject }: Judged, { owner }: TrafficRequest): Problem[] {
  const { key, entry, takenOver = false, released = false } = subject;
  if (!entry || takenOver || released) return [];
  const here = `or, if it is to be this stack's, \`crossover:takeOver: [${key}]\` here`;
  const refuse = (message: string, allowed: string): Problem[] => [
    { rule: "owner", path: pathOf(key), message, allowed },
  ];
  if ("unreadable" in entry)
    return refuse(
      `the ledger's entry of ${key} can't be read: "${entry.unreadable}"`,
      `remove that TXT record, and the next update writes it anew`,
    );
  if (entry.owner === owner) return [];
  return refuse(
    `${key} belongs to ${entry.owner}, as the zone's ledger says, and this is ${owner}`,
    `let it go there (\`crossover:retired: [${key}]\`), or give it another name here; ${here}`,
  );
}

/**
 * Refuses a state that isn't the one of the last update: nothing may be made from it, because it would be made a second
 * time. A rollback past the engine is no update, and a state that is ahead of the ledger is one whose update was stopped.
 */
export function checkState(all: readonly Judged[], request: TrafficRequest): Problem[] {
  const { written, owner, reconciled } = request;
  if (!written) return [];
  const byName = new Map<string, WrittenWeight[]>();
  for (const one of written.weights) byName.set(one.hostname, [...(byName.get(one.hostname) ?? []), one]);
  const lost: string[] = [];
  const old: WrittenWeight[] = [];
  const stale: WrittenWeight[] = [];
  const gone: WrittenCheck[] = [];
  for (const { subject } of all) {
    if (subject.takenOver || subject.released || subject.observed?.kind !== "set") continue;
    const entry = readable(subject);
    const state = byName.get(subject.hostname ?? "") ?? [];
    const held = subject.observed.weights;
    if (entry ? entry.owner === owner && unknown(entry, held, state) : written.empty) lost.push(subject.key);
    else if (entry?.owner === owner && entry.by === undefined && isOutdated(entry, held, state))
      old.push(...differing(held, state));
    else if (!reconciled) stale.push(...unwritten(subject.desired, held, state));
    if (!reconciled) gone.push(...missing(subject, written.checks));
  }
  return [
    ...(lost.length > 0 ? [lostState(lost, written.empty)] : []),
    ...(old.length > 0 ? [oldState(old)] : []),
    ...(stale.length > 0 || gone.length > 0 ? [staleState(stale, gone)] : []),
  ];
}

/** Whether records that were there when the entry was written aren't in the state, which had them before the entry. */
function unknown(
  { split }: Entry,
  held: Readonly<Record<string, number>>,
  state: readonly WrittenWeight[],
): boolean {
  return targetsOf(split).some((id) => held[id] !== undefined && state.every(({ target }) => target !== id));
}

/** Whether the zone and the ledger agree, and the state says otherwise. */
function isOutdated(
  { split }: Entry,
  held: Readonly<Record<string, number>>,
  state: readonly WrittenWeight[],
): boolean {
  const wanted = weightsOf(split);
  const stands = Object.keys(held).every((id) => held[id] === wanted[id]);
  return stands && differing(held, state).length > 0;
}

/** Weights that the state has, and the zone has otherwise. */
function differing(
  held: Readonly<Record<string, number>>,
  state: readonly WrittenWeight[],
): readonly WrittenWeight[] {
  return state.filter(({ target, weight }) => held[target] !== undefined && held[target] !== weight);
}

/** Weights that are asked for and that the zone doesn't hold, but which the engine would take for written. */
function unwritten(
  desired: Split,
  held: Readonly<Record<string, number>>,
  state: readonly WrittenWeight[],
): readonly WrittenWeight[] {
  const wanted = weightsOf(desired);
  return differing(held, state).filter(({ target, weight }) => wanted[target] === weight);
}

/** Health checks of a subject that are gone, and that the state has. */
function missing({ health = {} }: Subject, checks: readonly WrittenCheck[]): readonly WrittenCheck[] {
  const gone = Object.values(health).map((side) => (side.state === "unhealthy" ? side.gone : undefined));
  return checks.filter(({ id }) => gone.includes(id));
}

function lostState(keys: readonly string[], empty: boolean): Problem {
  const names = keys.join(", ");
  return {
    rule: "state",
    path: "crossover:traffic",
    message:
      `the zone has records of ${names} that this stack has made, and its state ` +
      (empty ? "is empty" : "doesn't know them: it is older than they are"),
    allowed:
      "bring the newest state back (`pulumi stack import --file FILE`, from your backend's history or backups); " +
      `or, if it is lost for good, \`crossover:takeOver: [${names}]\` to go on with the records as they are`,
  };
}

function oldState(weights: readonly WrittenWeight[]): Problem {
  const names = [...new Set(weights.map(({ hostname }) => hostname))].join(", ");
  const targets = weights.map(({ urn }) => `--target '${urn}'`).join(" ");
  return {
    rule: "state",
    path: "crossover:traffic",
    message: `the state is older than the last update of ${names}: the zone and its ledger agree, and the state says otherwise`,
    allowed:
      "bring the newest state back (`pulumi stack import --file FILE`, from your backend's history or backups); " +
      `or, if only these weights differ, \`pulumi refresh ${targets}\``,
  };
}

function staleState(weights: readonly WrittenWeight[], checks: readonly WrittenCheck[]): Problem {
  const targets = [...weights, ...checks].map(({ urn }) => `--target '${urn}'`).join(" ");
  const names = [...new Set(weights.map(({ hostname }) => hostname))].join(", ");
  const differ = `the zone holds other weights for ${names}, which the engine would leave as they are`;
  const gone = `health checks that records name are gone: ${checks.map(({ id }) => id).join(", ")}`;
  const what = [...(weights.length > 0 ? [differ] : []), ...(checks.length > 0 ? [gone] : [])];
  return {
    rule: "state",
    path: "crossover:traffic",
    message: `the state doesn't know what is there now: ${what.join("; ")}`,
    allowed: `\`crossover up\`, which lets it learn that first; or \`pulumi refresh ${targets}\``,
  };
}
