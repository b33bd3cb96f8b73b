// Tests finding the project and its stack files, and writing one value into a file.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../src/cli/usage-error";
import { checkStackFile, findRoot, withTraffic } from "../../src/cli/project";

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

describe("one route's traffic is changed, and nothing else", () => {
  const text = (traffic: string) =>
    `# Development.\nconfig:\n  aws:region: eu-west-1 # Ireland\n  crossover:traffic:\n    default: legacy\n${traffic}`;

  test.each<[string, string, unknown, string]>([
    ["a number", "    api: 5 # careful\n    web: 25\n", 25, "    api: 25 # careful\n    web: 25\n"],
    ["a word", "    api: legacy\n", 0, "    api: 0\n"],
    ["for a word", "    api: 100\n", "kubernetes", "    api: kubernetes\n"],
    ["a new one", "    web: 25\n", 5, "    web: 25\n    api: 5\n"],
  ])("%s", (_, before, value, after) => {
    write("Pulumi.dev.yaml", text(before));
    expect(withTraffic(root, "dev", "api", value)).toBe(text(after));
  });

  test("long lines are not folded", () => {
    const long = `    web: 25 # ${"a long comment ".repeat(12).trim()}\n`;
    write("Pulumi.dev.yaml", text(`${long}    api: 5\n`));
    expect(withTraffic(root, "dev", "api", 25)).toBe(text(`${long}    api: 25\n`));
  });

  test("a file without traffic gets it", () => {
    write("Pulumi.dev.yaml", "config: {}\n");
    expect(withTraffic(root, "dev", "api", 5)).toBe("config: { crossover:traffic: { api: 5 } }\n");
  });
});
