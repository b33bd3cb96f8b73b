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
  expect(withConfigChanges(text, before, { ...before })).toBeUndefined();
});

test("a value deep in a mapping changes, and comments stay", () => {
  const after = { ...before, "crossover:traffic": { default: "legacy", api: 25, shop: 0 } };
  expect(withConfigChanges(text, before, after)).toBe(text.replace("api: 5", "api: 25\n    shop: 0"));
});

test("keys come and go", () => {
  const { "aws:region": _, ...rest } = before;
  const after = { ...rest, "crossover:traffic": { default: "legacy" }, "crossover:retired": ["shop"] };
  expect(withConfigChanges(text, before, after)).toBe(
    text
      .replace("  aws:region: eu-west-1\n", "")
      .replace("    api: 5\n", "  crossover:retired:\n    - shop\n"),
  );
});

test("what the file alone has, such as credentials that the copy is without, stays", () => {
  const own = text.replace("config:\n", "config:\n  aws:profile: prod\n");
  expect(withConfigChanges(own, before, { ...before, "aws:region": "eu-west-2" })).toBe(
    own.replace("eu-west-1", "eu-west-2"),
  );
});
