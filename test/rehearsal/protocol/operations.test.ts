// Tests what the simulated cloud does with a provider's operations, faults and all.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CloudError } from "../../../src/rehearsal/cloud/types";
import type { CloudFunction, Properties, ResourceKind } from "../../../src/rehearsal/cloud/types";
import { FaultPlan, parseFault } from "../../../src/rehearsal/fault";
import { Operations, type Subject } from "../../../src/rehearsal/protocol/operations";
import { unknown } from "../../../src/rehearsal/protocol/values";
import { FileStore } from "../../../src/rehearsal/store/fileStore";

const kinds: Readonly<Record<string, ResourceKind>> = {
  "aws:test:Network": {
    computed: ["arn"],
    replaceOn: ["cidr"],
    check: ({ cidr, zones }) => [
      ...(cidr === undefined ? [{ property: "cidr", reason: "is required" }] : []),
      ...(Array.isArray(zones) && zones.length < 2 ? [{ property: "zones", reason: "needs two" }] : []),
    ],
    create: (inputs, { hex, region }) => ({
      id: `net-${hex(8)}`,
      outputs: { arn: `arn:${region}`, size: 1 },
    }),
    update: (resource) => ({ outputs: { size: Number(resource.outputs.size) + 1 } }),
    remove: () => {
      throw new CloudError("DependencyViolation", "The network has dependencies and cannot be deleted.");
    },
  },
  "kubernetes:core/v1:Namespace": {},
  "aws:test:Workers": {
    create: () => ({ id: "workers" }),
    work: ({ before, inputs }) =>
      before && before.inputs.label === inputs.label ? undefined : { seconds: 5, serving: before ? 1 : 0 },
  },
  "aws:test:Cluster": { computed: ["arn", "network.group", "network.id"] },
  "aws:test:Fixed": { create: ({ name }) => ({ id: name as string }) },
};
const functions: Readonly<Record<string, CloudFunction>> = {
  "aws:test:count": (args, { cloud, region }) => ({
    ...args,
    region,
    count: cloud.list("aws:test:Fixed").length,
  }),
};

let directory: string;
let store: FileStore;
let killed: number;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "cloud-"));
  store = new FileStore(directory);
  killed = 0;
});

afterEach(() => {
  store.close();
  fs.rmSync(directory, { recursive: true });
});

function operations(...faults: string[]): Operations {
  return new Operations({
    store,
    kindOf: (token) => kinds[token],
    functionOf: (token) => functions[token],
    faults: new FaultPlan(faults.map(parseFault)),
    kill: () => {
      killed++;
    },
  });
}

function subject(type: string, cluster?: string): Subject {
  return { urn: `urn:${type}`, type, name: "main", provider: { region: "eu-west-1", cluster } };
}

const network = subject("aws:test:Network");
const fixed = subject("aws:test:Fixed");
const inputs: Properties = { cidr: "10.0.0.0/16", label: "a" };

test("a resource is created with its outputs over its inputs, and found by its id", async () => {
  const created = await operations().create(network, inputs);
  expect(created.outputs).toEqual({ ...inputs, arn: "arn:eu-west-1", size: 1 });
  expect(operations().read(network, created.id)).toEqual(created);
  expect(operations().read(network, "net-none")).toBeUndefined();
});

test("ids differ, also across runs, and do not depend on chance", async () => {
  const first = (await operations().create(network, inputs)).id;
  const second = (await operations().create(network, inputs)).id;
  expect(second).not.toBe(first);
  store.close();
  fs.rmSync(directory, { recursive: true });
  store = new FileStore(directory);
  expect((await operations().create(network, inputs)).id).toBe(first);
});

test("an update keeps what the cloud computed and drops the inputs that are gone", async () => {
  const { id, createdAt } = await operations().create(network, inputs);
  const updated = await operations().update(network, id, { cidr: "10.0.0.0/16", zones: ["a", "b"] });
  expect(updated.outputs).toEqual({ cidr: "10.0.0.0/16", zones: ["a", "b"], arn: "arn:eu-west-1", size: 2 });
  expect(updated.createdAt).toBe(createdAt);
});

test("a preview shows computed outputs as unknown before creation, and as they are after", () => {
  expect(operations().planCreate(network, inputs)).toEqual({ ...inputs, arn: unknown });
  const outputs = { ...inputs, arn: "arn:eu-west-1" };
  expect(operations().planUpdate(network, inputs, outputs, { cidr: "10.0.0.0/16" })).toEqual({
    cidr: "10.0.0.0/16",
    arn: "arn:eu-west-1",
  });
  expect(store.all()).toEqual([]);
});

test("what the cloud computed within an input stays while the rest of that changes", () => {
  const cluster = subject("aws:test:Cluster");
  const asked = (open: boolean) => ({ network: { open } });
  expect(operations().planCreate(cluster, asked(true))).toEqual({
    arn: unknown,
    network: { open: true, group: unknown, id: unknown },
  });
  expect(operations().planCreate(cluster, { network: unknown })).toEqual({ arn: unknown, network: unknown });
  const outputs = { arn: "arn:c", network: { open: true, group: "sg-1", id: "vpc-1" } };
  expect(operations().planUpdate(cluster, asked(true), outputs, asked(false))).toEqual({
    arn: "arn:c",
    network: { open: false, group: "sg-1", id: "vpc-1" },
  });
});

