// Tests how config that was changed in a copy gets into the stack file.
import { withConfigChanges } from "../../src/cli/config-changes";

const text = `# Small.
config:
  aws:region: eu-west-1
  crossover:traffic:
    default: legacy # all others
    api: 5
`;
const before = { "aws:region": "eu-west-1", "crossover:traffic": { default: "legacy", api: 5 } };

test("nothing changes where nothing has been set", () => {
  expect(withConfigChanges(text, before, { ...before })).toEqual({ left: [] });
});

test("a value deep in a mapping changes, and comments stay", () => {
  const after = { ...before, "crossover:traffic": { default: "legacy", api: 25, shop: 0 } };
  expect(withConfigChanges(text, before, after).text).toBe(text.replace("api: 5", "api: 25\n    shop: 0"));
});

test("keys come and go", () => {
  const { "aws:region": _, ...rest } = before;
  const after = { ...rest, "crossover:traffic": { default: "legacy" }, "crossover:retired": ["shop"] };
  expect(withConfigChanges(text, before, after).text).toBe(
    text
      .replace("  aws:region: eu-west-1\n", "")
      .replace("    api: 5\n", "  crossover:retired:\n    - shop\n"),
  );
});

test("what the file alone has, such as credentials that the copy is without, stays", () => {
  const own = text.replace("config:\n", "config:\n  aws:profile: prod\n");
  expect(withConfigChanges(own, before, { ...before, "aws:region": "eu-west-2" }).text).toBe(
    own.replace("eu-west-1", "eu-west-2"),
  );
});

describe("secrets", () => {
  const own = text.replace(
    "config:\n",
    "config:\n  aws:token: { secure: own }\n  a:b: [{ secure: own }, x]\n",
  );
  const copy = { ...before, "a:b": ["secret", "x"] };

  test.each<[string, Record<string, unknown>, string]>([
    [
      "stay where something beside them changes",
      { "a:b": ["secret", "y"] },
      own.replace("own }, x", "own }, y"),
    ],
    ["stay where something is added to them", { "a:b": ["secret", "x", "y"] }, own.replace("x]", "x, y]")],
    ["go where they are told to", { "a:b": undefined }, own.replace("  a:b: [{ secure: own }, x]\n", "")],
    [
      "go where something plain is set",
      { "aws:token": "plain" },
      own.replace("{ secure: own }\n", "plain\n"),
    ],
  ])("%s", (_, change, expected) => {
    const { left, text: changed } = withConfigChanges(own, copy, { ...copy, ...change });
    expect({ left, changed: changed?.replace("[ ", "[").replace(" ]", "]") }).toEqual({
      left: [],
      changed: expected,
    });
  });

  test.each<[string, Record<string, unknown>, (string | number)[][]]>([
    ["encrypted for the copy", { "crossover:vpn": { secure: "copy" } }, [["crossover:vpn"]]],
    [
      "in a new mapping",
      { "crossover:vpn": { clients: { secure: "copy" } } },
      [["crossover:vpn", "clients"]],
    ],
    ["whose places in a list aren't known any more", { "a:b": ["x"] }, [["a:b"]]],
  ])("%s are left out, and said to be", (_, change, left) => {
    expect(withConfigChanges(own, copy, { ...copy, ...change })).toEqual({ left });
  });
});
