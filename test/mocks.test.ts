// The mocks helper itself: what it records and what it refuses.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { deploy, expectChildNames, namesOf, valueOf } from "./mocks";

class Pair extends pulumi.ComponentResource {
  constructor(name: string, childName: string) {
    super("crossover:test:Pair", name);
    const key = new aws.kms.Key(childName, { description: pulumi.secret("hidden") }, { parent: this });
    new aws.kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, { parent: this, ignoreChanges: ["name"] });
    this.registerOutputs();
  }
}

test("records inputs, parents, dependencies and options, with secrets unwrapped", async () => {
  const { resources, inputs, of } = await deploy(() => new Pair("pair", "pair-key"));
  expect(resources.map(({ type }) => type)).toEqual([
    "crossover:test:Pair",
    "aws:kms/key:Key",
    "aws:kms/alias:Alias",
  ]);
  expect(inputs("aws:kms/key:Key")).toEqual({ "pair-key": { description: "hidden" } });
  const [alias] = of("aws:kms/alias:Alias");
  expect(alias).toMatchObject({ inputs: { targetKeyId: "pair-key-id" }, ignoreChanges: ["name"] });
  expect(namesOf([alias!.parent!])).toEqual(["pair"]);
  expect(namesOf(alias!.dependencies)).toContain("pair-key");
});

test("records what is looked up by id", async () => {
  const { of, result } = await deploy(() => aws.ec2.Vpc.get("vpc", "vpc-1"));
  expect(of("aws:ec2/vpc:Vpc")).toMatchObject([{ name: "vpc", id: "vpc-1" }]);
  expect(await valueOf(result.id)).toBe("vpc-1");
});

test("a child that is not called as its parent is fails the check of names", async () => {
  const good = await deploy(() => new Pair("pair", "pair-key"));
  expectChildNames(good.resources);
  const bad = await deploy(() => new Pair("pair", "paired"));
  expect(() => expectChildNames(bad.resources)).toThrow("paired below");
});
