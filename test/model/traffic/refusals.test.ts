// Tests what a refused step of traffic says, rule by rule: what was asked, why it can't be, and what to write instead.
import { declaredIn } from "../../../src/model/replication/phases";
import type { Observed } from "../../../src/model/traffic/splitter";
import { pathOf } from "../../../src/model/traffic/keys";
import { checkLeft, type Past } from "../../../src/model/traffic/left-rule";
import { checkAdoptedZone, checkZone } from "../../../src/model/traffic/owner-rule";
import { planTraffic } from "../../../src/model/traffic/plan";
import { recordType } from "../../../src/model/traffic/record-type";
import { toSplit } from "../../../src/model/traffic/split";
import { toSubjects } from "../../../src/model/traffic/subjects";
import { planRelease, releasedPath } from "../../../src/model/traffic/released";
import { readZone, type ZoneRecord } from "../../../src/model/traffic/zone-records";
import type { Held } from "../../../src/model/traffic/commit";
import type { Override } from "../../../src/schema/stack/policy";
import type { DatabasePlans, Subject, TrafficRequest } from "../../../src/model/traffic/types";
import type { TrafficValue } from "../../../src/schema/stack/traffic";
import { expectRefusals } from "../refusals";
import { job, web } from "../services";

const now = new Date("2026-11-20T12:00:00Z");
const hours = (count: number) => new Date(now.getTime() - count * 3_600_000).toISOString();
const pace = { bake: 24 * 3_600_000, soak: 72 * 3_600_000, concurrent: 2, ttl: 60 };

const owner = "crossover/prod";
const zone = { id: "Z0123456789", records: [{ name: "www.example.com.", type: "A" }] };

const set = (weights: Record<string, number>): Observed => ({ kind: "set", weights });
const at = (percent: number) => set({ legacy: 100 - percent, blue: percent });
const only = (target: string) => set({ [target]: 100 });
const clusters = (percent: number) => ({ from: "blue", to: "green", percent });

/** A route that has stood where it is for long. */
function route(observed: Observed, desired: TrafficValue, more: Partial<Subject> = {}, key = "api"): Subject {
  return {
    key,
    service: key,
    kind: "route",
    hasLegacy: true,
    ladder: [0, 5, 25, 50, 100],
    desired: toSplit(desired, "blue"),
    observed,
    after: [],
    ...more,
  };
}
/** What the ledger says of a value, with no share on a side that has none. */
const since = (value: TrafficValue, held = 1000) => ({
  recorded: { value, since: hours(held) },
  entry: {
    owner: "crossover/prod",
    split: toSplit(value, "blue"),
    since: hours(held),
    freed: ["legacy", "blue", "green"],
  },
});

const refused = (subjects: readonly Subject[], databases?: DatabasePlans) =>
  planTraffic({
    subjects,
    pace,
    cluster: "blue",
    known: ["legacy", "blue", "green"],
    owner: "crossover/prod",
    now,
    databases,
  }).problems;

const healthy = { state: "healthy" as const, at: now };
const direct = { database: { id: "main", direct: true } };
const stage = (one: "stream" | "cutover" | "reverse", switches = false): DatabasePlans => ({
  main: { stage: one, declared: declaredIn(one), lives: [declaredIn(one).live], switches },
});

function asked(traffic: Record<string, TrafficValue>) {
  const services = [
    { ...web, name: "monolith", routes: [{ name: "api", hostname: "api.example.com", ladder: [0, 100] }] },
    { ...job, name: "report", legacy: undefined },
  ];
  const settings = { domain: "example.com", cluster: "blue", clusters: ["blue", "green"], services };
  const known = { zone: readZone([], "example.com"), recorded: () => undefined };
  const names = { rungs: [0, 100], retired: [], released: {}, takeOver: [] };
  return toSubjects({ default: "legacy", ...traffic }, { ...settings, placements: {}, pace }, names, known)
    .problems;
}

const hostname = "api.example.com";

/** A released route whose record names `blue`, as the stack file says it should name a side. */
function simple(side: string): Subject {
  const foreign = { kind: "foreign" as const, reason: "has a simple A record in the zone" };
  return { ...route(foreign, "legacy"), desired: { only: side }, released: true, namesSide: "blue" };
}

/** What is refused of released routes, and of values beside them. */
function releasing(
  traffic: Record<string, TrafficValue>,
  released: Record<string, string>,
  records: readonly ZoneRecord[] = [],
) {
  const services = [{ ...web, name: "monolith", routes: [{ name: "api", hostname, ladder: [0, 100] }] }];
  const settings = { domain: "example.com", cluster: "blue", clusters: ["blue"], services };
  const known = { zone: readZone(records, "example.com"), recorded: () => undefined };
  const names = { rungs: [0, 100], retired: [], released, takeOver: [] };
  return toSubjects({ default: "legacy", ...traffic }, { ...settings, placements: {}, pace }, names, known)
    .problems;
}

