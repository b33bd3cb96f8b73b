// Tests `release-name`: a finished route becomes a simple record that no stack writes, and whatever follows leaves it alone.
import * as fs from "node:fs";
import * as path from "node:path";
import { FileStore } from "../../src/rehearsal/store/fileStore";
import * as automation from "@pulumi/pulumi/automation";
import { operations, type Project, unchanged, until } from "./project";
import { deployedWithAuth } from "./starts";

const origin = path.resolve(__dirname, "..", "..");
const record = "aws:route53/record:Record";
/** `auth` is in the cluster alone, `api` and `ingest` on legacy alone. */
let start: Project;
/** The same, with `auth` released. */
let released: Project;

beforeAll(async () => {
  start = (await deployedWithAuth()).withProgram();
});

beforeAll(async () => {
  released = start.fork();
  await released.done("release-name auth");
  says(released, { auth: "blue" });
});

/** What the zone has of a name and of its ledger: type, set identifier, what it names. */
function zoneOf(project: Project, route: string) {
  return project
    .cloud()
    .filter(
      ({ type, outputs }) =>
        type === record && new RegExp(`^${route}\\.(_crossover\\.)?dev\\.`).test(outputs.fqdn as string),
    )
    .map(({ outputs }) => [outputs.type, outputs.setIdentifier, (outputs.aliases as any)?.[0].name]);
}

/** The resources of a route's own records in the state. */
const inState = (project: Project, name: string) =>
  project
    .state()
    .filter(({ urn, type }) => type === record && urn.includes(`::${name}`))
    .map(({ urn }) => urn.split("::").at(-1));

/** Changes a record in the zone as another tool would. @param beside the changed one is put beside it */
function put(
  project: Project,
  name: string,
  changes: (outputs: Record<string, unknown>) => object | undefined,
  beside = false,
): void {
  const store = new FileStore(project.rehearsal);
  const found = store.list(record).find(({ outputs }) => outputs.fqdn === name)!;
  const outputs = changes(found.outputs) as (typeof found)["outputs"] | undefined;
  if (!beside) store.delete(record, found.id);
  if (outputs) {
    const words = ["zoneId", "fqdn", "type", "setIdentifier"].map(
      (key) => outputs[key] as string | undefined,
    );
    const id = words.filter((word) => word !== undefined).join("_");
    store.put({ ...found, id, inputs: outputs, outputs });
  }
  store.close();
}

function says(project: Project, names: Record<string, string>) {
  project.configure((config) => (config["crossover:releasedNames"] = names));
}

const simple = { auth: [["A", undefined, expect.stringContaining("dev-blue-entry-nlb")]] };

test("the zone changes at once, and what follows by pulumi and by crossover changes nothing", async () => {
  const project = start.fork();
  const batches: string[] = [];
  project.afterEach((change) => batches.push(change));
  const run = await project.done("release-name auth");
  expect(run.traffic).toEqual({ auth: { value: "kubernetes", stands: "blue (released)" } });
  expect(run.err).toContain("what follows needs `--set releasedNames.auth=blue`");
  expect(zoneOf(project, "auth")).toEqual(simple.auth);
  expect(batches.filter((change) => change.startsWith("change batch"))).toEqual([
    "change batch: DELETE auth.dev.example.com_A_blue 100, DELETE auth._crossover.dev.example.com_TXT, CREATE auth.dev.example.com_A",
  ]);
  expect(inState(project, "auth-auth")).toEqual(["auth-auth-blue-origin"]);

  says(project, { auth: "blue" });
  expect((await project.done("preview")).changes).toEqual(unchanged);
  expect(await project.pulumi("preview --expect-no-changes")).toMatchObject({ code: 0 });
  expect(project.outages()).toEqual([]);
});

test("updates go on: they leave the record alone, and roll out a release as ever", async () => {
  const project = released.fork();
  expect(await project.pulumi("up --yes --skip-preview --expect-no-changes")).toMatchObject({ code: 0 });
  project.configure((config) => (config["crossover:releases"].auth.tag = "2.0.0"));
  const update = await project.done("up --advance 24h");
  expect(operations(update)).toEqual(["update kubernetes:apps/v1:Deployment auth-blue"]);
  expect(update.traffic.auth).toMatchObject({ value: "kubernetes" });
  expect(zoneOf(project, "auth")).toEqual(simple.auth);
  expect((await project.done("status")).traffic.auth).toMatchObject({ stands: "blue (released)" });
  expect(project.outages()).toEqual([]);
});

