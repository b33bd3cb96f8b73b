// Tests moving a database on the real engine: each phase touches only what it must, and a kill leaves a way on.
import { parse, stringify } from "yaml";
import { Session } from "../../src/cli/session";
import { operations, type Project, single } from "./project";

const forward = "aws:dms/replicationConfig:ReplicationConfig dev-main-db-replication-forward";
const reverse = "aws:dms/replicationConfig:ReplicationConfig dev-main-db-replication-reverse";
const name = "aws:route53/record:Record dev-main-db-name-record";
const old = "main.legacy.example.internal";

let loading: Project;
let streaming: Project;

beforeAll(async () => {
  const project = single();
  const service = parse(project.read("services/monolith.yaml")) as object;
  project.write("services/monolith.yaml", stringify({ ...service, database: "main" }));
  project.configure((config) => {
    config["crossover:traffic"] = { default: "legacy" };
    const main = {
      ...{ engine: "postgres", version: "17", instanceType: "db.t4g.micro", storageGiB: 20, database: "app" },
      ...{ protect: false, finalSnapshot: false },
      source: { host: old, secret: "legacy/main" },
    };
    config["crossover:databases"] = { main };
    config["crossover:network"].endpoints = ["secretsmanager"];
  });
  await project.done("up");
  project.configure((config) => {
    config["crossover:databases"].main.replication = {
      phase: "load",
      secret: "main/replication",
      include: ["public.*"],
      exclude: ["public.audit_*"],
    };
  });
  await project.done("up");
  loading = project.fork();
  ask(project, { phase: "stream" });
  await project.done("up");
  streaming = project.fork();
});

/** Changes the replication in the stack file. */
function ask(project: Project, changes: object): void {
  project.configure((config) => {
    Object.assign(config["crossover:databases"].main.replication, changes);
  });
}

/** As an engineer who has just seen that writes are stopped. */
function askChecked(project: Project, changes: object): void {
  ask(project, { ...changes, checked: project.now().toISOString() });
}

async function touched(project: Project, changes: object, line = "up"): Promise<string[]> {
  askChecked(project, changes);
  return operations(await project.done(line));
}

/** What is written down of the move. */
function recorded(project: Project): unknown {
  return project.resource("pulumi:pulumi:Stack", "crossover-dev")!.outputs!["replication.main"];
}

/** The next run is of one resource alone, as with `pulumi up --target`. */
function aim(project: Project, resource: string): void {
  const { urn } = project.state().find((one) => one.urn.endsWith(`::${resource}`))!;
  const { run } = Session.prototype;
  jest.spyOn(Session.prototype, "run").mockImplementationOnce(function (this: Session, kind, options) {
    return run.call(this, kind, { ...options, target: [urn] });
  });
}

/** What the private name points to in the simulated cloud. */
function nameTarget(project: Project): string {
  const record = project.cloud().find(({ outputs }) => outputs.fqdn === "main.db.dev.internal");
  return (record!.outputs.records as string[])[0]!;
}

test("each phase touches only what it must", async () => {
  const project = loading.fork();
  expect(nameTarget(project)).toBe(old);
  expect(await touched(project, { phase: "stream" })).toEqual([]);
  expect(await touched(project, { phase: "cutover" })).toEqual([`update ${forward}`, `update ${name}`]);
  expect(nameTarget(project)).toMatch(/^dev-main\..*\.rds\.amazonaws\.com$/);
  const ends = ["source", "target"].map(
    (end) => `aws:dms/endpoint:Endpoint dev-main-db-replication-reverse-${end}`,
  );
  const began = await touched(project, { phase: "reverse" });
  expect(began.at(-1)).toBe(`create ${reverse}`);
  expect([...began].sort()).toEqual([`create ${reverse}`, ...ends.map((end) => `create ${end}`)].sort());
  expect((await project.done("up")).operations).toEqual([]);

  ask(project, { phase: "done" });
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["soak"]);
  const ended = operations(await project.done("up --advance 1h"));
  expect(ended.filter((one) => !one.startsWith("delete"))).toEqual([]);
  expect(project.cloud().filter(({ type }) => type.startsWith("aws:dms/"))).toEqual([]);

  project.configure((config) => {
    delete config["crossover:databases"].main.source;
    delete config["crossover:databases"].main.replication;
  });
  // Only the way to the old database is closed.
  expect(operations(await project.done("up"))).toEqual([
    "update kubernetes:networking.k8s.io/v1:NetworkPolicy dev-blue-policies-monolith",
  ]);
  expect(nameTarget(project)).toMatch(/rds\.amazonaws\.com$/);
});

