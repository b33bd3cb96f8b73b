// Tests the one type of a set's records: by what its targets can be named by, and by what the zone holds.
import fc from "fast-check";
import type { AddressKind } from "../../../src/model/legacy/kinds";
import type { Observed } from "../../../src/model/traffic/observed";
import { recordType } from "../../../src/model/traffic/record-type";

const none: Observed = { kind: "none" };
const set = (type: string): Observed => ({ kind: "set", type, weights: { legacy: 100 } });

function decided(legacy: AddressKind | undefined, observed: Observed = none, hostname = "api.example.com") {
  const kinds = { ...(legacy && { legacy }), blue: "alias" as const };
  return recordType({ hostname, domain: "example.com", kinds, observed });
}

test.each<[AddressKind | undefined, Observed, string]>([
  [undefined, none, "A"],
  ["alias", none, "A"],
  ["addresses", none, "A"],
  ["hostname", none, "CNAME"],
  ["alias", set("A"), "A"],
  ["addresses", set("A"), "A"],
  ["hostname", set("CNAME"), "CNAME"],
  // A set that was made for a host's name keeps its type once legacy is gone.
  [undefined, set("CNAME"), "CNAME"],
  ["alias", set("CNAME"), "CNAME"],
  // What is no set is another rule's to refuse.
  ["alias", { kind: "simple", type: "CNAME" }, "A"],
])("legacy by %s, where the zone holds %j, makes it %s", (legacy, observed, type) => {
  expect(decided(legacy, observed)).toEqual({ type });
});

test.each<[AddressKind, string, string]>([
  ["hostname", "A", "CNAME"],
  ["addresses", "CNAME", "A"],
])("legacy by %s can't follow on a set of type %s", (legacy, held, needed) => {
  expect(decided(legacy, set(held)).problem).toEqual({
    rule: "record",
    message: expect.stringContaining(
      `api.example.com has records of type ${held}, and \`legacy\``,
    ) as unknown,
    allowed: `a legacy side that a record of type ${held} can name`,
  });
  expect(decided(legacy, set(held)).problem?.message).toContain(`would need ${needed}`);
});

test("the zone's own name can't be a CNAME", () => {
  expect(decided("alias", none, "example.com")).toEqual({ type: "A" });
  expect(decided("hostname", none, "example.com").problem).toMatchObject({
    rule: "record",
    allowed: "addresses, or a load balancer",
  });
});

test("addresses and a host's name can't be in one set", () => {
  const kinds = { legacy: "addresses", pets: "hostname" } as const;
  const { problem } = recordType({
    hostname: "api.example.com",
    domain: "example.com",
    kinds,
    observed: none,
  });
  expect(problem?.message).toContain("`legacy` (addresses) and `pets` (a host's name)");
});

test("whatever is allowed can be written, and stays once it is", () => {
  const kind = fc.constantFrom<AddressKind>("alias", "hostname", "addresses");
  const observations = fc.constantFrom(none, set("A"), set("CNAME"));
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), kind), observations, (kinds, observed) => {
      const question = { hostname: "api.example.com", domain: "example.com", kinds, observed };
      const { type, problem } = recordType(question);
      if (problem) return;
      const forbidden = type === "A" ? "hostname" : "addresses";
      expect(Object.values(kinds)).not.toContain(forbidden);
      expect(recordType({ ...question, observed: set(type) })).toEqual({ type });
    }),
  );
});