test("legacy can be kept as well, and what it stands on stays protected", async () => {
  const project = start.fork();
  await project.done("release-name api");
  says(project, { api: "legacy" });
  expect((await project.done("up")).changes).toEqual(unchanged);
  project.ask({ default: "legacy", api: 0 });
  expect((await project.run("preview")).problems).toMatchObject([
    { rule: "released", path: "crossover:traffic.api", allowed: "legacy, or leave api out" },
  ]);
  // Its service can't go from under it.
  project.configure((config) => {
    delete config["crossover:traffic"].api;
    delete config["crossover:releases"].monolith;
    delete config["crossover:services"].monolith;
  });
  fs.rmSync(path.join(project.root, "services", "monolith.yaml"));
  const { problems } = await project.run("preview");
  expect(problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ rule: "retired", path: "crossover:releasedNames.api" }),
      expect.objectContaining({ rule: "retired", message: expect.stringContaining("ingest.dev") }),
    ]),
  );
  expect(project.outages()).toEqual([]);
});

describe("stopped on the way, it goes on", () => {
  /** The zone is as it is to be; the stack file doesn't say so, and the state has the records still. */
  let stopped: Project;

  beforeAll(async () => {
    stopped = start.fork();
    const running = stopped.start("release-name auth");
    await until("the record is simple", () => zoneOf(stopped, "auth")[0]![1] === undefined);
    running.signal("SIGKILL");
    await running.ended;
    expect(inState(stopped, "auth-auth")).toHaveLength(3);
  });

  test.each<[string, Record<string, string> | undefined, string, string]>([
    ["before the stack file", undefined, "crossover:traffic.auth", "which finishes what was stopped"],
    [
      "before the state",
      { auth: "blue" },
      "crossover:releasedNames.auth",
      "which lets the state forget them",
    ],
  ])("%s", async (_, names, refusedAt, way) => {
    const project = stopped.fork();
    if (names) says(project, names);
    const plain = await project.pulumi("preview");
    expect(plain.code).not.toBe(0);
    expect(plain.out + plain.err).toContain(way);
    // What `up` refreshes first doesn't take the way.
    expect((await project.run("up")).problems).toMatchObject([
      { rule: "released", path: refusedAt, allowed: expect.stringContaining(way) },
    ]);
    await project.done("release-name auth");
    says(project, { auth: "blue" });
    expect(await project.pulumi("preview --expect-no-changes")).toMatchObject({ code: 0 });
    expect(inState(project, "auth-auth")).toEqual(["auth-auth-blue-origin"]);
    expect(zoneOf(project, "auth")).toEqual(simple.auth);
    expect(project.outages()).toEqual([]);
  });

  test("while the state forgets", async () => {
    const project = stopped.fork();
    says(project, { auth: "blue" });
    jest
      .spyOn(automation.Stack.prototype, "refresh")
      .mockImplementationOnce(() => Promise.reject(new Error("was killed with SIGKILL")));
    const failed = await project.run("release-name auth");
    expect(failed).toMatchObject({ code: 1, result: "failed", problems: [{ rule: "engine" }] });
    await project.done("release-name auth");
    expect((await project.done("preview")).changes).toEqual(unchanged);
  });
});

test("as on a real stack: asks nothing with --yes, and writes the stack file", async () => {
  const project = start.fork();
  const command = `node ${path.join(origin, "bin/crossover.js")}`;
  const real = (line: string) =>
    project.start(`rehearsal --stack dev --rehearsal=${project.rehearsal} -- ${command} ${line}`).ended;
  const silent = await real("release-name auth --stack dev");
  expect(silent).toMatchObject({ code: 2, err: expect.stringContaining("add `--yes`") });
  const before = project.read("Pulumi.dev.yaml");
  const released = await real("release-name auth --stack dev --yes");
  expect(released).toMatchObject({
    code: 0,
    err: expect.stringContaining('Pulumi.dev.yaml says crossover:releasedNames.auth: "blue" now; commit it'),
  });
  expect(project.read("Pulumi.dev.yaml")).toBe(
    before.replace("config:\n", "config:\n  crossover:releasedNames: { auth: blue }\n"),
  );
  expect((await project.done("preview")).changes).toEqual(unchanged);
  expect(await real("release-name auth --stack dev --yes")).toMatchObject({ code: 0 });
  expect(project.outages()).toEqual([]);
});

