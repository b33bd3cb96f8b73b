// Serves Route 53's REST API over the simulated cloud, as far as the program's own commands call it.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { aws, digest } from "./aws";
import { plannedBatch, recordsOf, requiredZone, zoneNameOf } from "./change-batch";
import type { RecordChange } from "./change-batch";
import { checkHealthy } from "./dns";
import { recordSets } from "./functions";
import { Lookup } from "./lookup";
import {
  compareSets,
  normalName,
  plainValue,
  recordKey,
  recordProperties,
  wireName,
  wireValues,
} from "./record-set";
import type { RecordSet } from "./record-set";
import { objectsAt, textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { CloudResource, CloudStore, Properties } from "./types";
import { child, childText, parseXml, renderXml } from "./xml";
import type { Content, Element } from "./xml";

const namespace = ' xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';
const version = "/2013-04-01";

interface Call {
  readonly store: CloudStore;
  /** The part of the path that the route's pattern captured. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (call: Call) => { name: string; content: Content };
}

function hostedZone(store: CloudStore, zone: CloudResource): Content {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: wireName(zoneNameOf(zone)),
    CallerReference: digest(zone.id, 32),
    Config: { PrivateZone: objectsAt(zone.inputs, "vpcs").length > 0 },
    ResourceRecordSetCount: recordSets(store, zone).length,
  };
}

function listZonesByName({ store, query }: Call) {
  const from = normalName(query.get("dnsname") ?? "");
  const limit = Number(query.get("maxitems") ?? 100);
  const reversed = (name: string) => name.split(".").reverse().join(".");
  const zones = [...store.list(aws.zone)]
    .sort((a, b) => (reversed(zoneNameOf(a)) < reversed(zoneNameOf(b)) ? -1 : 1))
    .filter((zone) => reversed(zoneNameOf(zone)) >= reversed(from));
  const next = zones[limit];
  const content: Content = {
    HostedZones: { HostedZone: zones.slice(0, limit).map((zone) => hostedZone(store, zone)) },
    DNSName: query.get("dnsname") ?? undefined,
    IsTruncated: next !== undefined,
    NextDNSName: next && wireName(zoneNameOf(next)),
    NextHostedZoneId: next?.id,
    MaxItems: limit,
  };
  return { name: "ListHostedZonesByNameResponse", content };
}

function getZone({ store, id }: Call) {
  const zone = requiredZone(store, id);
  const content: Content = {
    HostedZone: hostedZone(store, zone),
    DelegationSet: { NameServers: { NameServer: textsAt(zone.outputs, "nameServers") } },
  };
  return { name: "GetHostedZoneResponse", content };
}

function renderSet(set: RecordSet): Content {
  return {
    Name: wireName(set.name),
    Type: set.type,
    SetIdentifier: set.setIdentifier,
    Weight: set.weight,
    TTL: set.ttl,
    ResourceRecords: set.alias ? undefined : { ResourceRecord: wireValues(set).map((Value) => ({ Value })) },
    AliasTarget: set.alias && {
      HostedZoneId: set.alias.zoneId,
      DNSName: wireName(set.alias.name),
      EvaluateTargetHealth: set.alias.evaluateTargetHealth,
    },
    HealthCheckId: set.healthCheckId,
  };
}

function listRecordSets({ store, id, query }: Call) {
  const start = query.get("name");
  const from: RecordSet = {
    name: normalName(start ?? ""),
    type: query.get("type") ?? "",
    setIdentifier: query.get("identifier") ?? undefined,
    records: [],
  };
  const limit = Math.min(Number(query.get("maxitems") ?? 300), 300);
  const sets = recordSets(store, requiredZone(store, id)).filter(
    (set) => start === null || compareSets(set, from) >= 0,
  );
  const next = sets[limit];
  const content: Content = {
    ResourceRecordSets: { ResourceRecordSet: sets.slice(0, limit).map(renderSet) },
    IsTruncated: next !== undefined,
    NextRecordName: next && wireName(next.name),
    NextRecordType: next?.type,
    NextRecordIdentifier: next?.setIdentifier,
    MaxItems: limit,
  };
  return { name: "ListResourceRecordSetsResponse", content };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function readChange(change: Element): RecordChange {
  const action = childText(change, "Action");
  if (action !== "CREATE" && action !== "UPSERT" && action !== "DELETE")
    throw new CloudError("InvalidInput", `Action '${action}' is none of CREATE, UPSERT, DELETE`);
  const set = child(change, "ResourceRecordSet");
  const type = childText(set, "Type") ?? "";
  const alias = child(set, "AliasTarget");
  return {
    action,
    set: {
      name: normalName(childText(set, "Name") ?? ""),
      type,
      setIdentifier: childText(set, "SetIdentifier"),
      weight: wholeNumber(childText(set, "Weight")),
      ttl: wholeNumber(childText(set, "TTL")),
      records: (child(set, "ResourceRecords")?.children ?? []).map((record) =>
        plainValue(type, childText(record, "Value") ?? ""),
      ),
      alias: alias && {
        name: normalName(childText(alias, "DNSName") ?? ""),
        zoneId: childText(alias, "HostedZoneId") ?? "",
        evaluateTargetHealth: childText(alias, "EvaluateTargetHealth") === "true",
      },
      healthCheckId: childText(set, "HealthCheckId"),
    },
  };
}

/** What the provider remembers of a record besides what Route 53 holds. */
function keptProperties(before: Properties): Properties {
  const { allowOverwrite, region } = before;
  return { ...(allowOverwrite !== undefined && { allowOverwrite }), ...(region !== undefined && { region }) };
}

function changeRecordSets({ store, id, body }: Call) {
  const changes = (child(parseXml(body), "ChangeBatch/Changes")?.children ?? []).map(readChange);
  const operation = `change batch: ${changes.map(({ action, set }) => `${action} ${recordKey(set)} ${set.weight ?? ""}`.trim()).join(", ")}`;
  store.transaction(operation, () => {
    const zone = requiredZone(store, id);
    const { removed, written } = plannedBatch(store, zone, changes);
    for (const { resource } of removed) store.delete(resource.type, resource.id);
    for (const set of written) {
      const known = recordsOf(store, zone, new Set([set.name])).find(
        (other) => recordKey(other.set) === recordKey(set),
      );
      const properties = recordProperties(set, zone.id);
      const old = known?.resource;
      store.put({
        type: aws.record,
        id: old?.id ?? `${zone.id}_${recordKey(set)}`,
        createdAt: old?.createdAt ?? store.now().toISOString(),
        ...(old?.seeded !== undefined && { seeded: old.seeded }),
        inputs: { ...keptProperties(old?.inputs ?? {}), ...properties },
        outputs: { ...keptProperties(old?.outputs ?? {}), ...properties, fqdn: set.name },
      });
    }
  });
  const content: Content = {
    ChangeInfo: {
      Id: `/change/C${digest(operation, 20).toUpperCase()}`,
      Status: "INSYNC",
      SubmittedAt: store.now().toISOString(),
    },
  };
  return { name: "ChangeResourceRecordSetsResponse", content };
}

/** As far as it says what kind of check each is. */
function listHealthChecks({ store, query }: Call) {
  const limit = Number(query.get("maxitems") ?? 100);
  const all = store.list(aws.healthCheck);
  const from = Math.max(
    0,
    all.findIndex(({ id }) => id === query.get("marker")),
  );
  const next = all[from + limit];
  const checks = all.slice(from, from + limit).map(({ id, inputs }): Content => {
    const alarm = textAt(inputs, "cloudwatchAlarmName");
    return {
      Id: id,
      CallerReference: id,
      HealthCheckVersion: 1,
      HealthCheckConfig: {
        Type: textAt(inputs, "type"),
        FullyQualifiedDomainName: textAt(inputs, "fqdn"),
        Inverted: inputs["invertHealthcheck"] === true,
        Disabled: inputs["disabled"] === true,
        AlarmIdentifier:
          alarm === undefined ? undefined : { Region: textAt(inputs, "cloudwatchAlarmRegion"), Name: alarm },
      },
    };
  });
  const content: Content = {
    HealthChecks: { HealthCheck: checks },
    Marker: query.get("marker") ?? undefined,
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: limit,
  };
  return { name: "ListHealthChecksResponse", content };
}

function healthCheckStatus({ store, id }: Call) {
  const check = store.get(aws.healthCheck, id);
  if (!check) throw new CloudError("NoSuchHealthCheck", `A health check with id ${id} does not exist.`);
  const Status = checkHealthy(new Lookup(store), id)
    ? "Success: HTTP Status Code 200, OK"
    : `Failure: ${textAt(check.inputs, "fqdn")} does not answer`;
  // Three of the checkers' regions are enough.
  const observations = ["us-east-1", "eu-west-1", "ap-southeast-1"].map((Region, i) => ({
    Region,
    IPAddress: `203.0.113.${i + 1}`,
    StatusReport: { Status, CheckedTime: store.now().toISOString() },
  }));
  return {
    name: "GetHealthCheckStatusResponse",
    content: { HealthCheckObservations: { HealthCheckObservation: observations } },
  };
}

const routes: readonly Route[] = [
  { method: "GET", path: /^\/hostedzonesbyname$/, answer: listZonesByName },
  { method: "GET", path: /^\/hostedzone\/([^/]+)$/, answer: getZone },
  { method: "GET", path: /^\/hostedzone\/([^/]+)\/rrset$/, answer: listRecordSets },
  { method: "POST", path: /^\/hostedzone\/([^/]+)\/rrset$/, answer: changeRecordSets },
  { method: "GET", path: /^\/healthcheck$/, answer: listHealthChecks },
  { method: "GET", path: /^\/healthcheck\/([^/]+)\/status$/, answer: healthCheckStatus },
];

function refusal(error: CloudError): { status: number; document: string } {
  const message = error.message.slice(error.code.length + 2);
  const status = error.code.startsWith("NoSuch") ? 404 : 400;
  const content = { Error: { Type: "Sender", Code: error.code, Message: message }, RequestId: "rehearsal" };
  return { status, document: renderXml("ErrorResponse", content, namespace) };
}

function serve(
  store: CloudStore,
  request: IncomingMessage,
  body: string,
): { status: number; document: string } {
  const url = new URL(request.url ?? "/", "http://localhost");
  const path = url.pathname.replace(version, "").replace(/\/$/, "");
  for (const { method, path: pattern, answer } of routes) {
    const match = pattern.exec(path);
    if (!match || method !== request.method) continue;
    const { name, content } = answer({ store, id: match[1] ?? "", query: url.searchParams, body });
    return { status: 200, document: renderXml(name, content, namespace) };
  }
  throw new CloudError("InvalidAction", `the rehearsal does not serve ${request.method} ${url.pathname}`);
}

async function respond(store: CloudStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  let reply: { status: number; document: string };
  try {
    reply = serve(store, request, Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    reply = refusal(error instanceof CloudError ? error : new CloudError("InternalError", String(error)));
  }
  response.writeHead(reply.status, { "Content-Type": "text/xml" });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${reply.document}`);
}

/** A request listener for `node:http` that serves the zones and records of the store. */
export function route53Api(store: CloudStore): RequestListener {
  return (request, response) => {
    respond(store, request, response).catch((error: unknown) => response.destroy(error as Error));
  };
}
