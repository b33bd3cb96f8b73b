// Tests the one type of a set's records: by what its targets can be named by, and by what the zone holds.
import fc from "fast-check";
import type { AddressKind } from "../../../src/model/legacy/kinds";
import { recordType } from "../../../src/model/traffic/record-type";

function decided(legacy: AddressKind | undefined, held?: string, hostname = "api.example.com") {
  const kinds = { ...(legacy && { legacy }), blue: "alias" as const };
  return recordType({ hostname, domain: "example.com", kinds, held });
}

test.each<[AddressKind | undefined, string | undefined, string]>([
  [undefined, undefined, "A"],
  ["alias", undefined, "A"],
  ["addresses", undefined, "A"],
  ["hostname", undefined, "CNAME"],
  ["alias", "A", "A"],
  ["addresses", "A", "A"],
  ["hostname", "CNAME", "CNAME"],
  // A set that was made for a host's name keeps its type once legacy is gone.
  [undefined, "CNAME", "CNAME"],
  ["alias", "CNAME", "CNAME"],
])("legacy by %s, where the zone holds %s, makes it %s", (legacy, held, type) => {
  expect(decided(legacy, held)).toEqual({ type });
});

test.each<[AddressKind, string, string]>([
  ["hostname", "A", "CNAME"],
  ["addresses", "CNAME", "A"],
  ["alias", "AAAA", "A or CNAME"],
])("legacy by %s can't follow on a set of type %s", (legacy, held, needed) => {
  expect(decided(legacy, held).problem).toEqual({
    rule: "record",
    message: expect.stringContaining(
      `api.example.com has records of type ${held}, and \`legacy\``,
    ) as unknown,
    allowed: `a legacy side that a record of type ${held} can name`,
  });
  expect(decided(legacy, held).problem?.message).toContain(`would need ${needed}: `);
  // The plan goes on with what it would be, to find all problems at once.
  expect(decided(legacy, held).type).toBe(decided(legacy).type);
});

test("the zone's own name can't be a CNAME", () => {
  expect(decided("alias", undefined, "example.com")).toEqual({ type: "A" });
  expect(decided("hostname", undefined, "example.com").problem).toMatchObject({
    rule: "record",
    allowed: "addresses, or a load balancer",
  });
});

test("addresses and a host's name can't be in one set", () => {
  const kinds = { legacy: "addresses", pets: "hostname" } as const;
  const { type, problem } = recordType({
    hostname: "api.example.com",
    domain: "example.com",
    kinds,
  });
  expect(type).toBe("A");
  expect(problem?.message).toContain("`legacy` (addresses) and `pets` (a host's name)");
});

test("whatever is allowed can be written, and stays once it is", () => {
  const kind = fc.constantFrom<AddressKind>("alias", "hostname", "addresses");
  const observations = fc.constantFrom(undefined, "A", "CNAME");
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), kind), observations, (kinds, held) => {
      const question = { hostname: "api.example.com", domain: "example.com", kinds, held };
      const { type, problem } = recordType(question);
      if (problem) return;
      const forbidden = type === "A" ? "hostname" : "addresses";
      expect(Object.values(kinds)).not.toContain(forbidden);
      expect(recordType({ ...question, held: type })).toEqual({ type });
    }),
  );
});
