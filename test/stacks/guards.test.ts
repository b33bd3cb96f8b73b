// Tests, in the reviewed lists, that each stack protects and guards what its answers stand on, and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { guardedTypes } from "../../src/model/traffic/guarded-types";
import { kindOf } from "../../src/rehearsal/cloud";
import { readReplacements } from "../../tools/reference/replacements";
import { isThere } from "../tools/reference/proofs";

type Line = [type: string, name: string, inputs: Record<string, any>, options?: Record<string, any>];

const stacks = readdirSync(__dirname).filter((file) => file.endsWith(".json"));
const linesOf = (file: string) => JSON.parse(readFileSync(join(__dirname, file), "utf8")) as Line[];

describe.each(stacks)("%s", (file) => {
  const lines = linesOf(file).filter(([type]) => type in guardedTypes);
  const hooked = lines.filter(([, , , options]) => options?.hooks?.beforeDelete);

  test("has the one hook before each deletion of a guarded type, and before no other", () => {
    const always = (type: string) => {
      const { guard, except = [] } = guardedTypes[type]!;
      return new Set([guard, ...except.map((one) => one.guard)]);
    };
    expect(hooked.length).toBeGreaterThan(20);
    expect(hooked.map(([, , , options]) => options!.hooks.beforeDelete)).toEqual(
      hooked.map(() => ["crossover-delete-guard"]),
    );
    const named = new Set(hooked.map((line) => line));
    expect(
      lines.filter(
        (line) => always(line[0]).size === 1 && always(line[0]).has("answers") !== named.has(line),
      ),
    ).toEqual([]);
  });

  test("refuses to delete whatever its answers stand on", () => {
    const open = hooked
      .filter(([, , , options]) => !options!.protect)
      .map(([type, name]) => `${type} ${name}`);
    // Of the file's own sides: what answers no name yet, or is a worker's or a job's.
    expect(open.filter((one) => /ec2\/(vpc|subnet|routeTable|internet)|route53\/zone/.test(one))).toEqual([]);
    const legacy = hooked.filter(([type]) => type === "aws:lb/loadBalancer:LoadBalancer");
    const unprotected = legacy.filter(
      ([, name, , options]) => name.includes("-legacy-") && !options!.protect,
    );
    expect(unprotected).toEqual([]);
  });
});

describe("what a change would replace", () => {
  const at = (inputs: any, path: string) => path.split(".").reduce((value, key) => value?.[key], inputs);
  const settable = new Set(
    stacks.flatMap((file) =>
      linesOf(file)
        .filter(([, , , options]) => options?.hooks?.beforeDelete)
        .flatMap(([type, , inputs]) =>
          (kindOf(type)?.replaceOn ?? [])
            .filter((path) => at(inputs, path) !== undefined)
            .map((path) => `${type} ${path}`),
        ),
    ),
  );
  const replacements = readReplacements().flatMap((area) => area.replacements);
  const listed = replacements.flatMap(({ properties }) =>
    Object.entries(properties).flatMap(([type, paths]) => paths.map((path) => `${type} ${path}`)),
  );

  test("is listed for each property of each guarded type, once", () => {
    expect([...settable].filter((one) => !listed.includes(one)).sort()).toEqual([]);
    expect(listed.filter((one) => !settable.has(one)).sort()).toEqual([]);
    expect(listed.filter((one, i) => listed.indexOf(one) !== i)).toEqual([]);
  });

  test("is proved by tests that exist", () => {
    expect(replacements.flatMap(({ proof }) => proof.filter((one) => !isThere(one)))).toEqual([]);
  });
});