const shop = [{ name: "shop.example.com.", type: "A", alias: "blue.elb.amazonaws.com." }];

/** What is refused of `crossover release-name api`, where `kubernetes` is asked for. */
function release(weights: Record<string, number>) {
  const records = Object.entries(weights).map(([setIdentifier, weight]) => ({
    ...{ name: hostname, type: "A", setIdentifier, weight },
  }));
  const planned = planRelease({
    ...{ key: "api", domain: "example.com", records, owner, targets: ["legacy", "blue"], cluster: "blue" },
    ...{ desired: { only: "blue" }, retired: false, known: true },
  });
  return "refused" in planned ? [{ ...planned.refused, path: releasedPath("api") }] : [];
}

function record(
  legacy: "hostname" | "addresses",
  held: string | undefined,
  more: object = {},
  hostname = "api.example.com",
) {
  const kinds = { legacy, blue: "alias" as const, ...more };
  const { problem } = recordType({ hostname, domain: "example.com", kinds, held });
  return problem ? [{ ...problem, path: pathOf("api") }] : [];
}

/** What is refused of the state's weights: 25 in the zone and in the ledger. */
function judgedBy(weights: Record<string, number>, subject = route(at(25), 25, since(25))) {
  const urn = "urn:pulumi:prod::crossover::aws:route53/record:Record::monolith-api-";
  const written = {
    empty: Object.keys(weights).length === 0,
    zones: [],
    entries: [],
    checks: [{ urn: `${urn}blue-health`, id: "3f1c9d52-check" }],
    weights: Object.entries(weights).map(([target, weight]) => ({
      ...{ urn: urn + target, hostname: "api.example.com", target, weight, zoneId: "Z1" },
    })),
  };
  const subjects = [{ ...subject, hostname: "api.example.com" }];
  const request = { subjects, pace, cluster: "blue", known: ["legacy", "blue"], owner, now, written };
  return planTraffic(request).problems;
}

/** What is refused of the name `shop.example.com`, which the service `store` has made. */
function leaving(more: Partial<Past> = {}) {
  const records = [
    { name: "shop.example.com.", type: "A", setIdentifier: "legacy", weight: 100 },
    {
      name: "shop._crossover.example.com.",
      type: "TXT",
      values: [`owner=${owner} only=legacy since=${hours(90)}`],
    },
  ];
  const urn = "urn:pulumi:prod::crossover::aws:route53/record:Record::store-shop-legacy";
  const weights = [{ urn, hostname: "shop.example.com", target: "legacy", weight: 100, zoneId: "Z1" }];
  return checkLeft({
    ...{
      subjects: [],
      domain: "example.com",
      zone: { id: "Z1", records },
      otherZones: [],
      owner,
      retired: [],
    },
    written: { empty: false, zones: [], entries: [], checks: [], weights },
    ...more,
  }).problems;
}

const frozen = { from: "thu 16:00", to: "mon 08:00", timeZone: "Europe/Berlin", reason: "weekend" };
const last = "0123456789ab";

/** What is refused of a step to 25 from a checkout, where commit `last` has moved the route before. */
function moved(answer: Held, commit = "fedcba987654", before = last) {
  const entry = { ...since(5).entry, commit: before };
  const subjects = [route(at(5), 25, { ...since(5), entry })];
  return request({
    subjects,
    held: new Map([[last, answer]]),
    commit: commit || undefined,
    untold: "not a git repository",
  });
}

const breakGlass = (until: string) =>
  ({ rule: "bake", route: "api", reason: "incident 4711", until }) as const;

/** What is refused of a step to 25 an hour after the one to 5. */
function overridden(overrides: readonly Override[]) {
  return request({ subjects: [route(at(5), 25, since(5, 1))], overrides });
}

function request(more: Pick<TrafficRequest, "subjects"> & Partial<TrafficRequest>) {
  return planTraffic({ pace, cluster: "blue", known: ["legacy", "blue"], owner, now, ...more }).problems;
}

