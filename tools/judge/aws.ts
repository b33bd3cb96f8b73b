// Holds what the recorded stacks ask of AWS against what AWS says of its types and calls.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { run } from "../process";
import { botocore, cloudFormation, type Describe } from "./descriptions";
import { ensurePython } from "./python";
import { recordedResources, type Recorded } from "./recorded";
import { compareInputs, type Naming, type Shape } from "./shapes";
import { sift, type Finding } from "./skips";

type Print = (line: string) => void;

/** What a type of the program's is to AWS. */
interface Counterpart extends Naming {
  /** Of CloudFormation's registry. */
  readonly schema?: string;
  /** Of botocore: service and operation. */
  readonly call?: string;
  /** Why it has no counterpart. */
  readonly none?: string;
}

/** Who describes, and by what name it knows a counterpart. */
type Tools = Readonly<Record<string, [Describe, (one: Counterpart) => string | undefined]>>;

const region = "eu-west-1";

/** @returns how many findings nothing justifies. */
export async function judgeAws(print: Print): Promise<number> {
  const { python } = await ensurePython("aws", print);
  const folders = await run(
    python,
    [
      "-c",
      "import os, cfnlint, botocore; print(*(os.path.dirname(one.__file__) for one in (cfnlint, botocore)), sep='\\n')",
    ],
    { timeout: 60_000 },
  );
  const [schemas, models] = folders.split("\n") as [string, string];
  const counterparts = parse(fs.readFileSync(path.join(__dirname, "aws.yaml"), "utf8")) as Record<
    string,
    Counterpart
  >;
  const resources = recordedResources().filter(({ type }) => type.startsWith("aws:"));
  const types = new Set(resources.map(({ type }) => type));
  print(`\naws: ${String(resources.length)} resources of ${String(types.size)} types in the recorded stacks`);
  const faults = [
    ...[...types].filter((type) => !counterparts[type]).map((type) => `aws.yaml says nothing of ${type}`),
    ...Object.keys(counterparts)
      .filter((type) => !types.has(type))
      .map((type) => `aws.yaml names ${type}, which no stack has`),
  ];
  const tools: Tools = {
    cloudformation: [cloudFormation(schemas, region), ({ schema }) => schema],
    botocore: [botocore(models), ({ call }) => call],
  };
  for (const [tool, [describe, nameOf]] of Object.entries(tools))
    faults.push(...judgeBy(tool, describe, nameOf, resources, counterparts, print));
  faults.push(...plant(tools, resources, counterparts, print));
  for (const line of faults) print(`      ✗ ${line}`);
  return faults.length;
}

/** A mistake that a description must object to. */
interface Planted {
  readonly type: string;
  readonly at: readonly (string | number)[];
  /** `null` takes the property out. */
  readonly value: unknown;
  readonly by: readonly string[];
}

function plant(
  tools: Tools,
  resources: readonly Recorded[],
  counterparts: Readonly<Record<string, Counterpart>>,
  print: Print,
): readonly string[] {
  const all = parse(fs.readFileSync(path.join(__dirname, "planted.yaml"), "utf8")) as readonly Planted[];
  const faults: string[] = [];
  for (const { type, at, value, by } of all) {
    const what = `planted ${type}.${at.join(".")}: ${JSON.stringify(value)}`;
    const where = resources.find((one) => one.type === type && has(one.inputs, at.slice(0, -1)));
    if (!where) {
      faults.push(`${what}: no stack has such a one`);
      continue;
    }
    const inputs = structuredClone(where.inputs) as Record<string, unknown>;
    const holder = at.slice(0, -1).reduce<any>((now, key) => now[key], inputs);
    holder[at.at(-1)!] = value ?? undefined;
    const counterpart = counterparts[type]!;
    for (const tool of by) {
      const [describe, nameOf] = tools[tool]!;
      const shape = describe(nameOf(counterpart)!);
      const objections = (of: Recorded["inputs"]) => compareInputs(of, shape, counterpart).objections.length;
      if (objections(inputs) <= objections(where.inputs)) faults.push(`${what}: ${tool} finds nothing`);
    }
  }
  const count = all.flatMap(({ by }) => by).length;
  print(`  planted mistakes: ${String(count - faults.length)} of ${String(count)} objected to`);
  return faults;
}

function has(inputs: unknown, at: readonly (string | number)[]): boolean {
  return at.reduce<any>((now, key) => now?.[key], inputs) !== undefined;
}

function judgeBy(
  tool: string,
  describe: Describe,
  nameOf: (one: Counterpart) => string | undefined,
  resources: readonly Recorded[],
  counterparts: Readonly<Record<string, Counterpart>>,
  print: Print,
): readonly string[] {
  const shapes = new Map<string, Shape>();
  const findings: Finding[] = [];
  const unmatched = new Set<string>();
  const without = new Set<string>();
  const count = { resources: 0, compared: 0, unmatched: 0, unknown: 0 };
  for (const { stack, type, name, inputs } of resources) {
    const counterpart = counterparts[type] ?? {};
    const theirs = nameOf(counterpart);
    if (theirs === undefined) {
      without.add(type);
      continue;
    }
    if (!shapes.has(theirs)) shapes.set(theirs, describe(theirs));
    const seen = compareInputs(inputs, shapes.get(theirs)!, counterpart);
    count.resources += 1;
    count.compared += seen.compared;
    count.unknown += seen.unknown;
    count.unmatched += seen.unmatched.length;
    for (const at of seen.unmatched) unmatched.add(`${type}.${at.replace(/\[\d+\]/g, "[]")}`);
    for (const { check, at, says } of seen.objections) {
      const where = `${stack}/${type}/${name}#${at}`;
      findings.push({ tool, check, where, says: `${type}.${at.replace(/\[\d+\]/g, "[]")}: ${says}` });
    }
  }
  const { faults, justified } = sift([tool], findings);
  const all = count.compared + count.unmatched + count.unknown;
  print(
    `  ${tool}: ${String(count.resources)} resources of ${String(shapes.size)} types; of ${String(all)} values ${String(count.compared)} compared, ` +
      `${String(count.unknown)} known only to an update, ${String(count.unmatched)} without a counterpart by name; ${String(justified)} findings are justified in skips.yaml`,
  );
  print(`    types without a counterpart: ${[...without].sort().join(", ")}`);
  if (process.env["CROSSOVER_JUDGE_VERBOSE"])
    print(`    properties without one: ${[...unmatched].sort().join(", ")}`);
  return faults;
}