describe("is refused, and changes nothing", () => {
  const refused = async (project: Project, line: string) => {
    const held = () => [project.cloud(), project.state()];
    const before = held();
    const run = await project.run(line);
    expect(run).toMatchObject({ code: 1, result: "refused" });
    expect(held()).toEqual(before);
    return run.problems;
  };

  test.each([
    ["apo", "config", "did you mean `api`"],
    ["monolith", "config", "each of its public names shifts by itself"],
  ])("%s, which is no route", async (name, rule, says) => {
    expect(await refused(start.fork(), `release-name ${name}`)).toMatchObject([
      { rule, message: expect.stringContaining(says) },
    ]);
  });

  test.each([
    [0, "api has legacy at 100 %, and blue stands by: it would no longer take over"],
    [25, "api is split: legacy 75 %, blue 25 %"],
  ])("with %i %% on another side", async (percent, message) => {
    const project = start.fork();
    const weighted = (setIdentifier: string, weight: number) => (outputs: object) => ({
      ...outputs,
      setIdentifier,
      weightedRoutingPolicies: [{ weight }],
    });
    put(project, "api.dev.example.com", weighted("legacy", 100 - percent));
    put(project, "api.dev.example.com", weighted("blue", percent), true);
    expect(project.weights("api")).toEqual({ legacy: 100 - percent, blue: percent });
    expect(await refused(project, "release-name api")).toMatchObject([{ rule: "released", message }]);
  });

  test("where the stack file asks for something else, or lets the name go", async () => {
    const project = start.fork();
    project.ask({ api: 0 });
    expect(await refused(project, "release-name api")).toMatchObject([
      { message: "api has only legacy left, and the stack file asks for something else" },
    ]);
    project.ask({ api: "legacy" });
    project.configure((config) => (config["crossover:retired"] = ["api"]));
    expect(await refused(project, "release-name api")).toMatchObject([{ rule: "retired" }]);
  });

  test("a name of another stack, and a simple record of another program", async () => {
    const project = start.fork();
    const store = new FileStore(project.rehearsal);
    const find = (name: string) => store.list(record).find(({ outputs }) => outputs.fqdn === name)!;
    const ledger = find("api._crossover.dev.example.com");
    const records = (ledger.outputs.records as string[]).map((text) => text.replace("/dev", "/other"));
    store.put({ ...ledger, outputs: { ...ledger.outputs, records } });
    const {
      setIdentifier: _,
      weightedRoutingPolicies: __,
      aliases: ___,
      ...rest
    } = find("auth.dev.example.com").outputs as Record<string, unknown>;
    store.put({
      ...find("auth.dev.example.com"),
      outputs: { ...rest, ttl: 60, records: ["192.0.2.1"] },
    });
    store.close();
    expect(await refused(project, "release-name api")).toMatchObject([
      { rule: "owner", message: expect.stringMatching(/^api belongs to crossover\/other/) },
    ]);
    expect(await refused(project, "release-name auth")).toMatchObject([{ rule: "owner" }]);
  });

  test("while an update runs", async () => {
    const project = start.fork();
    project.configure((config) => (config["crossover:releases"].auth.tag = "2.0.0"));
    const update = project.start("up --json --fault delay:15s:kubernetes:apps/v1:Deployment@1");
    const locks = path.join(project.rehearsal, "state/.pulumi/locks/organization/crossover/dev");
    const isLocked = () => fs.existsSync(locks) && fs.readdirSync(locks).length > 0;
    await until("the update is under way", isLocked);
    const run = await project.run("release-name auth");
    expect(run.problems).toMatchObject([
      { rule: "engine", message: expect.stringContaining("another update of dev is running") },
    ]);
    expect(zoneOf(project, "auth")).toHaveLength(2);
    expect((await update.ended).code).toBe(0);
    await project.done("release-name auth");
  });
});

