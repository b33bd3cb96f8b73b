// Tests the mocks helper itself: what it records and what it refuses.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { deploy, expectChildNames, namesOf, valueOf } from "./mocks";

class Pair extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;

  constructor(name: string, childName: string) {
    super("crossover:test:Pair", name);
    const key = (this.key = new aws.kms.Key(
      childName,
      { description: pulumi.secret("hidden") },
      { parent: this },
    ));
    new aws.kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, { parent: this, ignoreChanges: ["name"] });
    new aws.s3.Bucket(
      `${name}-bucket`,
      {},
      {
        parent: this,
        dependsOn: key,
        protect: true,
        retainOnDelete: true,
        deleteBeforeReplace: true,
        hooks: { beforeUpdate: [new pulumi.ResourceHook("look", () => undefined)] },
      },
    );
    this.registerOutputs();
  }
}

test("records inputs, parents, dependencies and options, with secrets unwrapped", async () => {
  const { resources, inputs, of } = await deploy(() => new Pair("pair", "pair-key"));
  expect(resources.map(({ type }) => type)).toEqual([
    "crossover:test:Pair",
    "aws:kms/key:Key",
    "aws:kms/alias:Alias",
    "aws:s3/bucket:Bucket",
  ]);
  expect(inputs("aws:kms/key:Key")).toEqual({ "pair-key": { description: "hidden" } });
  const [alias] = of("aws:kms/alias:Alias");
  expect(alias).toMatchObject({ inputs: { targetKeyId: "pair-key-id" }, ignoreChanges: ["name"] });
  expect(namesOf([alias!.parent!])).toEqual(["pair"]);
  expect(namesOf(alias!.dependencies)).toEqual(["pair-key"]);
  // By its key alone, which is an input.
  expect(alias).toMatchObject({ dependsOn: [], protect: false, deleteBeforeReplace: false, hooks: {} });
  const [bucket] = of("aws:s3/bucket:Bucket");
  expect(namesOf(bucket!.dependsOn)).toEqual(["pair-key"]);
  expect(bucket).toMatchObject({
    protect: true,
    retainOnDelete: true,
    deleteBeforeReplace: true,
    hooks: { beforeUpdate: ["look"] },
  });
});

const key = { type: "aws:kms/key:Key", name: "pair-key" };

test("what is held back shows what waits for it and doesn't say so", async () => {
  const { waiting, resources } = await deploy(
    () => {
      const pair = new Pair("pair", "pair-key");
      const quietly = new Promise<string>((resolve) => pair.key.urn.apply(() => resolve("late")));
      const late = new aws.kms.Key("late", { description: quietly });
      new aws.kms.Alias("late-alias", { targetKeyId: late.keyId });
    },
    { holdBack: key },
  );
  expect(waiting).toEqual(["late"]);
  expect(resources).toHaveLength(6);
  await expect(
    deploy(() => new Pair("pair", "pair-key"), { holdBack: { ...key, name: "other" } }),
  ).rejects.toThrow("other, which was to be held back, was never registered");
});

test("a preview knows the inputs of what is to be made, and no more", async () => {
  const pair = () => {
    const { id, description } = new aws.kms.Key("key", { description: "mine" });
    return new aws.kms.Alias("alias", { targetKeyId: id, name: description.apply(String) });
  };
  const { inputs, resources } = await deploy(pair, { preview: true });
  const [alias] = Object.values(inputs("aws:kms/alias:Alias"));
  expect(alias!.name).toBe("mine");
  expect(pulumi.isUnknown(alias!.targetKeyId)).toBe(true);
  expect(namesOf(resources.map(({ urn }) => urn))).toEqual(["key", "alias"]);
});

test("what waits for something that never comes is named", async () => {
  const never = new Promise<string>(() => undefined);
  await expect(deploy(() => new aws.kms.Key("key", { description: never }))).rejects.toThrow(
    '"key" [aws:kms/key:Key] was waiting for the value of its input property "description"',
  );
});

test("records what is looked up by id", async () => {
  const { of, result } = await deploy(() => aws.ec2.Vpc.get("vpc", "vpc-1"));
  expect(of("aws:ec2/vpc:Vpc")).toMatchObject([{ name: "vpc", id: "vpc-1" }]);
  expect(await valueOf(result.id)).toBe("vpc-1");
});

test("the check of names fails on what isn't called as its parent is, and on what has none", async () => {
  const check = async (make: () => unknown) => {
    const { resources } = await deploy(make);
    return () => expectChildNames(resources);
  };
  expect(await check(() => new Pair("pair", "pair-key"))).not.toThrow();
  expect(await check(() => new Pair("pair", "paired"))).toThrow("paired below");
  expect(await check(() => new aws.kms.Key("key"))).toThrow("key is in no component");
});

test("records what a component says of itself", async () => {
  class Said extends pulumi.ComponentResource {
    constructor() {
      super("crossover:test:Said", "said");
      const key = new aws.kms.Key("said-key", {}, { parent: this });
      this.registerOutputs({ key: key.id, secret: pulumi.secret("hidden") });
    }
  }
  const { of } = await deploy(() => new Said());
  expect(of("crossover:test:Said").map(({ outputs }) => outputs)).toEqual([
    { key: "said-key-id", secret: "hidden" },
  ]);
  expect(of("aws:kms/key:Key").map(({ outputs }) => outputs)).toEqual([undefined]);
});

test("an empty list that Kubernetes would drop is refused", async () => {
  const spec = { podSelector: {}, policyTypes: ["Ingress"], ingress: [] };
  const declare = () => new kubernetes.networking.v1.NetworkPolicy("closed", { spec });
  await expect(deploy(declare)).rejects.toThrow("Kubernetes would drop what is empty: closed.spec.ingress");
});
