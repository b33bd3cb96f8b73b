// Describes one resource record set of Route 53, and reads it from the properties of `aws.route53.Record`.
import { numberAt, objectsAt, textAt, textsAt } from "./properties";
import type { Properties } from "./types";

export interface AliasTarget {
  readonly name: string;
  readonly zoneId: string;
  readonly evaluateTargetHealth: boolean;
}

/** A simple or weighted record set; names are in lower case without the final dot. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  /** Weighted sets only. */
  readonly setIdentifier?: string;
  readonly weight?: number;
  /** Seconds; not with an alias. */
  readonly ttl?: number;
  readonly records: readonly string[];
  readonly alias?: AliasTarget;
  readonly healthCheckId?: string;
}

export function normalName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\\052/, "*")
    .replace(/\.$/, "");
}

/** A name as the API writes it: with its final dot, and an escaped asterisk. */
export function wireName(name: string): string {
  return `${name.replace(/^\*/, "\\052")}.`;
}

/** Name, type and set identifier: what a zone holds at most once. */
export function recordKey({ name, type, setIdentifier }: RecordSet): string {
  return [name, type, ...(setIdentifier === undefined ? [] : [setIdentifier])].join("_");
}

/** Reads a record's inputs or outputs; a name outside of the zone is one relative to it, as in the real provider. */
export function readRecord(properties: Properties, zoneName: string): RecordSet {
  const given = normalName(textAt(properties, "name") ?? "");
  const inside = given === zoneName || given.endsWith(`.${zoneName}`);
  const alias = objectsAt(properties, "aliases")[0];
  return {
    name: inside ? given : given === "" ? zoneName : `${given}.${zoneName}`,
    type: textAt(properties, "type") ?? "",
    setIdentifier: textAt(properties, "setIdentifier"),
    weight: numberAt(objectsAt(properties, "weightedRoutingPolicies")[0], "weight"),
    ttl: numberAt(properties, "ttl"),
    records: textsAt(properties, "records"),
    alias: alias && {
      name: normalName(textAt(alias, "name") ?? ""),
      zoneId: textAt(alias, "zoneId") ?? "",
      evaluateTargetHealth: alias["evaluateTargetHealth"] === true,
    },
    healthCheckId: textAt(properties, "healthCheckId"),
  };
}

/** The properties that `aws.route53.Record` has for a record set. */
export function recordProperties(set: RecordSet, zoneId: string): Properties {
  return {
    zoneId,
    name: set.name,
    type: set.type,
    ...(set.setIdentifier !== undefined && { setIdentifier: set.setIdentifier }),
    ...(set.weight !== undefined && { weightedRoutingPolicies: [{ weight: set.weight }] }),
    ...(set.ttl !== undefined && { ttl: set.ttl }),
    ...(set.alias ? { aliases: [{ ...set.alias }] } : { records: [...set.records] }),
    ...(set.healthCheckId !== undefined && { healthCheckId: set.healthCheckId }),
  };
}

/** Route 53's order: by the labels from the right, then type and set identifier. */
export function compareSets(one: RecordSet, other: RecordSet): number {
  const parts = (set: RecordSet) => [
    set.name.split(".").reverse().join("."),
    set.type,
    set.setIdentifier ?? "",
  ];
  const [a, b] = [parts(one), parts(other)];
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return 0;
}

/** A set's values as Route 53 keeps and lists them: a text within quotes, which the provider adds and takes off. */
export function wireValues({ type, records }: Pick<RecordSet, "type" | "records">): string[] {
  return type === "TXT" ? records.map((text) => `"${text}"`) : [...records];
}

/** The value that is meant by one as Route 53 keeps it. */
export function plainValue(type: string, value: string): string {
  return type === "TXT" ? value.replace(/^"(.*)"$/s, "$1") : value;
}
