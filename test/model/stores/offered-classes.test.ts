// Tests which database classes are asked for, and what is said of those that AWS doesn't offer.
import { classesNear, namedClass, unofferedClass } from "../../../src/model/stores/offered-classes";

const path = "Pulumi.dev.yaml: crossover:databases.main";

test.each([
  ["postgres", "17.6", "17.6"],
  ["postgres", "17", undefined],
  ["mysql", "8.4.6", "8.4.6"],
  // RDS chooses the last part, and offers full versions only.
  ["mysql", "8.4", undefined],
] as const)("%s %s is asked for by its version only if that is full", (engine, version, asked) => {
  const settings = { engine, version, instanceType: "db.r7g.large" };
  expect(namedClass(path, settings)).toEqual({
    path: `${path}.instanceType`,
    engine,
    name: "db.r7g.large",
    ...(asked && { version: asked }),
  });
});

test.each([
  ["db.r7g.lrage", ["db.r7g.large"]],
  ["db.m77g.large", ["db.m7g.large"]],
  ["db.t5g.micro", ["db.t4g.micro", "db.t3.micro"]],
  ["db.r9g.xlarge", ["db.r8g.xlarge", "db.r7g.xlarge"]],
])("near %s are %j", (name, near) => {
  const found = classesNear(name);
  for (const one of near) expect(found).toContain(one);
  expect(found).not.toContain(name);
  expect(new Set(found).size).toBe(found.length);
});

test("the nearest comes first", () => {
  expect(classesNear("db.r7g.lrage")[0]).toBe("db.r7g.large");
  expect(classesNear("db.zz.zz")).toEqual([]);
});

test("a refusal names what there is, or where to look", () => {
  const named = { path, engine: "postgres", version: "17.6", name: "db.r7g.lrage" };
  expect(unofferedClass(named, "db.r7g.large")).toEqual({
    rule: "account",
    path,
    message: "AWS has no database class `db.r7g.lrage` for postgres 17.6 here",
    allowed: "db.r7g.large",
  });
  expect(unofferedClass({ ...named, version: undefined }, undefined)).toMatchObject({
    message: "AWS has no database class `db.r7g.lrage` for postgres here",
    allowed: "one of those that `aws rds describe-orderable-db-instance-options --engine postgres` lists",
  });
});
