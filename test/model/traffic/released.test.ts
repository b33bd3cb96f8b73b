// Tests which routes may become simple records, and what is refused of those that are.
import fc from "fast-check";
import { entryText, type Entry } from "../../../src/model/traffic/ledger";
import { planTraffic } from "../../../src/model/traffic/plan";
import { planRelease, type ReleaseQuestion } from "../../../src/model/traffic/released";
import { toSplit, type Split } from "../../../src/model/traffic/split";
import type { Subject } from "../../../src/model/traffic/types";
import { readZone, type ZoneRecord } from "../../../src/model/traffic/zone-records";

const owner = "crossover/prod";
const hostname = "api.example.com";
const weighted = (weights: Record<string, number>, type = "A"): ZoneRecord[] =>
  Object.entries(weights).map(([id, weight]) => ({
    ...{ name: `${hostname}.`, type, setIdentifier: id, weight },
    alias: `${id}.elb.amazonaws.com.`,
  }));
const simple = (alias: string, type = "A"): ZoneRecord => ({ name: `${hostname}.`, type, alias });
const originOf = (id: string): ZoneRecord => ({
  name: `api.${id}.example.com.`,
  type: "A",
  alias: `${id}.elb.amazonaws.com.`,
});
const origins = [originOf("legacy"), originOf("blue")];
const ledger = (split: Split, more: Partial<Entry> = {}): ZoneRecord => ({
  name: "api._crossover.example.com.",
  type: "TXT",
  values: [entryText({ owner, split, since: "2026-11-01T12:00:00.000Z", ...more })],
});
const only = (id: string) => ({ only: id });

function asked(records: readonly ZoneRecord[], more: Partial<ReleaseQuestion> = {}): ReleaseQuestion {
  return {
    ...{ key: "api", domain: "example.com", owner, targets: ["legacy", "blue", "green"], cluster: "blue" },
    ...{ records, desired: only("blue"), retired: false, known: true },
    ...more,
  };
}

const finished = [...weighted({ blue: 100 }), ledger(only("blue")), ...origins];

test.each<[string, readonly ZoneRecord[], Partial<ReleaseQuestion>, object]>([
  ["the cluster alone", finished, {}, { kind: "write", side: "blue" }],
  [
    "legacy alone",
    [...weighted({ legacy: 100 }), ledger(only("legacy"))],
    { desired: only("legacy") },
    { kind: "write", side: "legacy" },
  ],
  [
    "the second of two clusters",
    [...weighted({ green: 100 }), ledger(only("green"))],
    { desired: only("green") },
    { kind: "write", side: "green" },
  ],
  [
    "a set of CNAMEs",
    [...weighted({ blue: 100 }, "CNAME"), ledger(only("blue"))],
    {},
    { kind: "write", side: "blue" },
  ],
  [
    "an AAAA of the same side beside it",
    [...finished, ...weighted({ blue: 1 }, "AAAA")],
    {},
    { kind: "write", side: "blue" },
  ],
  [
    "a simple AAAA beside it, which stays as it is",
    [...finished, simple("x", "AAAA")],
    {},
    { kind: "write", side: "blue" },
  ],
  [
    "an older stack without a ledger, whose state knows it",
    weighted({ blue: 100 }),
    {},
    { kind: "write", side: "blue" },
  ],
  ["the file first", finished, { released: "blue", desired: only("blue") }, { kind: "write", side: "blue" }],
  [
    "what has been written",
    [simple("blue.elb.amazonaws.com"), ...origins],
    { known: false },
    { kind: "written", side: "blue" },
  ],
  [
    "what has been written of CNAMEs, whose origin names are aliases",
    [{ name: hostname, type: "CNAME", values: ["BLUE.elb.amazonaws.com"] }, ...origins],
    {},
    { kind: "written", side: "blue" },
  ],
  ["a record that is gone by now", [], { released: "blue" }, { kind: "elsewhere", side: "blue" }],
  [
    "a record that names something else by now",
    [simple("elsewhere.example.net"), ...origins],
    { released: "blue" },
    { kind: "elsewhere", side: "blue" },
  ],
])("%s: released, or already", (_, records, more, expected) => {
  expect(planRelease(asked(records, more))).toEqual(expected);
});