test("an AAAA of another tool moves with it, or keeps it from moving", async () => {
  const project = start.fork();
  const other = project.fork();
  put(project, "auth.dev.example.com", (outputs) => ({ ...outputs, type: "AAAA" }), true);
  put(
    other,
    "auth.dev.example.com",
    (outputs) => ({ ...outputs, type: "AAAA", setIdentifier: "legacy" }),
    true,
  );
  await project.done("release-name auth");
  expect(zoneOf(project, "auth").map(([type, id]) => [type, id])).toEqual([
    ["A", undefined],
    ["AAAA", undefined],
  ]);
  says(project, { auth: "blue" });
  expect((await project.done("preview")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
  const { problems } = await other.run("release-name auth");
  expect(problems).toMatchObject([{ rule: "record" }]);
});

describe("a released name", () => {
  test("is taken in again by one batch by hand, and an update that takes it over", async () => {
    const project = released.fork();
    put(project, "auth.dev.example.com", (outputs) => ({
      ...outputs,
      setIdentifier: "blue",
      weightedRoutingPolicies: [{ weight: 100 }],
    }));
    project.configure((config) => {
      delete config["crossover:releasedNames"];
      config["crossover:takeOver"] = ["auth"];
    });
    expect(operations(await project.done("up"))).toEqual([
      `create ${record} auth-auth-blue`,
      `create ${record} auth-auth-ledger`,
    ]);
    project.configure((config) => delete config["crossover:takeOver"]);
    expect((await project.done("preview")).changes).toEqual(unchanged);
    expect(project.weights("auth")).toEqual({ blue: 100 });
    expect(project.outages()).toEqual([]);
  });

  test("goes with its service in two updates, once its record is gone", async () => {
    const project = released.fork();
    project.configure((config) => (config["crossover:retired"] = ["auth"]));
    expect((await project.run("preview")).problems).toMatchObject([
      { rule: "retired", path: "crossover:releasedNames.auth" },
    ]);
    put(project, "auth.dev.example.com", () => undefined);
    await project.done("up --allow-dip");
    project.configure((config) => {
      delete config["crossover:releasedNames"];
      delete config["crossover:retired"];
      delete config["crossover:releases"].auth;
    });
    fs.rmSync(path.join(project.root, "services", "auth.yaml"));
    const service = project.read("services/monolith.yaml");
    project.write("services/monolith.yaml", service.replace(/^after:\n( {2}- .*\n)+/m, "after: []\n"));
    await project.done("up --allow-dip");
    expect(project.state().filter(({ urn }) => urn.includes("::auth-"))).toEqual([]);
  });

  test("lives on with all else when Pulumi has forgotten the stack", async () => {
    const project = released.fork();
    const before = project.cloud();
    const run = (line: string) =>
      project.start(`rehearsal --stack dev --rehearsal=${project.rehearsal} -- pulumi ${line}`).ended;
    const file = path.join(project.root, "dev.json");
    expect(await run(`stack export --stack dev --file ${file}`)).toMatchObject({ code: 0 });
    expect(await run("stack rm dev --force --yes --preserve-config")).toMatchObject({ code: 0 });
    expect(project.state()).toEqual([]);
    expect(project.cloud()).toEqual(before);
    expect(project.outages()).toEqual([]);
    expect(await run(`stack import --stack dev --file ${file}`)).toMatchObject({ code: 0 });
    expect((await project.done("preview")).changes).toEqual(unchanged);
  });
});

test("a destroy leaves the record, and names it", async () => {
  const project = released.fork();
  const { left } = await project.done("destroy");
  expect(left).toMatchObject({ released: ["auth.dev.example.com"] });
  expect(zoneOf(project, "auth")).toEqual(simple.auth);
});

test("a rollback says that the name is released", async () => {
  for (const line of ["rollback auth", "rollback auth --now"])
    expect((await released.run(line)).problems).toMatchObject([
      { rule: "rollback", message: "auth has been released: its record is simple, and no stack writes it" },
    ]);
});
