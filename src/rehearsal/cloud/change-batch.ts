// Simulates what Route 53 accepts: a batch of changes to one zone, checked as a whole and applied as a whole.
import { isDeepStrictEqual } from "node:util";
import { aws } from "./aws";
import { beanstalkZone } from "./beanstalk";
import { textAt } from "./properties";
import { normalName, readRecord, recordKey, wireName } from "./record-set";
import type { RecordSet } from "./record-set";
import { CloudError } from "./types";
import type { CloudResource, CloudView } from "./types";

export interface RecordChange {
  readonly action: "CREATE" | "UPSERT" | "DELETE";
  readonly set: RecordSet;
}

/** A record as the cloud keeps it, and the set that it says. */
export interface StoredRecord {
  readonly resource: CloudResource;
  readonly set: RecordSet;
}

export function zoneNameOf(zone: CloudResource): string {
  return normalName(textAt(zone.outputs, "name") ?? "");
}

/** The zone of an id, with or without `/hostedzone/` before it. */
export function requiredZone(view: CloudView, id: string | undefined): CloudResource {
  const zone = view.get(aws.zone, (id ?? "").replace(/^.*\//, ""));
  if (!zone) throw new CloudError("NoSuchHostedZone", `No hosted zone found with ID: ${id}`);
  return zone;
}

/** The records of a zone, all or those of some names. */
export function recordsOf(view: CloudView, zone: CloudResource, names?: ReadonlySet<string>): StoredRecord[] {
  const zoneName = zoneNameOf(zone);
  return view
    .list(aws.record)
    .filter(
      (record) =>
        textAt(record.outputs, "zoneId") === zone.id &&
        (names === undefined || names.has(textAt(record.outputs, "fqdn") ?? "")),
    )
    .map((resource) => ({ resource, set: readRecord(resource.outputs, zoneName) }));
}

function described(set: RecordSet): string {
  const id = set.setIdentifier === undefined ? "" : `, set-identifier='${set.setIdentifier}'`;
  return `[name='${wireName(set.name)}', type='${set.type}'${id}]`;
}

/** Malformed whatever the zone holds: refused as `InvalidInput`. */
function refuseInput({ action, set }: RecordChange): void {
  const about = `[Action=${action}, Name=${wireName(set.name)}, Type=${set.type}, SetIdentifier=${set.setIdentifier ?? null}]`;
  const refuse = (message: string) => {
    throw new CloudError("InvalidInput", message);
  };
  if (
    set.alias
      ? set.ttl !== undefined || set.records.length > 0
      : set.ttl === undefined || set.records.length === 0
  )
    refuse(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${set.alias ? "more than one" : "none"} in Change with ${about}`,
    );
  if (set.weight !== undefined && (!Number.isInteger(set.weight) || set.weight < 0 || set.weight > 255))
    refuse(
      `Value '${set.weight}' at 'resourceRecordSet.weight' failed to satisfy constraint: Member must be between 0 and 255`,
    );
  if ((set.setIdentifier === undefined) !== (set.weight === undefined))
    refuse(`Invalid request: Weight and SetIdentifier must be given together in Change with ${about}`);
}

function referenceProblems(view: CloudView, zoneName: string, set: RecordSet): string[] {
  const problems: string[] = [];
  if (set.name !== zoneName && !set.name.endsWith(`.${zoneName}`))
    problems.push(`RRSet with DNS name ${wireName(set.name)} is not permitted in zone ${wireName(zoneName)}`);
  if (set.healthCheckId !== undefined) {
    const check = view.get(aws.healthCheck, set.healthCheckId);
    if (!check)
      throw new CloudError(
        "NoSuchHealthCheck",
        `A health check with id ${set.healthCheckId} does not exist.`,
      );
    if (normalName(textAt(check.inputs, "fqdn") ?? "") === set.name)
      problems.push(
        `The domain name of health check ${set.healthCheckId} must not be the name of the record ${wireName(set.name)} that it decides on`,
      );
  }
  const target = set.alias?.name.replace(/^dualstack\./, "");
  if (target?.endsWith(".amazonaws.com") && /(^|\.)elb\./.test(target)) {
    const balancer = view.list(aws.loadBalancer).find((other) => other.outputs["dnsName"] === target);
    const attempt = `Tried to create an alias that targets ${target}., type ${set.type} in zone ${set.alias?.zoneId}`;
    if (!balancer) problems.push(`${attempt}, but that target was not found`);
    else if (balancer.outputs["zoneId"] !== set.alias?.zoneId)
      problems.push(`${attempt}, but the alias target name does not lie within the target zone`);
  }
  // An environment's zone has the names of its region only, and those of the time before regions are in none.
  const region = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.elasticbeanstalk\.com$/.exec(target ?? "")?.[1];
  if (target?.endsWith(".elasticbeanstalk.com") && (!region || beanstalkZone(region) !== set.alias?.zoneId))
    problems.push(
      `Tried to create an alias that targets ${target}., type ${set.type} in zone ${set.alias?.zoneId}, but the alias target name does not lie within the target zone`,
    );
  return problems;
}

/** What is wrong with a set next to its neighbours of the same name. */
function neighbourProblems(zoneName: string, set: RecordSet, neighbours: readonly RecordSet[]): string[] {
  const name = wireName(set.name);
  const problems: string[] = [];
  if (set.type === "CNAME" && set.name === zoneName)
    problems.push(`RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${name}`);
  for (const other of neighbours) {
    if (other.type !== set.type) {
      if (set.type === "CNAME")
        problems.push(
          `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${wireName(zoneName)}`,
        );
      else if (other.type === "CNAME")
        problems.push(
          `RRSet of type ${set.type} with DNS name ${name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${wireName(zoneName)}`,
        );
    } else if ((other.weight === undefined) !== (set.weight === undefined)) {
      const id = set.setIdentifier === undefined ? "" : `, SetIdentifier ${set.setIdentifier}`;
      problems.push(
        `RRSet with DNS name ${name}, type ${set.type}${id} cannot be created because a ${other.weight === undefined ? "non-weighted" : "weighted"} set exists with the same name and type`,
      );
    } else if (other.ttl !== undefined && set.ttl !== undefined && other.ttl !== set.ttl) {
      // https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html, TTL: one for the group.
      problems.push(
        `RRSet with DNS name ${name}, type ${set.type}, SetIdentifier ${set.setIdentifier} has TTL ${set.ttl}, but its weighted set has TTL ${other.ttl}`,
      );
    }
  }
  return problems;
}

/**
 * What the batch would make of the zone: the records it takes away and the sets it writes, or the refusal. Weights
 * and TTLs are judged by the state after the whole batch, so that one batch may change a whole set.
 */
export function plannedBatch(
  view: CloudView,
  zone: CloudResource,
  changes: readonly RecordChange[],
): { removed: StoredRecord[]; written: RecordSet[] } {
  const zoneName = zoneNameOf(zone);
  const before = recordsOf(view, zone, new Set(changes.map(({ set }) => set.name)));
  const stored = new Map(before.map((record) => [recordKey(record.set), record]));
  const state = new Map(before.map((record) => [recordKey(record.set), record.set]));
  const written = new Map<string, RecordSet>();
  const problems: string[] = [];
  for (const change of changes) {
    const { action, set } = change;
    const key = recordKey(set);
    if (action === "DELETE") {
      const held = state.get(key);
      if (!held) problems.push(`Tried to delete resource record set ${described(set)} but it was not found`);
      else if (!isDeepStrictEqual(held, set))
        problems.push(
          `Tried to delete resource record set ${described(set)} but the values provided do not match the current values`,
        );
      state.delete(key);
      written.delete(key);
      continue;
    }
    refuseInput(change);
    if (action === "CREATE" && state.has(key))
      problems.push(`Tried to create resource record set ${described(set)} but it already exists`);
    state.set(key, set);
    written.set(key, set);
  }
  for (const [key, set] of written) {
    const neighbours = [...state].filter(([other, { name }]) => other !== key && name === set.name);
    problems.push(
      ...referenceProblems(view, zoneName, set),
      ...neighbourProblems(
        zoneName,
        set,
        neighbours.map(([, other]) => other),
      ),
    );
  }
  if (problems.length > 0)
    throw new CloudError("InvalidChangeBatch", `[${[...new Set(problems)].join(", ")}]`);
  return {
    removed: [...stored].filter(([key]) => !state.has(key)).map(([, record]) => record),
    written: [...written.values()],
  };
}
