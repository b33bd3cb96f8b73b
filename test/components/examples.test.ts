// Runs the examples in docs/examples: every component has one.
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "../../tools/generated";
import { components, runExamples } from "./examples";

test("every component has an example, and every example a component", () => {
  const examples = fs
    .readdirSync(path.join(root, "docs/examples"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `docs/examples/${file.replaceAll(path.sep, "/")}`);
  expect(examples.sort()).toEqual(components.map(({ exampleFile }) => exampleFile).sort());
});

runExamples(false);
