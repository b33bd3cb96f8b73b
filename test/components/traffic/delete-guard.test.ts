// Tests which resources get the hook before their deletion and the protection, and which deletions the hook stops.
import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { guardDeletes, type DeleteGuardArgs } from "../../../components/traffic/delete-guard";
import { deploy } from "../../mocks";

const bucket = "aws:s3/bucket:Bucket";
const group = "crossover:test:Group";
const cluster = "eks:index:Cluster";

class Custom extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super(bucket, name, { bucket: name }, opts);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super(group, name, {}, opts);
    this.registerOutputs();
  }
}

/** Declares resources under a guard of all buckets in a group or cluster, which protects those called so. */
async function guard(
  make: () => void,
  { protect = [], locks, refuse = () => Promise.resolve(undefined) }: Partial<Guarded> = {},
) {
  const asked: (readonly string[])[] = [];
  const transforms: Record<string, readonly pulumi.ResourceTransform[]> = {};
  let hook: pulumi.ResourceHook | undefined;
  const { resources } = await deploy(() => {
    guardDeletes({
      isGuarded: (chain) => {
        asked.push(chain);
        return chain.length > 1 && chain.at(-1) === bucket;
      },
      isProtected: (chain, name) => {
        asked.push(chain);
        return protect.includes(name);
      },
      locks,
      refuse,
    });
    // What the guard hands on to Pulumi; the mocks have no engine that would call transforms.
    pulumi.runtime.registerStackTransformation(({ name, props, opts }) => {
      hook ??= (opts as pulumi.CustomResourceOptions).hooks?.beforeDelete?.at(-1) as pulumi.ResourceHook;
      if (opts.transforms) transforms[name] = opts.transforms;
      return { props, opts: { ...opts, transforms: undefined } };
    });
    make();
  });
  return { asked, resources, transforms, hook };
}

interface Guarded extends Pick<DeleteGuardArgs, "refuse" | "locks"> {
  readonly protect: readonly string[];
}

/** A guarded bucket. */
function inGroup(opts?: pulumi.CustomResourceOptions) {
  return new Custom("one", { ...opts, parent: new Group("group") });
}

const nothing = () => Promise.resolve(undefined);

test("only what is guarded gets the hook, by the types of all that it is in", async () => {
  const { asked, resources } = await guard(() => {
    new Custom("alone");
    const outer = new Group("outer");
    const inner = new Group("inner", { parent: outer });
    new Custom("inside", { parent: inner });
  });
  expect(asked).toEqual([
    [bucket],
    [group],
    [group, group],
    [group, group, bucket],
    // Whether it is protected, of what is guarded alone.
    [group, group, bucket],
  ]);
  const found = resources.map(({ name, hooks, inputs }) => [name, { hooks, inputs }]);
  expect(Object.fromEntries(found)).toEqual({
    alone: { hooks: {}, inputs: { bucket: "alone" } },
    outer: { hooks: {}, inputs: {} },
    inner: { hooks: {}, inputs: {} },
    inside: { hooks: { beforeDelete: ["crossover-delete-guard"] }, inputs: { bucket: "inside" } },
  });
});

test.each<[string, string[], boolean | undefined, boolean]>([
  ["what answers", ["one"], undefined, true],
  ["what answers, though its own options say no", ["one"], false, true],
  ["what holds data, as its own options say", [], true, true],
  ["nothing else", ["two"], undefined, false],
])("protects %s", async (_, protect, own, expected) => {
  const { resources } = await guard(() => inGroup({ protect: own }), { protect });
  expect(resources.find(({ name }) => name === "one")!.protect).toBe(expected);
});

test.each<[string, string[], Record<string, string>, object]>([
  ["what is protected, by its own property", ["one"], { [bucket]: "lock" }, { bucket: "one", lock: true }],
  ["nothing that isn't protected, or no longer", [], { [bucket]: "lock" }, { bucket: "one" }],
  ["nothing of a type without such a property", ["one"], { [group]: "lock" }, { bucket: "one" }],
])("the cloud keeps %s", async (_, protect, locks, expected) => {
  const { resources } = await guard(() => inGroup(), { protect, locks });
  expect(resources.find(({ name }) => name === "one")!.inputs).toEqual(expected);
});

