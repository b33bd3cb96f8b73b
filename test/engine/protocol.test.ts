// Tests the provider protocol on the real engine, with a small made-up cloud.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as auto from "@pulumi/pulumi/automation";
import type { CloudFunction, Properties, ResourceKind } from "../../src/rehearsal/cloud/types";
import { FaultPlan, parseFault } from "../../src/rehearsal/fault";
import { type Providers, serveProviders } from "../../src/rehearsal/protocol/attach";
import { constructCluster } from "../../src/rehearsal/protocol/eks";
import { ensureEngine } from "../../tools/engine";
import { FileStore } from "../../src/rehearsal/store/fileStore";

let engine: string;

beforeAll(async () => {
  engine = (await ensureEngine()).command;
});

const named = ({ name }: Properties): { id: string } => ({ id: name as string });

const kinds: Readonly<Record<string, ResourceKind>> = {
  "aws:test:Network": {
    computed: ["arn"],
    replaceOn: ["cidr"],
    check: ({ cidr }) => (cidr === "" ? [{ property: "cidr", reason: "must not be empty" }] : []),
    create: (_, { hex }) => ({ id: `net-${hex(8)}`, outputs: { arn: `arn:${hex(8)}` } }),
  },
  "aws:test:Balancer": {
    autoName: { property: "name", maxLength: 32 },
    computed: ["dnsName"],
    create: (inputs) => ({ ...named(inputs), outputs: { dnsName: `${named(inputs).id}.elb` } }),
  },
  "aws:test:Record": { create: named },
  "aws:iam/role:Role": {
    autoName: { property: "name", maxLength: 64 },
    create: (inputs) => ({
      ...named(inputs),
      outputs: { arn: `arn:aws:iam::123456789012:role/${named(inputs).id}` },
    }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {},
  "aws:eks/accessEntry:AccessEntry": {},
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {},
  "aws:eks/cluster:Cluster": {
    create: (inputs) => ({
      ...named(inputs),
      outputs: {
        arn: `arn:aws:eks:eu-west-1:123456789012:cluster/${named(inputs).id}`,
        endpoint: `https://${named(inputs).id}.eks`,
        certificateAuthority: { data: "Q0E=" },
        identities: [{ oidcs: [{ issuer: "https://oidc.eks/id" }] }],
        vpcConfig: { clusterSecurityGroupId: "sg-1" },
      },
    }),
  },
  "kubernetes:core/v1:Namespace": { create: ({ metadata }) => named(metadata as Properties) },
};
const functions: Readonly<Record<string, CloudFunction>> = {
  "aws:test:names": (args, { cloud }) => ({
    ...args,
    names: cloud.list("aws:test:Record").map(({ id }) => id),
  }),
};

/** A resource of the made-up cloud; `outputs` names what it has besides its inputs. */
class Thing extends pulumi.CustomResource {
  [output: string]: unknown;
  constructor(
    kind: string,
    name: string,
    args: pulumi.Inputs,
    outputs: string[] = [],
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      `aws:test:${kind}`,
      name,
      { ...args, ...Object.fromEntries(outputs.map((o) => [o, undefined])) },
      opts,
    );
  }
}

describe("the engine, attached to the simulated cloud", () => {
  let directory: string;
  let store: FileStore;
  let providers: Providers | undefined;
  let command: auto.PulumiCommand;

  beforeEach(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "rehearsal-"));
    fs.mkdirSync(path.join(directory, "state"));
    fs.mkdirSync(path.join(directory, "bin"));
    fs.symlinkSync(path.resolve(engine), path.join(directory, "bin/pulumi"));
    command = await auto.PulumiCommand.get({ root: directory });
    store = new FileStore(directory);
  });

  afterEach(() => {
    providers?.close();
    store.close();
    fs.rmSync(directory, { recursive: true });
  });

  /** The stack, with an engine that attaches to providers that have these faults. */
  async function attach(program: () => unknown, ...faults: string[]): Promise<auto.Stack> {
    providers?.close();
    providers = await serveProviders(
      {
        store,
        kindOf: (token) => kinds[token],
        functionOf: (token) => functions[token],
        faults: new FaultPlan(faults.map(parseFault)),
        kill: () => process.kill(enginePid(), "SIGKILL"),
      },
      (token) => (token === "eks:index:Cluster" ? constructCluster : undefined),
    );
    const envVars = {
      PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
      PULUMI_BACKEND_URL: `file://${directory}/state`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_HOME: path.join(directory, "home"),
    };
    return auto.LocalWorkspace.createOrSelectStack(
      {
        stackName: "dev",
        projectName: "protocol",
        program: () => Promise.resolve().then(program as () => Record<string, unknown>),
      },
      { pulumiCommand: command, envVars, workDir: directory },
    );
  }

  /** The engine says who it is in the stack's lock. */
  function enginePid(): number {
    const locks = path.join(directory, "state/.pulumi/locks/organization/protocol/dev");
    const [lock] = fs.readdirSync(locks).filter((file) => file.endsWith(".json"));
    return (JSON.parse(fs.readFileSync(path.join(locks, lock!), "utf8")) as { pid: number }).pid;
  }

  const ids = (type: string): string[] => store.list(type).map(({ id }) => id);

  test("previews, creates, finds nothing to do, updates, replaces and deletes", async () => {
    let settings = { cidr: "10.0.0.0/16", tag: "a" };
    const stack = await attach(() => {
      const network = new Thing("Network", "net", { cidr: settings.cidr, tags: { Name: settings.tag } }, [
        "arn",
      ]);
      const balancer = new Thing("Balancer", "web", { network: network.id }, ["dnsName"]);
      return { arn: network.arn, dnsName: balancer.dnsName };
    });

    expect((await stack.preview()).changeSummary).toEqual({ create: 3 });
    expect(store.all()).toEqual([]);
    const created = await stack.up();
    expect(created.outputs.dnsName?.value).toMatch(/^web-[0-9a-f]{7}\.elb$/);
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 3 });
    const before = ids("aws:test:Network");

    settings = { ...settings, tag: "b" };
    const changed = await stack.preview({ diff: true });
    expect(changed.stdout).toContain('~ Name: "a" => "b"');
    const updated = await stack.up();
    expect(updated.summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect(updated.outputs.arn?.value).toBe(created.outputs.arn?.value);
    expect(ids("aws:test:Network")).toEqual(before);

    settings = { ...settings, cidr: "10.1.0.0/16" };
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, replace: 1, update: 1 });
    expect(ids("aws:test:Network")).toHaveLength(1);
    expect(ids("aws:test:Network")).not.toEqual(before);

    await stack.destroy();
    expect(store.all()).toEqual([]);
  });

  test("a refresh sees what others changed, and what they deleted", async () => {
    const stack = await attach(() => {
      new Thing("Record", "api", { name: "api", weight: 0 });
      new Thing("Record", "ingest", { name: "ingest", weight: 0 });
    });
    await stack.up();
    const api = store.get("aws:test:Record", "api")!;
    const weight = { name: "api", weight: 100 };
    store.put({ ...api, inputs: weight, outputs: weight });
    store.delete("aws:test:Record", "ingest");
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 1, update: 1, delete: 1 });
    expect((await stack.preview()).changeSummary).toEqual({ same: 1, update: 1, create: 1 });
  });

  test("a resource that is there already is imported, and read", async () => {
    const inputs = { name: "api", weight: 7 };
    const record = { type: "aws:test:Record", id: "api", inputs, outputs: inputs, createdAt: "" };
    store.put({ ...record, seeded: true });
    const stack = await attach(() => {
      new Thing("Record", "import", inputs, [], { import: "api" });
      return { weight: new Thing("Record", "read", {}, ["weight"], { id: "api" }).weight };
    });
    const result = await stack.up();
    expect(result.summary.resourceChanges).toEqual({ create: 1, import: 1 });
    expect(result.outputs.weight?.value).toBe(7);
    expect(store.get("aws:test:Record", "api")?.seeded).toBe(true);
  });

  test("secrets stay secret, and functions answer", async () => {
    const stack = await attach(() => {
      const record = new Thing("Record", "api", {
        name: "api",
        nested: { key: pulumi.secret("hunter2"), open: 1 },
      });
      const names = pulumi.runtime.invokeOutput("aws:test:names", { of: "zone" }, { dependsOn: [record] });
      return { nested: record.nested, names };
    });
    const { outputs } = await stack.up();
    expect(outputs.nested).toEqual({ value: { key: "hunter2", open: 1 }, secret: true });
    expect(outputs.names?.value).toEqual({ of: "zone", names: ["api"] });
    const state = fs.readFileSync(path.join(directory, "state/.pulumi/stacks/protocol/dev.json"), "utf8");
    expect(state).not.toContain("hunter2");
  });

  test("refuses at preview a resource that it doesn't know", async () => {
    const stack = await attach(() => {
      new Thing("Queue", "queue", {});
    });
    await expect(stack.preview()).rejects.toThrow(
      "the rehearsal does not know the resource type aws:test:Queue; add it to src/rehearsal/cloud",
    );
  });

  test("refuses at preview what Check finds", async () => {
    const stack = await attach(() => {
      new Thing("Network", "net", { cidr: "" });
    });
    await expect(stack.preview()).rejects.toThrow("has a problem: must not be empty");
  });

  test("an operation that fails stops the update, and the next one finishes it", async () => {
    const program = (): void => {
      const network = new Thing("Network", "net", { cidr: "a" });
      new Thing("Balancer", "web", { network: network.id });
    };
    await expect((await attach(program, "fail@2")).up()).rejects.toThrow(
      "creating aws:test:Balancer (web): InternalFailure: the rehearsal made this operation fail",
    );
    expect((await (await attach(program)).up()).summary.resourceChanges).toEqual({ create: 1, same: 2 });
    expect(store.all()).toHaveLength(2);
  });

  describe("killed in the middle", () => {
    const program = (): void => {
      const first = new Thing("Record", "a", { name: "a" });
      const second = new Thing("Record", "b", { name: "b", after: first.id });
      new Thing("Record", "c", { name: "c", after: second.id });
    };

    test.each(["kill@2", "kill-after@2"])(
      "%s leaves a lock and a pending create; when both are settled, up converges",
      async (fault) => {
        await expect((await attach(program, fault)).up()).rejects.toThrow("SIGKILL");
        const stack = await attach(program);
        await expect(stack.up()).rejects.toThrow("the stack is currently locked");
        await stack.cancel();

        const state = await stack.exportStack();
        const [pending] = state.deployment.pending_operations as {
          type: string;
          resource: { urn: string };
        }[];
        expect(pending).toMatchObject({
          type: "creating",
          resource: { urn: expect.stringMatching(/Record::b$/) },
        });
        // Only the state of the cloud tells whether it was created. If it was, it is entered into the stack.
        if (store.get("aws:test:Record", "b")) {
          state.deployment.resources.push({ ...pending!.resource, id: "b" });
          await stack.importStack(state);
        }
        await stack.refresh({ clearPendingCreates: true });

        expect((await stack.exportStack()).deployment.pending_operations).toBeUndefined();
        await stack.up();
        expect((await stack.up()).summary.resourceChanges).toEqual({ same: 4 });
        expect(ids("aws:test:Record")).toEqual(["a", "b", "c"]);
      },
    );

    test("an update is simply made again", async () => {
      let weight = 0;
      const record = (): void => {
        new Thing("Record", "api", { name: "api", weight });
      };
      await (await attach(record)).up();
      weight = 5;
      await expect((await attach(record, "kill-after@1")).up()).rejects.toThrow("SIGKILL");
      const stack = await attach(record);
      await stack.cancel();
      expect((await stack.up()).summary.resourceChanges).toEqual({ same: 1, update: 1 });
      await stack.refresh();
      expect((await stack.exportStack()).deployment.pending_operations).toBeUndefined();
    });
  });

  test("eks.Cluster is constructed, and its kubeconfig leads to its objects", async () => {
    let version = "1.35";
    const stack = await attach(() => {
      const cluster = new eks.Cluster("blue", {
        name: "blue",
        version,
        vpcId: "vpc-1",
        subnetIds: ["subnet-1", "subnet-2"],
        endpointPrivateAccess: true,
        authenticationMode: eks.AuthenticationMode.Api,
        accessEntries: {
          admin: {
            principalArn: "arn:aws:iam::123456789012:role/admin",
            accessPolicies: { admin: { policyArn: "admin", accessScope: { type: "cluster" } } },
          },
        },
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
      });
      const provider = new kubernetes.Provider("blue", {
        kubeconfig: cluster.kubeconfigJson,
        clusterIdentifier: "blue",
      });
      new kubernetes.core.v1.Namespace("apps", { metadata: { name: "apps" } }, { provider });
      return { name: cluster.eksCluster.name, group: cluster.clusterSecurityGroupId };
    });

    expect((await stack.preview()).changeSummary).toEqual({ create: 11 });
    const { outputs } = await stack.up();
    expect(outputs).toMatchObject({ name: { value: "blue" }, group: { value: "sg-1" } });
    expect(store.get("kubernetes:core/v1:Namespace", "apps", "blue")).toBeDefined();
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 11 });
    // What is deleted in the order of the real component: the role's policy after the cluster, which needs it to the end.
    const { resources } = (await stack.exportStack()).deployment as {
      resources: { urn: string; type: string; dependencies?: string[] }[];
    };
    const made = resources.find(({ type }) => type === "aws:eks/cluster:Cluster")!;
    const attachment = resources.find(({ type }) => type.includes("rolePolicyAttachment"))!;
    expect(made.dependencies).toContain(attachment.urn);
    expect(
      resources.flatMap(({ urn, type }) =>
        /^pulumi:providers:(aws|kub)/.test(type) ? urn.split("::").at(-1)! : [],
      ),
    ).toEqual(expect.arrayContaining([expect.stringMatching(/^default_7_25_0$/), "blue-eks-k8s", "blue"]));
    version = "1.36";
    expect((await stack.preview()).changeSummary).toEqual({ same: 10, update: 1 });
    await stack.destroy();
    expect(store.all()).toEqual([]);
  });
});
