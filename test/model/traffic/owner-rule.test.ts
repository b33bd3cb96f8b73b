// Tests whose a name is, and that a state which isn't the newest is found.
import type { Entry } from "../../../src/model/traffic/ledger";
import { checkAdoptedZone, checkZone } from "../../../src/model/traffic/owner-rule";
import { planTraffic } from "../../../src/model/traffic/plan";
import { toSplit, weightsOf } from "../../../src/model/traffic/split";
import type { Subject, TrafficRequest } from "../../../src/model/traffic/types";
import type { Written } from "../../../src/model/traffic/written";
import type { TrafficValue } from "../../../src/schema/stack/traffic";

const now = new Date("2026-11-20T12:00:00Z");
const pace = { bake: 1, soak: 1, concurrent: 5, ttl: 60 };
const owner = "crossover/prod";
const entry = (value: TrafficValue, more: Partial<Entry> = {}): Entry => ({
  owner,
  split: toSplit(value, "blue"),
  since: "2026-11-01T12:00:00.000Z",
  ...more,
});

/** A route that stands where it is asked to be. */
function route(value: TrafficValue, more: Partial<Subject> = {}, key = "api"): Subject {
  const split = toSplit(value, "blue");
  return {
    key,
    service: "monolith",
    kind: "route",
    hasLegacy: true,
    ladder: [0, 5, 25, 50, 100],
    desired: split,
    hostname: `${key}.example.com`,
    observed: { kind: "set", weights: weightsOf(split) },
    entry: entry(value),
    after: [],
    ...more,
  };
}

/** A state that has these weights of each route. */
function written(weights: Record<string, Record<string, number>>): Written {
  return {
    empty: Object.keys(weights).length === 0,
    zones: [],
    entries: [],
    checks: [],
    weights: Object.entries(weights).flatMap(([key, targets]) =>
      Object.entries(targets).map(([target, weight]) => ({
        urn: `urn:${key}-${target}`,
        hostname: `${key}.example.com`,
        target,
        weight,
        zoneId: "Z1",
      })),
    ),
  };
}

function problems(subjects: Subject[], state?: Written, more: Partial<TrafficRequest> = {}) {
  const request = {
    ...{ subjects, pace, cluster: "blue", known: ["legacy", "blue"], owner, now, written: state },
    ...more,
  };
  return planTraffic(request).problems;
}

test("a name of another stack is refused by the name of that stack, even without a move", () => {
  expect(problems([route(25, { entry: entry(25, { owner: "crossover/other" }) })])).toEqual([
    {
      rule: "owner",
      path: "crossover:traffic.api",
      message: "api belongs to crossover/other, as the zone's ledger says, and this is crossover/prod",
      allowed:
        "let it go there (`crossover:retired: [api]`), or give it another name here; " +
        "or, if it is to be this stack's, `crossover:takeOver: [api]` here",
    },
  ]);
});

test("of another stack's name the state isn't asked", () => {
  const theirs = route(25, { entry: entry(25, { owner: "crossover/other" }) });
  const rules = problems([theirs], written({ web: at25 })).map(({ rule }) => rule);
  expect(rules).toEqual(["owner"]);
});

test("an entry that can't be read is refused, since it says nothing of whose the name is", () => {
  expect(problems([route(25, { entry: { unreadable: "a note" } })])).toMatchObject([
    { rule: "owner", allowed: "remove that TXT record, and the next update writes it anew" },
  ]);
});

test.each<[string, Partial<Subject>]>([
  ["another stack's", { entry: entry(25, { owner: "crossover/other" }) }],
  ["unreadable", { entry: { unreadable: "a note" } }],
])("an entry that is %s is taken over where it is asked for", (_, more) => {
  expect(problems([route(25, { ...more, takenOver: true })], written({}))).toEqual([]);
});

