// Tests the ledger's texts: what is written is read again, and nothing else is taken for an entry.
import fc from "fast-check";
import {
  entryName,
  entryText,
  fits,
  ownerOf,
  parseEntry,
  routeOfEntry,
  type Entry,
} from "../../../src/model/traffic/ledger";

const since = "2026-11-20T12:00:00.000Z";
const owner = "crossover/prod";
const split = { from: "legacy", to: "blue", percent: 25 };

test.each<[Entry, string]>([
  [{ owner, split, since }, `owner=crossover/prod from=legacy to=blue percent=25 since=${since}`],
  [
    { owner, split: { only: "legacy" }, since, commit: "0123456789ab" },
    `owner=crossover/prod only=legacy since=${since} commit=0123456789ab`,
  ],
  [
    { owner, split: { ...split, percent: 0 }, since, by: "rollback" },
    `owner=crossover/prod from=legacy to=blue percent=0 since=${since} by=rollback`,
  ],
  [
    { owner, split: { ...split, percent: 100 }, since, freed: ["legacy"], retired: true },
    `owner=crossover/prod from=legacy to=blue percent=100 since=${since} freed=legacy retired=yes`,
  ],
  [
    { owner, split: { ...split, percent: 0 }, since, freed: ["blue", "green"] },
    `owner=crossover/prod from=legacy to=blue percent=0 since=${since} freed=blue,green`,
  ],
])("%j is written as %s, and read again", (entry, text) => {
  expect(entryText(entry)).toBe(text);
  expect(parseEntry(text)).toEqual(entry);
});

test("whatever entry is written is read again", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
  const entry: fc.Arbitrary<Entry> = fc.record(
    {
      owner: fc.tuple(label, label).map((names) => names.join("/")),
      split: fc.oneof(
        fc.record({ only: label }),
        fc.record({ from: label, to: label, percent: fc.integer({ min: 0, max: 100 }) }),
      ),
      since: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
        .map((at) => at.toISOString()),
      commit: fc.stringMatching(/^[0-9a-f]{12}$/),
      by: fc.constant("rollback" as const),
      freed: fc.uniqueArray(label, { minLength: 1, maxLength: 2 }).map((ids) => ids.sort()),
      retired: fc.constant(true),
    },
    { requiredKeys: ["owner", "split", "since"] },
  );
  fc.assert(
    fc.property(entry, (one) => {
      const text = entryText(one);
      expect(parseEntry(text)).toEqual(one);
      // What the provider and Route 53 take as it is.
      expect(text).toMatch(/^[ -~]*$/);
      expect(text).not.toMatch(/["\\]/);
    }),
  );
});

test.each([
  "",
  "v=spf1 -all",
  "heritage=external-dns,external-dns/owner=prod",
  `owner=crossover/prod since=${since}`,
  `only=legacy since=${since}`,
  "owner=crossover/prod only=legacy",
  "owner=crossover/prod only=legacy since=yesterday",
  `owner=crossover/prod from=legacy to=blue since=${since}`,
  `owner=crossover/prod from=legacy to=blue percent=101 since=${since}`,
  `owner=crossover/prod from=legacy to=blue percent=2.5 since=${since}`,
  `owner=crossover/prod from=legacy percent=5 since=${since}`,
])("%j is no entry", (text) => {
  expect(parseEntry(text)).toBeUndefined();
});

test("a reader passes over words that it doesn't know", () => {
  expect(parseEntry(`v=2 owner=${owner} only=blue since=${since} colour=red`)).toEqual({
    owner,
    split: { only: "blue" },
    since,
  });
});

test("targets without a share are written in one order, so that nothing changes where none does", () => {
  const of = (freed: string[]) => entryText({ owner, split, since, freed });
  expect(of(["legacy", "blue"])).toBe(of(["blue", "legacy"]));
});

test("a stack is named by its project too", () => {
  expect(ownerOf("crossover", "prod")).toBe(owner);
});

test("a text has 255 bytes at most", () => {
  const bare = Buffer.byteLength(entryText({ owner: "", split, since }));
  const sized = (bytes: number) => fits({ owner: "p".repeat(bytes - bare), split, since });
  expect([sized(255), sized(256)]).toEqual([true, false]);
  expect(fits({ owner, split, since, commit: "0123456789ab", freed: ["legacy"], retired: true })).toBe(true);
  expect(fits({ owner: `${"p".repeat(100)}/${"s".repeat(100)}`, split, since })).toBe(false);
});

test("an entry stands away from the names, so that it hides no wildcard's", () => {
  expect(entryName("api", "example.com")).toBe("api._crossover.example.com");
  expect(routeOfEntry("api._crossover.example.com", "example.com")).toBe("api");
  expect(routeOfEntry("api.example.com", "example.com")).toBeUndefined();
  expect(routeOfEntry("api._crossover.example.org", "example.com")).toBeUndefined();
});