test("refusals of traffic", () => {
  const rising = (key: string) => route(at(5), 25, since(5), key);
  const waiting = (key: string) => route(at(50), 50, since(50), key);
  const baking = route(at(50), 50, since(50, 1), "search");
  const worker = { kind: "consumers" as const, observed: undefined };
  const sick = (side: string, reason: string) => ({
    health: { legacy: healthy, blue: healthy, [side]: { state: "unhealthy" as const, reason } },
  });
  const unread = (reason: string, excusable: boolean) => ({
    health: { legacy: healthy, blue: { state: "unknown" as const, reason, excusable } },
  });
  expectRefusals(__dirname, {
    "a name with a simple record": refused([
      route(
        {
          kind: "foreign",
          reason: "has a simple CNAME record in the zone, and Route 53 takes no weighted ones beside it",
        },
        "legacy",
      ),
    ]),
    "a simple record that `release-name` has made, before the stack file": refused([
      route({ kind: "foreign", reason: "has a simple A record in the zone" }, "kubernetes", {
        namesSide: "blue",
      }),
    ]),
    "a released name, whose weights are there": refused([
      route(only("blue"), "kubernetes", { ...since("kubernetes"), hostname, released: true }),
    ]),
    "a released name, in a state that has its records": judgedBy({ blue: 100 }, simple("blue")),
    "a released name, on the other side": judgedBy({}, simple("legacy")),
    "a released name that goes while it answers": judgedBy({}, { ...simple("blue"), retired: true }),
    "a released name that no route has any more": releasing({}, { shop: "blue" }, shop),
    "a released name, at a value": releasing({ api: 50 }, { api: "blue" }),
    "to release a split": release({ legacy: 75, blue: 25 }),
    "to release beside a standby": release({ legacy: 0, blue: 100 }),
    "to release what is asked to move": release({ legacy: 100 }),
    "a name with three targets": refused([route(set({ legacy: 90, blue: 5, green: 5 }), 5)]),
    "a name of another stack": refused([
      route(at(25), 25, { entry: { ...since(25).entry, owner: "crossover/other" } }),
    ]),
    "a ledger's entry that is none": refused([route(at(25), 25, { entry: { unreadable: "a note" } })]),
    "an empty state beside records": judgedBy({}),
    "a state from before the records": judgedBy({ legacy: 100 }),
    "a state from before the last step": judgedBy({ legacy: 95, blue: 5 }),
    "weights of another hand, and the state has what is asked for": judgedBy(
      { legacy: 75, blue: 25 },
      route(at(50), 25, since(25)),
    ),
    "a health check that was deleted by hand": judgedBy(
      { legacy: 75, blue: 25 },
      route(at(25), 5, {
        ...since(25),
        health: {
          legacy: healthy,
          blue: { state: "unhealthy", reason: "its health check is gone", gone: "3f1c9d52-check" },
        },
      }),
    ),
    "a public zone of the same name": checkZone("example.com", zone, {
      empty: true,
      weights: [],
      entries: [],
      checks: [],
      zones: [],
    }),
    "a zone of one's own, only looked up": checkAdoptedZone("example.com", zone, {
      empty: false,
      weights: [],
      entries: [],
      checks: [],
      zones: [zone.id],
    }),
    "a route that is renamed": leaving(),
    "a route that goes at once": leaving({ retired: ["shop"] }),
    "a route that another service gets": leaving({
      subjects: [{ key: "shop", service: "checkout", hostname: "shop.example.com" }],
    }),
    "another domain": leaving({
      domain: "example.org",
      zone: undefined,
      otherZones: [
        {
          id: "Z1",
          records: [{ name: "shop.example.com.", type: "A", setIdentifier: "legacy", weight: 100 }],
        },
      ],
    }),
    "a name on targets that are gone": refused([route(set({ legacy: 90, red: 5, grey: 5 }), 5)]),
    "never served, at a number": refused([route({ kind: "none" }, clusters(0), { hasLegacy: false })]),
    "legacy, then 5": refused([route(only("legacy"), 5)]),
    "legacy, then kubernetes": refused([route(only("legacy"), "kubernetes")]),
    "legacy, then the other cluster": refused([route(only("legacy"), "green")]),
    "legacy, then a step between clusters": refused([route(only("legacy"), clusters(0))]),
    "legacy, then 0 before its bake": refused([route(only("legacy"), 0, since("legacy", 1))]),
    "kubernetes, then legacy": refused([route(only("blue"), "legacy")]),
    "kubernetes, then 50": refused([route(only("blue"), 50)]),
    "kubernetes, then the other cluster": refused([route(only("blue"), "green")]),
    "kubernetes, then another cluster at 5": refused([route(only("blue"), clusters(5))]),
    "a worker of another cluster, then legacy": refused([
      route(only("green"), "legacy", { ...worker, ...since("green") }),
    ]),
    "5, then 90": refused([route(at(5), 90)]),
    "5, then 25 before its bake": refused([route(at(5), 25, since(5, 1))]),
    "25 by another hand, then 50": refused([route(at(25), 50, since(5))]),
    "0 before the first deployment": refused([route({ kind: "none" }, 0)]),
    "5, then 25 beside an AAAA": refused([
      route({ ...at(5), beside: "records of type AAAA" } as Observed, 25, since(5)),
    ]),
    "25, then legacy": refused([route(at(25), "legacy")]),
    "25, then kubernetes": refused([route(at(25), "kubernetes")]),
    "25, then the other cluster": refused([route(at(25), "green")]),
    "25, then a step between clusters": refused([route(at(25), clusters(25))]),
    "0, then a step between clusters": refused([route(at(0), clusters(0))]),
    "100, then the other cluster": refused([route(at(100), "green")]),
    "0, then legacy at once": refused([route(at(0), "legacy", since(0, 0))]),
    "100, then kubernetes before its soak": refused([route(at(100), "kubernetes", since(100, 1))]),
    "100, then kubernetes while legacy is protected": refused([
      route(at(100), "kubernetes", { entry: { ...since(100).entry, freed: [] } }),
    ]),
    "between clusters at 5, then 50": refused([route(set({ blue: 95, green: 5 }), clusters(50))]),
    "5, then 25 while the new side fails": refused([
      route(at(5), 25, {
        ...since(5),
        ...sick("blue", "2 of 16 checkers pass, last looked at 2026-11-20 11:59 UTC"),
      }),
    ]),
    "100, then kubernetes while the new side is silent": refused([
      route(at(100), "kubernetes", {
        ...since(100),
        ...sick("blue", "its health check has reported nothing in the last 5 minutes"),
      }),
    ]),
    "legacy, then 0 while legacy fails": refused([
      route(only("legacy"), 0, {
        ...since("legacy"),
        ...sick("legacy", "its health check failed at 2026-11-20 11:59 UTC"),
      }),
    ]),
    "5, then 25 while nobody may read health": refused([
      route(at(5), 25, { ...since(5), ...unread("the alarms can't be read: AccessDenied", true) }),
    ]),
    "5, then 25 where another identity has read it": refused([
      route(at(5), 25, { ...since(5), ...unread("ann asked, and the AWS provider is ben", false) }),
    ]),
    "killed on the way to 25, then 50": refused([route(set({ legacy: 95, blue: 25 }), 50)]),
    "another program's 30, then 50": refused([route(at(30), 50)]),
    "after one that waits": refused([
      route(at(0), 5, { after: ["auth"], ...since(0) }),
      route(at(50), 50, {}, "auth"),
    ]),
    "after two that wait": refused([
      route(at(0), 5, { after: ["auth", "search"], ...since(0) }),
      waiting("auth"),
      waiting("search"),
    ]),
    "5, then 25 in a freeze": refused([route(at(5), 25, { ...since(5), freeze: [frozen] })]),
    "5, then 25 in a freeze that has no end": refused([
      route(at(5), 25, {
        ...since(5),
        freeze: [
          { ...frozen, from: "mon 00:00", to: "thu 00:00" },
          { ...frozen, from: "thu 00:00", to: "mon 00:00" },
        ],
      }),
    ]),
    "5, then 25 from an old checkout": moved("no"),
    "5, then 25 from a shallow clone": moved("shallow"),
    "5, then 25 from no checkout of git": moved("unknown", ""),
    "5, then 25 from a checkout without the change": moved("yes", last, "0123456789ab+"),
    "5, then 25 by an override that has expired": overridden([breakGlass("2026-11-20T11:00:00Z")]),
    "an override for too long": overridden([breakGlass("2026-12-20T11:00:00Z")]).slice(-1),
    "a job at a number": refused([route(at(0), 50, { kind: "job", observed: undefined })]),
    "three at a time, where two may be": refused([rising("api"), rising("app"), rising("bots")]),
    "one more beside what bakes": refused([rising("api"), rising("app"), baking]),
    "on a database that has been cut over": refused([route(only("blue"), 100, direct)], stage("cutover")),
    "on a database that has a way back": refused([route(only("blue"), 100, direct)], stage("reverse")),
    "both sides, where no data is carried over": refused(
      [route(only("legacy"), 0, { ...direct, ...since("legacy") })],
      {},
    ),
    "both sides at once, where nobody was served": refused(
      [route({ kind: "none" }, 0, { ...direct, hasLegacy: false })],
      {},
    ),
    "back to a database of its own": refused([route(only("blue"), 100, direct)], {}),
    "a cutover while two stay behind": refused(
      [route(at(50), 50, direct), route(at(50), 50, direct, "app")],
      stage("cutover", true),
    ),
    "a key that nothing has": asked({ apo: 5 }),
    "a service instead of its routes": asked({ monolith: 5 }),
    "an unknown target": asked({ api: { from: "legacy", to: "greem", percent: 5 } }),
    "two unknown targets": asked({ api: { from: "red", to: "grey", percent: 5 } }),
    "a step to where it begins": asked({
      api: clusters(5),
      report: { from: "blue", to: "blue", percent: 5 },
    }),
    "a legacy side that isn't there": asked({ report: "legacy" }),
    "a host's name on a set of addresses": record("hostname", "A"),
    "addresses on a set of names": record("addresses", "CNAME"),
    "addresses beside a name": record("hostname", undefined, { pets: "addresses" }),
    "a name at the zone's own name": record("hostname", undefined, {}, "example.com"),
  });
});
