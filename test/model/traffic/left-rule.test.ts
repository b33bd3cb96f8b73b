// Tests rule 11: which names may leave, and what each that may not is told.
import { entryText, type Entry } from "../../../src/model/traffic/ledger";
import { checkLeft, type Past } from "../../../src/model/traffic/left-rule";
import type { ZoneRecord } from "../../../src/model/traffic/zone-records";

const owner = "crossover/prod";
const entry = (more: Partial<Entry> = {}): string =>
  entryText({ owner, split: { only: "legacy" }, since: "2026-11-01T12:00:00.000Z", ...more });
const set = (name: string): ZoneRecord[] => [
  { name: `${name}.`, type: "A", setIdentifier: "legacy", weight: 100 },
];
const ledger = (route: string, text: string): ZoneRecord => ({
  name: `${route}._crossover.example.com.`,
  type: "TXT",
  values: [text],
});
const written = (hostname: string, name: string, zoneId = "Z1") => ({
  urn: `urn:pulumi:prod::crossover::aws:route53/record:Record::${name}`,
  hostname,
  target: "legacy",
  weight: 100,
  zoneId,
});

/** A stack whose service `store` had the route `shop`, and has none now. */
function past(more: Partial<Past> = {}): Past {
  return {
    subjects: [],
    domain: "example.com",
    zone: { id: "Z1", records: [...set("shop.example.com"), ledger("shop", entry())] },
    otherZones: [],
    written: {
      empty: false,
      entries: [],
      checks: [],
      zones: [],
      weights: [written("shop.example.com", "store-shop-legacy")],
    },
    owner,
    retired: [],
    ...more,
  };
}
const own = (key: string, service = "store") => ({ key, service, hostname: `${key}.example.com` });

test("a name that a route has stays", () => {
  const stays = { problems: [], gone: [] };
  expect(checkLeft(past({ subjects: [own("shop")] }))).toEqual(stays);
  // Of an older stack, whose names have no entries yet.
  const zone = { id: "Z1", records: set("shop.example.com") };
  expect(checkLeft(past({ subjects: [own("shop")], zone }))).toEqual(stays);
  // Beside a worker, which has no name.
  expect(checkLeft(past({ subjects: [{ key: "mailer", service: "mailer" }, own("shop")] }))).toEqual(stays);
});

test("a name that no route has any more is refused while it answers", () => {
  expect(checkLeft(past({ subjects: [own("store")] }))).toEqual({
    gone: [],
    problems: [
      {
        rule: "retired",
        path: "crossover:retired",
        message: "shop.example.com answers, and no route names it any more: its records would be deleted",
        allowed:
          "put the route back; to let the name go, name it in `crossover:retired: [shop]` and run `pulumi up`, then take the route away",
      },
    ],
  });
});

test("a mistyped name is told the one that is meant", () => {
  const { problems } = checkLeft(past({ retired: ["shp"] }));
  expect(problems[0]!.message).toContain("did you mean `shp`");
});

test("every name is told, whether the state or only the ledger knows it", () => {
  const zone = {
    id: "Z1",
    records: [...set("shop.example.com"), ...set("web.example.com"), ledger("web", entry())],
  };
  const { problems } = checkLeft(past({ zone }));
  expect(problems.map(({ message }) => message.split(" ")[0])).toEqual([
    "web.example.com",
    "shop.example.com",
  ]);
});

test.each<[string, Past["written"]["weights"]]>([
  ["the state knows", [written("shop.example.com", "store-shop-legacy")]],
  ["only the ledger knows", []],
])("a name that %s is in the stack's zone, whatever other zones the state has records in", (_, weights) => {
  const otherZones = [{ id: "Z9", records: set("shop.example.com") }];
  const { problems } = checkLeft(past({ otherZones, written: { ...past().written, weights } }));
  expect(problems).toMatchObject([
    { message: expect.stringContaining("no route names it any more") as string },
  ]);
});

test("a name with records in another zone too is refused by those", () => {
  const records = [...set("shop.example.com"), ...set("shop.example.com")];
  const weights = ["Z1", "Z9"].map((id) => written("shop.example.com", "store-shop-legacy", id));
  const { problems } = checkLeft(
    past({ otherZones: [{ id: "Z9", records }], written: { ...past().written, weights } }),
  );
  expect(problems).toMatchObject([{ allowed: expect.stringContaining("put the zone back") as string }]);
});

test.each<[string, Partial<Past>]>([
  [
    "of another stack",
    {
      zone: {
        id: "Z1",
        records: [...set("web.example.com"), ledger("web", entry({ owner: "crossover/x" }))],
      },
    },
  ],
  ["that doesn't answer any more", { zone: { id: "Z1", records: [ledger("shop", entry())] } }],
  ["in a zone that is gone", { zone: undefined }],
])("a name %s is nobody's to keep here", (_, more) => {
  expect(checkLeft(past(more))).toEqual({ problems: [], gone: [] });
});

test.each([["shop"], ["shop.example.com"]])("listed as %s, it goes once an update has let it go", (name) => {
  const freed = { id: "Z1", records: [...set("shop.example.com"), ledger("shop", entry({ retired: true }))] };
  expect(checkLeft(past({ retired: [name], zone: freed }))).toEqual({
    problems: [],
    gone: ["shop.example.com"],
  });
  expect(checkLeft(past({ retired: [name] })).problems).toMatchObject([
    {
      allowed:
        "put the route back and run `pulumi up` once with `crossover:retired: [shop]`, then take the route away",
    },
  ]);
});

test("where the entry went first, in an update that was stopped, the rest follows", () => {
  const zone = { id: "Z1", records: set("shop.example.com") };
  expect(checkLeft(past({ retired: ["shop"], zone })).gone).toEqual(["shop.example.com"]);
});

test("a name that another service has now is refused, listed or not: its new records would be deleted with the old", () => {
  for (const retired of [[], ["shop"]]) {
    const { problems } = checkLeft(past({ subjects: [own("shop", "checkout")], retired }));
    expect(problems).toMatchObject([
      { allowed: "give the route back, add one of another name to checkout, shift that, and retire `shop`" },
    ]);
  }
});

test("another domain is refused while the names of the old one answer", () => {
  const { problems } = checkLeft(
    past({
      domain: "example.org",
      subjects: [{ key: "shop", service: "store", hostname: "shop.example.org" }],
      zone: { id: "Z2", records: [] },
      otherZones: [{ id: "Z1", records: set("shop.example.com") }],
      retired: ["shop", "shop.example.com"],
    }),
  );
  expect(problems).toMatchObject([
    {
      message:
        "shop.example.com answers, and the stack's zone is example.org now: its records would be deleted",
      allowed: expect.stringContaining("put the zone back") as string,
    },
  ]);
});