test("other hooks and options stay", async () => {
  const { resources } = await guard(() => {
    const own = new pulumi.ResourceHook("own", () => undefined);
    inGroup({ retainOnDelete: true, hooks: { beforeDelete: [own], afterCreate: [own] } });
  });
  expect(resources.at(-1)).toMatchObject({
    retainOnDelete: true,
    hooks: { beforeDelete: ["own", "crossover-delete-guard"], afterCreate: ["own"] },
  });
});

describe("what only the engine sees in a cluster", () => {
  const child = { custom: true, type: bucket, name: "one", props: { bucket: "one" }, opts: {} };

  /** What the transforms of a cluster in a group make of something in it. */
  async function within(more: Partial<pulumi.ResourceTransformArgs>, protect: string[] = []) {
    const others = [() => undefined];
    const { transforms, resources } = await guard(
      () => {
        const parent = new Group("group");
        const inputs = { version: "1.33" };
        new pulumi.ComponentResource(cluster, "cluster", inputs, { parent, transforms: others }, true);
      },
      { protect },
    );
    expect(resources.find(({ type }) => type === cluster)).toMatchObject({
      inputs: { version: "1.33" },
      hooks: {},
      parent: resources.find(({ type }) => type === group)!.urn,
    });
    const [first, own, ...rest] = transforms["cluster"]!;
    expect([first, rest, transforms["group"]]).toEqual([others[0], [], undefined]);
    return own!({ ...child, ...more }) as pulumi.ResourceTransformResult | undefined;
  }

  const hooksOf = (result: pulumi.ResourceTransformResult | undefined) =>
    result?.opts.hooks?.beforeDelete?.map((hook) => hook.name);

  test("is guarded as it would be outside", async () => {
    const result = await within({});
    expect(hooksOf(result)).toEqual(["crossover-delete-guard"]);
    expect(result).toMatchObject({ props: child.props, opts: { protect: undefined } });
  });

  test("is protected while it answers, and keeps its other options", async () => {
    expect(await within({ opts: { retainOnDelete: true } }, ["one"])).toMatchObject({
      opts: { protect: true, retainOnDelete: true },
    });
  });

  test.each<[string, Partial<pulumi.ResourceTransformArgs>]>([
    ["a component", { custom: false }],
    ["of a type that is free", { type: "aws:iam/role:Role" }],
  ])("is left as it is where it is %s", async (_, more) => {
    expect(await within(more)).toBeUndefined();
  });

  test("is guarded beside the first transform that a cluster has", async () => {
    const { transforms } = await guard(() => {
      new pulumi.ComponentResource(cluster, "cluster", {}, {}, true);
    });
    expect(transforms["cluster"]).toHaveLength(1);
  });
});

describe("the hook", () => {
  const urn = "urn:pulumi:prod::crossover::aws:s3/bucket:Bucket::one";
  const args = { urn } as pulumi.ResourceHookArgs;

  test("stops a deletion that is refused, with the reason, and asks by the resource's URN", async () => {
    const asked: string[] = [];
    const refuse = (one: string) => {
      asked.push(one);
      return Promise.resolve("one can't be deleted");
    };
    const { hook } = await guard(() => inGroup(), { refuse });
    await expect(hook!.callback(args)).rejects.toThrow("one can't be deleted");
    expect(asked).toEqual([urn]);
  });

  test("lets what nothing speaks against go", async () => {
    const { hook } = await guard(() => inGroup());
    await expect(hook!.callback(args)).resolves.toBeUndefined();
  });

  test("runs in previews too, so that they say what an update would refuse", async () => {
    const { hook } = await guard(() => inGroup());
    expect(hook!.opts).toEqual({ onDryRun: true });
  });

  test("asks from within the program, wherever the engine calls it from", async () => {
    const place = new AsyncLocalStorage<string>();
    let seen: string | undefined;
    const refuse = () => {
      seen = place.getStore();
      return nothing();
    };
    const { hook } = await place.run("program", () => guard(() => inGroup(), { refuse }));
    await place.run("engine", () => hook!.callback(args));
    expect(seen).toBe("program");
  });
});