test.each<[string, readonly ZoneRecord[], Partial<ReleaseQuestion>, string, string]>([
  ["no record", [], {}, "released", "the zone has no records of api.example.com"],
  ["a split", weighted({ legacy: 75, blue: 25 }), {}, "released", "api is split: legacy 75 %, blue 25 %"],
  ["all zero, which is all equal", weighted({ legacy: 0, blue: 0 }), {}, "released", "api is split"],
  ["legacy on standby", weighted({ legacy: 0, blue: 100 }), {}, "released", "legacy stands by"],
  ["the cluster on standby", weighted({ legacy: 100, blue: 0 }), {}, "released", "blue stands by"],
  ["three sides", weighted({ legacy: 0, blue: 50, green: 50 }), {}, "released", "api is split"],
  [
    "another stack's",
    [...weighted({ blue: 100 }), ledger(only("blue"), { owner: "crossover/other" })],
    {},
    "owner",
    "api belongs to crossover/other",
  ],
  [
    "an entry that is none",
    [...weighted({ blue: 100 }), { name: "api._crossover.example.com", type: "TXT", values: ["a note"] }],
    {},
    "owner",
    'can\'t be read: "a note"',
  ],
  ["nobody's set", weighted({ blue: 100 }), { known: false }, "owner", "neither the ledger nor the state"],
  ["a lost state", finished, { known: false }, "state", "its state doesn't know them"],
  [
    "a cluster that is gone",
    [...weighted({ red: 100 }), ledger(only("red"))],
    {},
    "cluster",
    "api is on red, which this stack doesn't have",
  ],
  [
    "a last update that was stopped",
    [...weighted({ blue: 100 }), ledger({ from: "legacy", to: "blue", percent: 100 })],
    {},
    "unfinished",
    "its last update was stopped",
  ],
  ["a wish for more", finished, { desired: toSplit(100, "blue") }, "released", "asks for something else"],
  ["another side in the file", finished, { released: "legacy" }, "released", "asks for something else"],
  ["a name that goes", finished, { retired: true }, "retired", "the next update may delete it"],
  [
    "an AAAA of another side beside it",
    [...finished, ...weighted({ legacy: 100 }, "AAAA")],
    {},
    "record",
    "of type AAAA of other sides than blue",
  ],
  [
    "another program's simple record",
    [simple("elsewhere.example.net"), ...origins],
    {},
    "owner",
    "didn't write it",
  ],
  [
    "records by another policy",
    [{ name: hostname, type: "A", setIdentifier: "eu", alias: "blue.elb.amazonaws.com" }, ...origins],
    {},
    "owner",
    "didn't write it",
  ],
])("%s: refused", (_, records, more, rule, words) => {
  expect(planRelease(asked(records, more))).toEqual({
    refused: {
      rule,
      message: expect.stringContaining(words) as string,
      allowed: expect.stringMatching(/./) as string,
    },
  });
});

/** The zone once the batch is through. */
const batch = (records: readonly ZoneRecord[]): ZoneRecord[] =>
  records
    .filter(({ type }) => type !== "TXT")
    .map(({ setIdentifier: _, weight: __, healthCheckId: ___, ...rest }) => rest);

const side = fc.constantFrom("legacy", "blue", "green");
const weights = fc.dictionary(side, fc.integer({ min: 0, max: 255 }), { minKeys: 1, maxKeys: 3 });

test("whatever the zone holds, only what answers alone is released, and once it has been, it goes on from there", () => {
  fc.assert(
    fc.property(
      ...([weights, side, fc.option(side, { nil: undefined }), fc.boolean()] as const),
      (held, wanted, beside, file) => {
        const all = ["legacy", "blue", "green"].map(originOf);
        const records = [
          ...weighted(held),
          ...(beside === undefined ? [] : weighted({ [beside]: 1 }, "AAAA")),
          ledger(only(wanted)),
          ...all,
        ];
        const question = asked(records, { desired: only(wanted), ...(file && { released: wanted }) });
        const release = planRelease(question);
        const may = Object.keys(held).length === 1 && wanted in held && [undefined, wanted].includes(beside);
        expect("kind" in release).toBe(may);
        if (!("kind" in release)) return;
        expect(release).toEqual({ kind: "write", side: wanted });
        for (const released of [undefined, wanted])
          for (const known of [true, false])
            expect(planRelease({ ...question, records: batch(records), released, known })).toEqual({
              kind: "written",
              side: wanted,
            });
      },
    ),
  );
});

