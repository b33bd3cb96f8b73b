// Tests how far a version is from the end of its support, day by day.
import fc from "fast-check";
import type { SupportDates } from "../../../src/schema/versions";
import {
  daysUntil,
  hasLeft,
  lookUp,
  newestWith,
  nextSupported,
  supportOf,
} from "../../../src/model/versions/support";

const dates = { standardUntil: "2026-12-02", extendedUntil: "2027-12-02" };

test.each<[string, object]>([
  ["2026-09-02T23:59:59Z", { stage: "standard" }],
  ["2026-09-03T00:00:00Z", { stage: "ending", on: "2026-12-02", days: 90 }],
  ["2026-11-29T12:00:00Z", { stage: "ending", on: "2026-12-02", days: 3 }],
  ["2026-12-01T23:59:59Z", { stage: "ending", on: "2026-12-02", days: 1 }],
  ["2026-12-02T00:00:00Z", { stage: "extended", since: "2026-12-02", until: "2027-12-02" }],
  ["2027-12-01T23:59:59Z", { stage: "extended", since: "2026-12-02", until: "2027-12-02" }],
  ["2027-12-02T00:00:00Z", { stage: "ended", on: "2027-12-02" }],
])("at %s it is %j", (moment, expected) => {
  expect(supportOf(dates, new Date(moment))).toEqual(expected);
});

test("without extended support it stays without any, and an end that isn't announced doesn't come", () => {
  const late = new Date("2040-01-01");
  expect(supportOf({ standardUntil: "2026-06-30" }, late)).toEqual({
    stage: "extended",
    since: "2026-06-30",
  });
  expect(supportOf({ standardUntil: "unannounced" }, late)).toEqual({ stage: "standard" });
});

test("a life never goes back", () => {
  const order = ["standard", "ending", "extended", "ended"];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (one, other) => {
      const [first, second] = [one, other]
        .sort((a, b) => a - b)
        .map((hours) => {
          return supportOf(dates, new Date(Date.parse("2026-08-01") + hours * 7_200_000)).stage;
        });
      expect(order.indexOf(first!)).toBeLessThanOrEqual(order.indexOf(second!));
    }),
    { seed: 20 },
  );
});

test("days are counted up to the beginning of the last", () => {
  expect(daysUntil("2026-12-02", new Date("2026-12-02T00:00:00Z"))).toBe(0);
  expect(daysUntil("2026-12-02", new Date("2026-12-03T01:00:00Z"))).toBe(-1);
});

const table: Record<string, SupportDates> = {
  "9.6": { standardUntil: "2022-01-01" },
  "14": { standardUntil: "2027-01-01" },
  "15": { standardUntil: "2028-01-01" },
  "16": { standardUntil: "unannounced" },
};
const now = new Date("2026-11-29");

test("versions are ordered by number, and what the table lacks is older, or not known yet", () => {
  expect(lookUp(table, "14")).toMatchObject({ known: "listed" });
  expect(lookUp(table, "9.5")).toEqual({ known: "older", oldest: "9.6" });
  expect(lookUp(table, "17")).toEqual({ known: "not yet", newest: "16" });
});

test("the next is the oldest with time left, and the newest the one that is asked for with most", () => {
  expect(nextSupported(table, "9.6", now)).toBe("15");
  expect(nextSupported(table, "16", now)).toBeUndefined();
  expect(newestWith(table, 180, now)).toBe("16");
  expect(newestWith({ "9.6": table["9.6"]!, "14": table["14"]! }, 180, now)).toBe("14");
  expect(hasLeft(table["15"]!, 398, now)).toBe(true);
  expect(hasLeft(table["15"]!, 399, now)).toBe(false);
});
