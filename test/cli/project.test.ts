// Tests finding the project and its stack files.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../src/cli/usage-error";
import { checkStackFile } from "../../src/cli/project";
import { findRoot } from "../../src/cli/root";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "crossover-")));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const write = (file: string, text = "") => {
  writeFileSync(join(root, file), text);
};

test("the root is where Pulumi.yaml is, here or above", () => {
  write("Pulumi.yaml");
  const inner = join(root, "services/deep");
  mkdirSync(inner, { recursive: true });
  expect(findRoot(root)).toBe(root);
  expect(findRoot(inner)).toBe(root);
});

test("outside of a project there is none", () => {
  expect(() => findRoot(root)).toThrow(
    new UsageError("there is no Pulumi.yaml here or above: run it inside the project"),
  );
});

test("a stack has a file", () => {
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.staging.yaml", "notes.yaml"]) write(file);
  expect(() => checkStackFile(root, "dev")).not.toThrow();
  expect(() => checkStackFile(root, "stagin")).toThrow(
    new UsageError("there is no Pulumi.stagin.yaml (did you mean `staging`?); this project has dev, staging"),
  );
});

test("a project without stacks says so", () => {
  write("Pulumi.yaml");
  expect(() => checkStackFile(root, "dev")).toThrow(
    new UsageError("there is no Pulumi.dev.yaml; this project has no stack"),
  );
});