const at25 = { legacy: 75, blue: 25 };
test.each<[string, Subject, Written]>([
  ["has it as the zone does", route(25), written({ api: at25 })],
  [
    "is older, because a rollback went past it",
    route(0, { entry: entry(0, { by: "rollback" }) }),
    written({ api: at25 }),
  ],
  [
    "is ahead of the ledger, whose update was stopped",
    route(25, { entry: entry(5) }),
    written({ api: at25 }),
  ],
  [
    "doesn't know a record that the ledger doesn't either: its update was stopped",
    route(0, { entry: entry("legacy") }),
    written({ api: { legacy: 100 } }),
  ],
  ["has a record that is gone", route("kubernetes"), written({ api: { legacy: 0, blue: 100 } })],
  [
    "doesn't know a record of the ledger that is gone from the zone",
    route("legacy", { entry: entry(0) }),
    written({ api: { legacy: 100 } }),
  ],
  [
    "has nothing of a worker, which has no records",
    route("legacy", { kind: "consumers", hostname: undefined, observed: undefined, entry: undefined }),
    written({}),
  ],
  [
    "has other things, of a first update that was stopped",
    route(25, { entry: undefined }),
    written({ web: at25 }),
  ],
])("a state is the newest that %s", (_, subject, state) => {
  expect(problems([subject], state)).toEqual([]);
});

test("without an answer about the state nothing is said of it", () => {
  expect(problems([route(25)])).toEqual([]);
});

test("an empty state beside records is lost: all names at once, with the ways back", () => {
  const subjects = [route(25), route(5, { entry: undefined }, "web"), route("legacy", {}, "app")];
  expect(problems(subjects, written({}))).toEqual([
    {
      rule: "state",
      path: "crossover:traffic",
      message: "the zone has records of api, web, app that this stack has made, and its state is empty",
      allowed:
        "bring the newest state back (`pulumi stack import --file FILE`, from your backend's history or backups); " +
        "or, if it is lost for good, `crossover:takeOver: [api, web, app]` to go on with the records as they are",
    },
  ]);
});

test("a state from before the records is as good as lost", () => {
  expect(problems([route(25)], written({ web: at25 }))).toMatchObject([
    {
      rule: "state",
      message: expect.stringContaining("doesn't know them: it is older than they are") as string,
    },
  ]);
});

test("a state from before the last step is refused, with the command that brings it up", () => {
  expect(problems([route(25)], written({ api: { legacy: 95, blue: 5 } }))).toMatchObject([
    {
      rule: "state",
      message:
        "the state is older than the last update of api.example.com: the zone and its ledger agree, and the state says otherwise",
      allowed: expect.stringContaining(
        "`pulumi refresh --target 'urn:api-legacy' --target 'urn:api-blue'`",
      ) as string,
    },
  ]);
});

test("a state from before the last step of two names is told both", () => {
  const at5 = { legacy: 95, blue: 5 };
  const { message } = problems([route(25), route(25, {}, "web")], written({ api: at5, web: at5 }))[0]!;
  expect(message).toContain("the last update of api.example.com, web.example.com: ");
});

test("a state is not older where the zone and the ledger agree on one side alone: the last update was killed", () => {
  const killed = { kind: "set" as const, weights: { legacy: 95, blue: 25 } };
  const subject = route(5, { observed: killed, entry: entry(5) });
  const found = problems([subject], written({ api: { legacy: 95, blue: 5 } }));
  expect(found).toMatchObject([
    { message: expect.stringContaining("doesn't know what is there now") as string },
  ]);
});

