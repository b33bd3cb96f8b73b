// Tests names that the program leaves to the provider.
import type { Properties, ResourceKind } from "../../../src/rehearsal/cloud/types";
import { autoName, nameForbidsTwo } from "../../../src/rehearsal/protocol/naming";

const kind: ResourceKind = { autoName: { property: "name", maxLength: 16, unless: "namePrefix" } };
const object: ResourceKind = { autoName: { property: "metadata.name", maxLength: 63, hexLength: 8 } };
const seed = new Uint8Array([1, 2, 3]);

const named = (of: ResourceKind, news: Properties, olds: Properties = {}): Properties =>
  autoName(of, "web", olds, news, seed).inputs;

test("a name is the logical name and seven digits, the same for the same seed", () => {
  const { name } = named(kind, {});
  expect(name).toMatch(/^web-[0-9a-f]{7}$/);
  expect(named(kind, {})).toEqual({ name });
  expect(autoName(kind, "web", {}, {}, new Uint8Array([4])).inputs.name).not.toBe(name);
});

test("a nested name leaves its neighbours", () => {
  const { metadata } = named(object, { metadata: { labels: { app: "web" } } }) as { metadata: Properties };
  expect(metadata).toEqual({ labels: { app: "web" }, name: expect.stringMatching(/^web-[0-9a-f]{8}$/) });
});

test.each<[string, Properties, Properties, Properties]>([
  ["one given by the program", { name: "mine" }, {}, { name: "mine" }],
  ["the one that it has", {}, { name: "web-0123abc" }, { name: "web-0123abc" }],
  ["none where a prefix is given", { namePrefix: "w" }, {}, { namePrefix: "w" }],
])("keeps %s", (_, news, olds, expected) => {
  expect(named(kind, news, olds)).toEqual(expected);
});

test("a name that the program gave before and now leaves out is not kept", () => {
  expect(named(kind, {}, { name: "mine" }).name).toMatch(/^web-[0-9a-f]{7}$/);
});

test("a name that would be too long is refused, not shortened", () => {
  const { inputs, failures } = autoName(kind, "long-name", {}, {}, seed);
  expect(inputs).toEqual({});
  expect(failures).toEqual([
    { property: "name", reason: "name 'long-name' plus 7 random chars is longer than maximum length 16" },
  ]);
});

test.each<[string, Properties, Properties, boolean]>([
  ["a name fixed by the program", { name: "mine" }, { name: "mine" }, true],
  ["a name of its own", { name: "web-0123abc" }, { name: "web-0123abc" }, false],
  ["a new name", { name: "mine" }, { name: "yours" }, false],
])("%s: deletes before it replaces = %s", (_, olds, news, expected) => {
  expect(nameForbidsTwo(kind, "web", olds, news)).toBe(expected);
});
