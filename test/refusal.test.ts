// Tests a refusal as the Pulumi SDK takes it.
import { RunError } from "@pulumi/pulumi";
import { describe as textOf, Refusal } from "../src/refusal";

test("is to the SDK an error whose text is all there is to say", () => {
  expect(RunError.isInstance(new Refusal([]))).toBe(true);
});

test("shows what a terminal would obey, and keeps the lines of what the engine says", () => {
  const problem = { path: "services/\x1b[2J\n.yaml", message: "one\n\u202etwo", allowed: "a\tb" };
  expect(textOf([{ rule: "engine", ...problem }])).toBe(
    "refused, nothing was changed: one problem\n  services/\\x1b[2J\\x0a.yaml: one\n\\u202etwo [engine]\n    allowed: a\\x09b",
  );
});