describe("a public zone of the name that the stack would make one of", () => {
  const state = (...zones: string[]) => ({ ...written({}), zones });
  const zone = (...types: string[]) => ({
    id: "Z1",
    records: types.map((type) => ({ name: "example.com.", type })),
  });

  test.each([
    ["isn't there", undefined, state()],
    ["is the stack's own", zone("NS", "SOA", "A"), state("Z1")],
    ["was made by a first update that was stopped", zone("NS", "SOA"), state()],
  ])("is fine where it %s", (_, seen, known) => {
    expect(checkZone("example.com", seen, known)).toEqual([]);
  });

  test("is refused where it is the stack's own and would only be looked up from now on", () => {
    expect(checkAdoptedZone("example.com", undefined, state())).toEqual([]);
    expect(checkAdoptedZone("example.com", zone("NS"), state("Z2"))).toEqual([]);
    expect(checkAdoptedZone("example.com", zone("NS"), state("Z1"))).toMatchObject([
      { rule: "state", path: "crossover:zone", allowed: "`{ create: example.com }`" },
    ]);
  });

  test("is refused where the state doesn't have it, with the ways on", () => {
    expect(checkZone("example.com", zone("NS", "SOA", "TXT"), state("Z2"))).toEqual([
      {
        rule: "state",
        path: "crossover:zone",
        message:
          "there is a public zone example.com (Z1), and this stack's state has none: a second one beside it would never be asked",
        allowed:
          "`{ adopt: example.com }` if something else made it; if this stack did, bring its newest state back " +
          "(`pulumi stack import --file FILE`, from your backend's history or backups)",
      },
    ]);
  });
});

describe("what the engine would leave as it is, because its state has it so", () => {
  const by = (percent: number, more: Partial<Subject> = {}) =>
    route(5, {
      observed: { kind: "set", weights: { legacy: 100 - percent, blue: percent } },
      entry: entry(5),
      ...more,
    });
  const at5 = written({ api: { legacy: 95, blue: 5 } });

  test("is refused, with what lets the state learn of it", () => {
    expect(problems([by(25)], at5)).toEqual([
      {
        rule: "state",
        path: "crossover:traffic",
        message:
          "the state doesn't know what is there now: the zone holds other weights for api.example.com, " +
          "which the engine would leave as they are",
        allowed:
          "`crossover up`, which lets it learn that first; or `pulumi refresh --target 'urn:api-legacy' --target 'urn:api-blue'`",
      },
    ]);
  });

  test.each<[string, Subject, Written, Partial<TrafficRequest>]>([
    ["the state learns of it first", by(25), at5, { reconciled: true }],
    ["the zone holds it", by(5), at5, {}],
    ["the engine will write it", by(25), written({ api: { legacy: 75, blue: 25 } }), {}],
    ["the record is gone, and the engine fails", by(25), written({}), {}],
  ])("is no matter where %s", (_, subject, state, more) => {
    const found = problems([subject], state, more).filter(({ message }) =>
      message.includes("leave as they are"),
    );
    expect(found).toEqual([]);
  });

  const gone = { state: "unhealthy" as const, reason: "it is gone", gone: "check-1" };
  const checks = [
    { urn: "urn:api-blue-health", id: "check-1" },
    { urn: "urn:api-legacy-health", id: "check-2" },
  ];

  test("are health checks too, which records can't be written without", () => {
    expect(problems([by(5, { health: { blue: gone } })], { ...at5, checks })).toMatchObject([
      {
        message:
          "the state doesn't know what is there now: health checks that records name are gone: check-1",
        allowed: expect.stringContaining("`pulumi refresh --target 'urn:api-blue-health'`"),
      },
    ]);
  });

  test("is told all at once: of every name, and of every check", () => {
    const legacy = { ...gone, gone: "check-2" };
    const web = { hostname: "web.example.com", key: "web" };
    const subjects = [by(25, { health: { legacy, blue: gone } }), by(25, web)];
    const state = written({ api: { legacy: 95, blue: 5 }, web: { legacy: 95, blue: 5 } });
    expect(problems(subjects, { ...state, checks })).toMatchObject([
      {
        message:
          "the state doesn't know what is there now: the zone holds other weights for api.example.com, web.example.com, " +
          "which the engine would leave as they are; health checks that records name are gone: check-1, check-2",
      },
    ]);
  });

  test("but not one that the state doesn't have either", () => {
    expect(problems([by(5, { health: { blue: gone } })], at5)).toEqual([]);
    const { gone: _, ...there } = gone;
    expect(problems([by(5, { health: { blue: there } })], { ...at5, checks })).toEqual([]);
    expect(problems([by(5, { health: { blue: gone } })], { ...at5, checks }, { reconciled: true })).toEqual(
      [],
    );
  });
});