test.each<[string, Properties, string[]]>([
  ["what is missing", {}, ["cidr"]],
  ["what is wrong", { cidr: "a", zones: ["a"] }, ["zones"]],
  ["nothing that is unknown yet", { cidr: unknown, zones: ["a", unknown] }, []],
  ["what is wrong beside something unknown", { cidr: unknown, zones: ["a"] }, ["zones"]],
])("check reports %s", (_, news, properties) => {
  const { failures, inputs: checked } = operations().check(network, {}, news, new Uint8Array());
  expect(failures.map(({ property }) => property)).toEqual(properties);
  expect(checked).toEqual(news);
});

test("the clock moves by what an operation takes, side by side with others of its kind", async () => {
  const own = operations();
  const before = store.now().getTime();
  for (const name of ["a", "b", "c"]) await own.create(fixed, { name });
  await own.delete(fixed, "a");
  const seconds = Math.floor((store.now().getTime() - before) / 1_000);
  expect(seconds).toBe(2 + 1 + 1 + 2);
  expect(store.get(fixed.type, "c")!.work).toBeUndefined();
});

test("what a change sets going is done some time after it", async () => {
  const workers = subject("aws:test:Workers");
  const left = ({ work }: { work?: { until: string; serving: number } }) =>
    work && [Math.round((Date.parse(work.until) - store.now().getTime()) / 1_000), work.serving];
  const created = await operations().create(workers, { label: "a" });
  expect(left(created)).toEqual([5, 0]);
  const updated = await operations().update(workers, created.id, { label: "b" });
  expect(left(updated)).toEqual([5, 1]);
  const same = await operations().update(workers, created.id, { label: "b", more: 1 });
  expect(same.work).toEqual(updated.work);
});

test("a refusal of the cloud changes nothing", async () => {
  const { id } = await operations().create(network, inputs);
  await expect(operations().delete(network, id)).rejects.toThrow("DependencyViolation: The network has");
  expect(store.get(network.type, id)).toBeDefined();
});

test("what exists is not created again, and what is gone is not updated, but counts as deleted", async () => {
  await operations().create(fixed, { name: "a" });
  await expect(operations().create(fixed, { name: "a" })).rejects.toThrow("AlreadyExists");
  await operations().create(subject("aws:test:Fixed", "blue"), { name: "a" });
  await operations().delete(fixed, "a");
  await operations().delete(fixed, "a");
  await expect(operations().update(fixed, "a", { name: "a" })).rejects.toThrow("NotFound");
  expect(store.all().map(({ id, cluster }) => [id, cluster])).toEqual([["a", "blue"]]);
});

test("what exists is taken over where the real provider does so", async () => {
  const upserting = { ...fixed, provider: { region: "eu-west-1", upsertsObjects: true } };
  store.put({ type: fixed.type, id: "a", inputs: {}, outputs: {}, createdAt: "before", seeded: true });
  await operations().create(upserting, { name: "a" });
  expect(store.get(fixed.type, "a")).toMatchObject({
    inputs: { name: "a" },
    createdAt: "before",
    seeded: true,
  });
});

test("a function sees the cloud", async () => {
  await operations().create(fixed, { name: "a" });
  const result = operations().invoke("aws:test:count", { of: "it" }, { region: "eu-west-1" });
  expect(result).toEqual({ of: "it", region: "eu-west-1", count: 1 });
});

test("what the rehearsal doesn't know is refused by name", () => {
  expect(() => operations().check(subject("aws:sqs/queue:Queue"), {}, {}, new Uint8Array())).toThrow(
    "the rehearsal does not know the resource type aws:sqs/queue:Queue; add it to src/rehearsal/cloud",
  );
  expect(() => operations().invoke("aws:getX:getX", {}, { region: "eu-west-1" })).toThrow(
    "the rehearsal does not know the function aws:getX:getX",
  );
});

test("a Kubernetes object needs a cluster to be in", async () => {
  const namespace = subject("kubernetes:core/v1:Namespace");
  await expect(operations().create(namespace, {})).rejects.toThrow(
    "configured Kubernetes cluster is unreachable",
  );
  await operations().create(subject("kubernetes:core/v1:Namespace", "blue"), {});
  expect(store.all().map(({ cluster }) => cluster)).toEqual(["blue"]);
});

describe("a fault", () => {
  test.each([
    ["fail@1", "InternalFailure"],
    ["throttle@1", "Throttling: Rate exceeded"],
  ])("%s refuses and changes nothing", async (fault, reason) => {
    await expect(operations(fault).create(fixed, { name: "a" })).rejects.toThrow(reason);
    expect(store.all()).toEqual([]);
  });

  test("delays", async () => {
    const begin = Date.now();
    await operations("delay:60ms@1").create(fixed, { name: "a" });
    expect(Date.now() - begin).toBeGreaterThanOrEqual(55);
  });

  test.each([
    ["kill@1", 0],
    ["kill-after@1", 1],
  ])("%s kills and never answers, leaving %d resources", async (fault, left) => {
    const answer = operations(fault).create(fixed, { name: "a" });
    const silence = new Promise((resolve) => setTimeout(resolve, 20, "silence"));
    expect(await Promise.race([answer, silence])).toBe("silence");
    expect(killed).toBe(1);
    expect(store.all()).toHaveLength(left);
  });

  test("does not count what changes nothing", async () => {
    const struck = operations("fail@1");
    struck.planCreate(fixed, { name: "a" });
    struck.read(fixed, "a");
    await expect(struck.create(fixed, { name: "a" })).rejects.toThrow("InternalFailure");
  });
});
