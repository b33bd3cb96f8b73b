// Tests config as a program gets it from the engine: each value is text, and anything but text is JSON.
import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "../../src/config/pulumi";
import { readStackFile } from "../../src/config/stack";
import { config, project, rows, stackText } from "./project";

beforeAll(async () => {
  const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(mocks, "crossover", "dev");
});

function read(values: Readonly<Record<string, unknown>>, region: string | undefined = "eu-west-1") {
  const own = Object.entries(values).map(([key, value]) => [
    `crossover:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig({ "aws:region": region, ...Object.fromEntries(own) } as Record<string, string>);
  return readConfig();
}

test("is read as the file is", () => {
  const values = { ...config, legacy: "skip", maxReplicas: 3 };
  const { stack, region, problems } = read(values);
  expect(problems).toEqual([]);
  expect(region).toBe("eu-west-1");
  expect(stack).toEqual({ ...readStackFile(project(), "dev").stack, legacy: "skip", maxReplicas: 3 });
});

test("a file is read as Pulumi reads it where `pulumi config set` has written text", () => {
  const plain = { ...config, legacy: "skip", maxReplicas: 3 };
  const asText = Object.fromEntries(
    Object.entries(plain).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const { stack, problems } = readStackFile(project({ "Pulumi.dev.yaml": stackText(asText) }), "dev");
  expect(problems).toEqual([]);
  expect(stack).toEqual(read(plain).stack);
});

test("problems name the stack's file", () => {
  const traffic = { default: "legacy", api: "025" };
  expect(rows(read({ ...config, traffic, maxReplicas: "two" }, "eu").problems)).toEqual([
    ["Pulumi.dev.yaml: crossover:maxReplicas", 'must be a whole number of at least 1, but is `"two"`'],
    [
      "Pulumi.dev.yaml: crossover:traffic.api",
      'must be the number 25, without quotes, leading zeros or a percent sign, but is `"025"`',
    ],
    ["Pulumi.dev.yaml: aws:region", 'must be an AWS region such as `eu-west-1`, but is `"eu"`'],
  ]);
});