test("cutover and way back in one update: stop, switch, start", async () => {
  const project = streaming.fork();
  const began = await touched(project, { phase: "reverse" });
  expect(began.filter((one) => /replicationConfig|Record/.test(one))).toEqual([
    `update ${forward}`,
    `update ${name}`,
    `create ${reverse}`,
  ]);

  expect(await touched(project, { phase: "back" })).toEqual([`update ${reverse}`, `update ${name}`]);
  expect(nameTarget(project)).toBe(old);
  ask(project, { phase: "load" });
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["round"]);
  ask(project, { round: 2 });
  const again = operations(await project.done("up"));
  expect(again).toContain(`replace ${forward}`);
  expect(again).toContain(`delete ${reverse}`);
});

test("DMS changes only what rests: a pause, the change, and on", async () => {
  const project = streaming.fork();
  ask(project, { capacity: { min: 8, max: 32 } });
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["modify"]);
  ask(project, { capacity: undefined, paused: true });
  expect(operations(await project.done("up"))).toEqual([`update ${forward}`]);
  ask(project, { capacity: { min: 8, max: 32 } });
  expect(operations(await project.done("up"))).toEqual([`update ${forward}`]);
  ask(project, { paused: false });
  const early = await project.run("up");
  expect(early.problems.map(({ message }) => message).join()).toMatch(/MODIFYING state and cannot start/);
  expect(operations(await project.done("up --advance 2m"))).toEqual([`update ${forward}`]);
});

test("what a replication is of changes only with another load", async () => {
  const project = streaming.fork();
  ask(project, { include: ["sales.*"] });
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["replace"]);
  ask(project, { phase: "load", round: 2 });
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["round"]);
  const tables = { include: ["public.*"] };
  ask(project, { ...tables, phase: "stream", round: 1, paused: true });
  expect(operations(await project.done("up"))).toEqual([`update ${forward}`]);
  const instance = { kind: "instance", instance: { class: "dms.c6i.large" } };
  ask(project, { ...instance, include: ["sales.*"], phase: "load", round: 2, paused: false });
  // Its successor runs before it is deleted: by then it has long been at rest.
  const anew = operations(await project.done("up"));
  expect(anew).toContain("create aws:dms/replicationTask:ReplicationTask dev-main-db-replication-forward");
  expect(anew).toContain(`delete ${forward}`);
});

test("a rollback writes no step down that waits in the stack file, nor one that was taken out", async () => {
  const project = streaming.fork();
  for (const api of [0, 5]) {
    project.ask({ api });
    await project.done("up --advance 10m");
  }
  const before = recorded(project);
  expect(before).toMatchObject({ stage: "stream", wish: { round: 1 } });
  ask(project, { phase: "load", include: ["sales.*"], round: 2 });
  await project.done("rollback api --to 1");
  expect(recorded(project)).toEqual(before);
  project.configure((config) => {
    delete config["crossover:databases"].main.source;
    delete config["crossover:databases"].main.replication;
  });
  await project.done("rollback api");
  expect(recorded(project)).toEqual(before);
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toContain("phase");
});

test.each([
  ["the name isn't switched", { phase: "reverse" }],
  ["nothing is paused", { phase: "stream", paused: true }],
])("an update of another resource alone writes no step down: %s", async (_, wanted) => {
  const project = streaming.fork();
  const before = recorded(project);
  askChecked(project, wanted);
  aim(project, "dev-private-zone");
  expect(operations(await project.done("up"))).toEqual([]);
  expect([nameTarget(project), recorded(project)]).toEqual([old, before]);
  askChecked(project, wanted);
  await project.done("up");
  expect(recorded(project)).toMatchObject({ stage: wanted.phase });
});

test("nor that a way back began which isn't there", async () => {
  const project = streaming.fork();
  askChecked(project, { phase: "cutover" });
  await project.done("up");
  const before = recorded(project);
  askChecked(project, { phase: "reverse" });
  aim(project, "dev-private-zone");
  await project.done("up");
  expect(recorded(project)).toEqual(before);
});

