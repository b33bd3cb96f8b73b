// Decides the one type of all records of a weighted set, which stays for as long as the set exists.
import type { AddressKind } from "../legacy/kinds";
import type { Objection } from "../problem";

/** The type of every record in a set. */
export type RecordType = "A" | "CNAME";

/** An alias answers for either type; a foreign name only as a CNAME, and addresses only as A. */
const typesByKind: Readonly<Record<AddressKind, readonly RecordType[]>> = {
  alias: ["A", "CNAME"],
  hostname: ["CNAME"],
  addresses: ["A"],
};

export interface SetQuestion {
  /** The public name, e.g. `api.example.com`. */
  readonly hostname: string;
  /** The zone's own name. */
  readonly domain: string;
  /** What each target that may ever be in the set can be named by, on the side that is split now or not. */
  readonly kinds: Readonly<Record<string, AddressKind>>;
  /** The type of the set that the zone holds now. @default it holds none */
  readonly held?: string;
}

/**
 * The type of a set: what the zone holds now, where every target can be named so, and else A before CNAME. An alias and
 * a CNAME to the same load balancer answer alike, but a set can't hold both, so a service whose legacy side is a
 * foreign name has a CNAME on the cluster's side too, from the first day.
 */
export function recordType(question: SetQuestion): { type: RecordType; problem?: Objection } {
  const { hostname, domain, kinds, held } = question;
  const apex = hostname === domain;
  const fitting = (["A", "CNAME"] as const).filter((type) =>
    Object.values(kinds).every((kind) => typesByKind[kind].includes(type)),
  );
  const [type] = fitting.filter((one) => !(apex && one === "CNAME"));
  const refuse = (message: string, allowed: string) => ({
    type: type ?? "A",
    problem: { rule: "record" as const, message, allowed },
  });

  if (fitting.length === 0)
    return refuse(
      `${hostname} can't have one set of records for ${listKinds(kinds)}: addresses need type A, a host's name needs CNAME`,
      "addresses on every side, host names on every side, or a load balancer",
    );
  if (type === undefined)
    return refuse(
      `${hostname} is the zone's own name, which can't have the CNAME that ${listKinds(kinds)} would need`,
      "addresses, or a load balancer",
    );
  if (held === undefined) return { type };
  const kept = fitting.find((one) => one === held);
  if (kept) return { type: kept };
  return refuse(
    `${hostname} has records of type ${held}, and ${listKinds(kinds)} would need ${fitting.join(" or ")}: ` +
      "the type of existing records can't change",
    `a legacy side that a record of type ${held} can name`,
  );
}

const kindNames: Readonly<Record<AddressKind, string>> = {
  alias: "a load balancer",
  hostname: "a host's name",
  addresses: "addresses",
};

function listKinds(kinds: Readonly<Record<string, AddressKind>>): string {
  return Object.entries(kinds)
    .map(([target, kind]) => `\`${target}\` (${kindNames[kind]})`)
    .join(" and ");
}
