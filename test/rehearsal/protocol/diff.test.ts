// Tests the changes that an update shows, and those that replace.
import fc from "fast-check";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { diffInputs } from "../../../src/rehearsal/protocol/diff";
import { signatureKey, unknown } from "../../../src/rehearsal/protocol/values";

const shown = (olds: Properties, news: Properties, replaceOn?: string[]): Record<string, string> =>
  Object.fromEntries(
    [...diffInputs(olds, news, replaceOn)].map(([path, { kind, replace }]) => [
      path,
      replace ? `${kind}, replace` : kind,
    ]),
  );

test.each<[string, Properties, Properties, string[], Record<string, string>]>([
  ["nothing", { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, ["a"], {}],
  ["null as absent", { a: null }, {}, [], {}],
  ["an addition", {}, { weight: 0 }, [], { weight: "add" }],
  ["a deletion", { weight: 0 }, {}, [], { weight: "delete" }],
  ["an update", { weight: 0 }, { weight: 5 }, [], { weight: "update" }],
  [
    "a nested one",
    { tags: { Name: "a", b: "c" } },
    { tags: { Name: "b" } },
    [],
    { "tags.Name": "update", "tags.b": "delete" },
  ],
  ["quoted keys", { tags: { "a/b": "1" } }, { tags: { "a/b": "2" } }, [], { 'tags["a/b"]': "update" }],
  [
    "items of a list",
    { records: ["a", "b"] },
    { records: ["a", "c", "d"] },
    [],
    { "records[1]": "update", "records[2]": "add" },
  ],
  ["a change of type", { a: [1] }, { a: { b: 1 } }, [], { a: "update" }],
  ["an unknown value", { a: 1 }, { a: unknown }, ["a"], { a: "update, replace" }],
  ["a replacement", { name: "a" }, { name: "b" }, ["name"], { name: "update, replace" }],
  [
    "one by a nested path",
    { net: { cidr: "a", x: 1 } },
    { net: { cidr: "b", x: 2 } },
    ["net.cidr"],
    { "net.cidr": "update, replace", "net.x": "update" },
  ],
  ["one below the path", { net: { a: 1 } }, { net: { a: 2 } }, ["net"], { "net.a": "update, replace" }],
  [
    "one in a list",
    { disks: [{ size: 1 }] },
    { disks: [{ size: 2 }] },
    ["disks.size"],
    { "disks[0].size": "update, replace" },
  ],
  ["a whole value that holds the path", {}, { net: { cidr: "a" } }, ["net.cidr"], { net: "add, replace" }],
  ["a whole value that doesn't", {}, { net: { x: 1 } }, ["net.cidr"], { net: "add" }],
  ["no property of a like name", { nameServers: 1 }, { nameServers: 2 }, ["name"], { nameServers: "update" }],
  [
    "an asset as one value",
    { f: { [signatureKey]: "asset", hash: "1" } },
    { f: { [signatureKey]: "asset", hash: "2" } },
    [],
    { f: "update" },
  ],
])("shows %s", (_, olds, news, replaceOn, expected) => {
  expect(shown(olds, news, replaceOn)).toEqual(expected);
});

const properties = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Properties>;

test("nothing differs from itself", () => {
  fc.assert(fc.property(properties, (value) => diffInputs(value, structuredClone(value)).size === 0));
});

test("a value that changes anywhere is shown once, and replaces if its property does", () => {
  fc.assert(
    fc.property(properties, fc.string(), fc.nat(), (rest, key, value) => {
      const changes = [
        ...diffInputs({ ...rest, [key]: value }, { ...rest, [key]: value + 1 }, [key]).values(),
      ];
      expect(changes).toEqual([{ kind: "update", replace: true }]);
    }),
  );
});
