// Tests a database that is moved on the real engine: each phase touches only what it must.
import { parse, stringify } from "yaml";
import {
  ask,
  askChecked,
  forward,
  loading,
  nameRecord,
  oldHost,
  recorded,
  reverse,
  nameTarget,
  streaming,
  touched,
} from "./moves";
import { operations } from "./project";

test("each phase touches only what it must", async () => {
  const project = await loading();
  expect(nameTarget(project)).toBe(oldHost);
  expect(await touched(project, { phase: "stream" })).toEqual([]);
  expect(await touched(project, { phase: "cutover" })).toEqual([`update ${forward}`, `update ${nameRecord}`]);
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
  const project = await streaming();
  const began = await touched(project, { phase: "reverse" });
  expect(began.filter((one) => /replicationConfig|Record/.test(one))).toEqual([
    `update ${forward}`,
    `update ${nameRecord}`,
    `create ${reverse}`,
  ]);

  expect(await touched(project, { phase: "back" })).toEqual([`update ${reverse}`, `update ${nameRecord}`]);
  expect(nameTarget(project)).toBe(oldHost);
  ask(project, { phase: "load" });
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["round"]);
  ask(project, { round: 2 });
  const again = operations(await project.done("up"));
  expect(again).toContain(`replace ${forward}`);
  expect(again).toContain(`delete ${reverse}`);
});

test("DMS changes only what rests: a pause, the change, and on", async () => {
  const project = await streaming();
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
  const project = await streaming();
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

test("a move that was given up leaves the stack with its database", async () => {
  const project = await loading();
  project.configure((config) => delete config["crossover:databases"].main.replication);
  await project.done("up");
  expect(recorded(project)).toMatchObject({ stage: "none" });
  project.configure((config) => (config["crossover:databases"].main.source.host = "other.example.internal"));
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toEqual(["evidence"]);
  project.configure((config) => (config["crossover:databases"].main.source.host = oldHost));
  const service = parse(project.read("services/monolith.yaml")) as { database?: string };
  delete service.database;
  project.write("services/monolith.yaml", stringify(service));
  const both = project.fork();
  both.configure((config) => delete config["crossover:databases"].main);
  expect(await both.run("up")).toMatchObject({ result: "refused", problems: [{ rule: "protected" }] });
  // No service uses it any more, so that it may go.
  await project.done("up");
  project.configure((config) => delete config["crossover:databases"].main);
  expect(operations(await project.done("up"))).toContain(`delete ${nameRecord}`);
  expect(recorded(project)).toBeUndefined();
});

test("a legacy side that keeps to the old database holds the cutover up, and stays away after it", async () => {
  const project = await streaming(true);
  askChecked(project, { phase: "cutover" });
  const { problems } = await project.run("up");
  expect(problems.map(({ rule, path }) => [rule, path])).toEqual([
    ["database", "crossover:databases.main.replication.phase"],
  ]);
  project.configure((config) => (config["crossover:databases"].main.byName = ["monolith"]));
  await project.done("up");
});

test("without a source such a side doesn't meet pods, unless it uses the private name", async () => {
  const project = await streaming();
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

test("no password is anywhere in the state", async () => {
  const ends = (await streaming()).state().filter(({ type }) => type === "aws:dms/endpoint:Endpoint");
  expect(ends.map(({ inputs }) => inputs.secretsManagerArn).sort()).toEqual([
    expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:legacy\/main-.{6}$/),
    expect.stringMatching(/^arn:aws:secretsmanager:.*:secret:main\/replication-.{6}$/),
  ]);
  for (const { inputs } of ends) expect(inputs).not.toHaveProperty("password");
});