/** What a preview finds of a route that the stack file says is released. */
function previewed(records: readonly ZoneRecord[], inState: readonly string[], more: Partial<Subject> = {}) {
  const zone = readZone(records, "example.com");
  const urn = "urn:pulumi:prod::crossover::aws:route53/record:Record::monolith-api-";
  const subject: Subject = {
    ...{ key: "api", service: "monolith", kind: "route", hasLegacy: true, ladder: [0, 100], after: [] },
    ...{ desired: only("blue"), hostname, released: true },
    observed: zone.observed("api"),
    entry: zone.entry("api"),
    namesSide: zone.namesSide("api", ["blue", "legacy"]),
    ...more,
  };
  const { subjects, problems } = planTraffic({
    subjects: [subject],
    pace: { bake: 1, soak: 1, concurrent: 1, ttl: 60 },
    ...{ cluster: "blue", known: ["legacy", "blue"], owner, now: new Date("2026-11-20T12:00:00Z") },
    written: {
      ...{ empty: false, checks: [], zones: [] },
      weights: inState
        .filter((id) => id !== "ledger")
        .map((target) => ({ urn: urn + target, hostname, target, weight: 100, zoneId: "Z1" })),
      entries: inState.includes("ledger") ? [{ urn: `${urn}ledger`, hostname }] : [],
    },
  });
  return { plan: subjects[0]!, rules: problems.map(({ rule, message }) => [rule, message] as const) };
}

const done = batch(finished);

test("a released route stays where it is, without records, ledger or next step, and may be anybody's by now", () => {
  const { plan, rules } = previewed(done, []);
  expect(rules).toEqual([]);
  expect(plan).toMatchObject({
    released: true,
    moves: false,
    weights: { blue: 100 },
    free: [],
    value: "kubernetes",
  });
  expect([plan.entry, plan.next, plan.first]).toEqual([undefined, undefined, undefined]);
  // Its owner may let it name something else, take it away, or give it to another stack.
  for (const records of [
    [simple("elsewhere.example.net"), ...origins],
    origins,
    [...weighted({ green: 100 }), ledger(only("green"), { owner: "crossover/other" }), ...origins],
  ])
    expect(previewed(records, []).rules).toEqual([]);
  expect(
    previewed(done, [], { recorded: { value: "kubernetes", since: "2026-11-01T00:00:00Z" } }).plan.since,
  ).toEqual(new Date("2026-11-01T00:00:00Z"));
});

test.each<[string, readonly ZoneRecord[], readonly string[], Partial<Subject>, string, string]>([
  ["a state that has the record", done, ["blue"], {}, "released", "the state still has"],
  ["a state that has the ledger alone", done, ["ledger"], {}, "released", "the state still has"],
  [
    "a zone that has the set",
    finished,
    ["blue", "ledger"],
    {},
    "released",
    "has weighted records in the zone",
  ],
  [
    "a zone that has the set, and a lost state",
    finished,
    [],
    {},
    "released",
    "has weighted records in the zone",
  ],
  ["another side than the record's", done, [], { desired: only("legacy") }, "released", "names `blue`"],
  [
    "a name that goes while its record is there",
    done,
    [],
    { retired: true },
    "retired",
    "lose its protection",
  ],
])("%s is refused of a released route", (_, records, inState, more, rule, words) => {
  expect(previewed(records, inState, more).rules).toEqual([[rule, expect.stringContaining(words)]]);
});

test("a name that is retired may lose its protection once its record is gone, or names something else", () => {
  for (const records of [origins, [simple("elsewhere.example.net"), ...origins]]) {
    const { plan, rules } = previewed(records, [], { retired: true });
    expect([plan.retired, rules]).toEqual([true, []]);
  }
});

test("a simple record that names what a side does, and that the file doesn't know of, is told from a foreign one", () => {
  const { rules } = previewed(done, [], { released: false });
  expect(rules).toEqual([
    ["released", expect.stringContaining("has been released, and the stack file doesn't say so")],
  ]);
  expect(previewed([simple("elsewhere.example.net"), ...origins], [], { released: false }).rules).toEqual([
    ["owner", expect.stringContaining("has a simple A record")],
  ]);
});