test("a move that was given up leaves the stack with its database", async () => {
  const project = loading.fork();
  project.configure((config) => delete config["crossover:databases"].main.replication);
  await project.done("up");
  expect(recorded(project)).toMatchObject({ stage: "none" });
  project.configure((config) => (config["crossover:databases"].main.source.host = "other.example.internal"));
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["evidence"]);
  const service = parse(project.read("services/monolith.yaml")) as { database?: string };
  delete service.database;
  project.write("services/monolith.yaml", stringify(service));
  project.configure((config) => delete config["crossover:databases"].main);
  expect(operations(await project.done("up"))).toContain(`delete ${name}`);
  expect(recorded(project)).toBeUndefined();
});

test.each([
  ["kill-after:aws:dms/replicationConfig@1", "stream", false],
  ["kill:aws:route53/record@1", "stream", false],
  ["kill-after:aws:route53/record@1", "unfinished", true],
  ["kill:aws:dms/replicationConfig@2", "unfinished", true],
])("%s at the cutover: %s", async (fault, stands_, switched) => {
  const project = streaming.fork();
  askChecked(project, { phase: "reverse" });
  expect((await project.say(`up --fault ${fault}`)).code).toBe(1);
  expect(nameTarget(project) === old).toBe(!switched);

  // Before the switch nothing has happened to the services, and the way back to the stream is open; after it, none.
  ask(project, { phase: "stream" });
  const backwards = await project.run("preview");
  expect(backwards.problems.map(({ rule }) => rule)).toEqual(stands_ === "unfinished" ? ["unfinished"] : []);

  askChecked(project, { phase: "reverse" });
  await project.done("up");
  expect(nameTarget(project)).toMatch(/rds\.amazonaws\.com$/);
  const runs = project.cloud().filter(({ type }) => type === "aws:dms/replicationConfig:ReplicationConfig");
  expect(runs.map(({ inputs }) => inputs.startReplication).sort()).toEqual([false, true]);
  expect((await project.done("up")).operations).toEqual([]);
});

test("a way back that a killed update has made isn't made a second time beside itself", async () => {
  const project = streaming.fork();
  askChecked(project, { phase: "reverse" });
  expect((await project.say("up --fault kill-after:aws:dms/replicationConfig@2")).code).toBe(1);
  const { problems } = await project.run("up");
  expect(problems.map(({ message }) => message).join()).toMatch(
    /ResourceAlreadyExistsFault.*dev-main-reverse-1/,
  );
});

test("a legacy side that keeps to the old database holds the cutover up, and stays away after it", async () => {
  const project = streaming.fork();
  project.configure((config) => {
    config["crossover:services"].monolith = { legacy: { adopt: { loadBalancer: "old" } } };
  });
  await project.done("up");
  askChecked(project, { phase: "cutover" });
  const { problems } = await project.run("up");
  expect(problems.map(({ rule, path }) => [rule, path])).toEqual([
    ["database", "crossover:databases.main.replication.phase"],
  ]);
  project.configure((config) => (config["crossover:databases"].main.byName = ["monolith"]));
  await project.done("up");
});

test("without a source such a side doesn't meet pods, unless it uses the private name", async () => {
  const project = streaming.fork();
  // As if the database had been moved long ago, or never.
  project.configure((config) => {
    config["crossover:services"].monolith = { legacy: { adopt: { loadBalancer: "old" } } };
    const { main } = config["crossover:databases"];
    delete main.source;
    delete main.replication;
    config["crossover:databases"] = { other: main };
    config["crossover:traffic"].api = 0;
  });
  const service = project.read("services/monolith.yaml");
  project.write("services/monolith.yaml", service.replace("database: main", "database: other"));
  const rules = async () =>
    (await project.run("preview --advance 24h")).problems
      .filter(({ path }) => path === "crossover:traffic.api")
      .map(({ rule }) => rule);
  expect(await rules()).toEqual(["database"]);
  project.configure((config) => (config["crossover:databases"].other.byName = ["monolith"]));
  expect(await rules()).toEqual([]);
});

test("no password is anywhere in the state", () => {
  const ends = streaming.state().filter(({ type }) => type === "aws:dms/endpoint:Endpoint");
  expect(ends.map(({ inputs }) => inputs.secretsManagerArn).sort()).toEqual([
    expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:legacy\/main-.{6}$/),
    expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:main\/replication-.{6}$/),
  ]);
  for (const { inputs } of ends) expect(inputs).not.toHaveProperty("password");
});
