// Tests the moves of all databases of a stack: which there are, what is asked of DMS, and what is decided of each.
import {
  movingDatabases,
  planMoves,
  runningTask,
  type ObservedMoves,
} from "../../../src/model/replication/moves";
import type { Stage } from "../../../src/model/replication/phases";
import { keepReplication, liveSide } from "../../../src/model/replication/plan";
import { replicationPolicy } from "../../../src/model/replication/policy";
import type { Recorded } from "../../../src/model/replication/types";
import { databases } from "../../../src/schema/stack/databases";
import { fixed, hosts, minutesAgo, now, recorded, wish } from "./wishes";

const database = {
  engine: "postgres",
  version: "17.6",
  instanceType: "db.r7g.large",
  storageGiB: 100,
  database: "app",
};
const source = { host: hosts.source, secret: "legacy/main" };
const replication = {
  phase: "load",
  secret: "main/replication",
  include: ["public.*"],
  exclude: ["public.audit_*"],
};

test("those move that have a source, or that one is recorded of", () => {
  const file = databases.parse({ main: { ...database, source }, still: database });
  const before = new Map([
    ["gone", recorded("stream")],
    ["main", recorded("none")],
  ]);
  expect(movingDatabases(file, before)).toEqual(["main", "gone"]);
  expect(movingDatabases(file, new Map())).toEqual(["main"]);
  expect(movingDatabases(file, new Map([["still", recorded("done")]]))).toEqual(["main", "still"]);
});

test.each<[Stage, object, string | undefined]>([
  ["load", {}, "prod-main-forward-1"],
  ["stream", { round: 2 }, "prod-main-forward-2"],
  ["reverse", {}, "prod-main-reverse-1"],
  ["stream", { paused: true }, undefined],
  ["cutover", {}, undefined],
  ["back", {}, undefined],
  ["load", { fixed }, undefined],
])("at %s, with %j, the task that runs is %s", (stage, changes, task) => {
  const instance = { fixed: { ...fixed, kind: "instance" as const } };
  expect(runningTask("main", recorded(stage, { ...instance, ...changes }), "prod")).toBe(task);
});

test("no task runs of a database that was never loaded", () => {
  expect(runningTask("main", recorded("none"), "prod")).toBeUndefined();
});

test.each<[string | undefined, string | undefined, Recorded | undefined, string | undefined]>([
  [undefined, hosts.source, recorded("none"), undefined],
  [hosts.source, hosts.source, undefined, "source"],
  [hosts.source, "Main.Legacy.Example.Internal", undefined, "source"],
  [hosts.source, "other.example.internal", recorded("none"), "source"],
  [hosts.source, undefined, undefined, "elsewhere"],
  [hosts.target, hosts.source, recorded("none"), "target"],
  [hosts.target, undefined, recorded("none"), "target"],
  [hosts.target, hosts.source, undefined, "elsewhere"],
  ["third.example.internal", hosts.source, recorded("none"), "elsewhere"],
])("a name for %s, with the source %s, recorded %j, stands for %s", (host, from, before, side) => {
  expect(liveSide(host, from, before)).toBe(side);
});

describe("where something else moves, a database is left as it stands", () => {
  const stands = (request: Partial<Parameters<typeof keepReplication>[0]>) =>
    keepReplication({ id: "main", source: hosts.source, now, soak: 0, desired: wish("cutover"), ...request });

  test.each<[string, Parameters<typeof stands>[0], object]>([
    ["never moved", {}, { stage: "none", declared: { live: "source" }, lives: ["source"], since: now }],
    [
      "streaming",
      { recorded: recorded("stream", {}, minutesAgo(90)), live: "source" },
      {
        stage: "stream",
        declared: { live: "source", forward: "running" },
        lives: ["source"],
        since: new Date(minutesAgo(90)),
      },
    ],
    [
      "paused",
      { recorded: recorded("stream", { paused: true }) },
      { declared: { live: "source", forward: "stopped" }, lives: ["source"] },
    ],
    ["killed after the switch", { recorded: recorded("stream"), live: "target" }, { lives: ["target"] }],
    ["another hand's", { recorded: recorded("stream"), live: "elsewhere" }, { lives: ["source"] }],
    ["without a source", { source: undefined }, { declared: { live: "target" }, lives: ["target"] }],
  ])("%s", (_, request, expected) => {
    expect(stands(request)).toMatchObject({ switches: false, problems: [], ...expected });
  });
});

describe("all of a stack are planned", () => {
  const file = databases.parse({ main: { ...database, source, replication }, still: database });
  const plan = (before: Map<string, Recorded>, observed: Partial<ObservedMoves> = {}, still = false) =>
    planMoves(
      { stack: { databases: file }, settings: { pace: { soak: 0 } } } as unknown as Parameters<
        typeof planMoves
      >[0],
      before,
      { names: new Map(), statuses: new Map(), missingRoles: [], ...observed },
      { stackName: "prod", now, still },
    );
  const roles = { missingRoles: ["dms-vpc-role"] };

  test("each by what is recorded of it", () => {
    const before = new Map([["main", recorded("none")]]);
    const { plans, problems, still, recorded: kept } = plan(before);
    expect(Object.keys(plans)).toEqual(["main"]);
    expect(plans.main).toMatchObject({ stage: "load", declared: { live: "source", forward: "running" } });
    expect([problems, still]).toStrictEqual([[], false]);
    expect(kept).toBe(before);
  });

  test("by what its private name stands for", () => {
    const names = new Map([["main.db.prod.internal", hosts.target]]);
    const { problems } = plan(new Map([["main", recorded("load", { tuning: wish("load").tuning })]]), {
      names,
    });
    expect(problems.map(({ rule }) => rule)).toEqual(["name"]);
  });

  test("by the state of its task", () => {
    const checked = { ...replication, phase: "cutover", checked: now.toISOString() };
    const cutover = databases.parse({ main: { ...database, source, replication: checked } });
    const problems = (status: string) =>
      planMoves(
        { stack: { databases: cutover }, settings: { pace: { soak: 0 } } } as unknown as Parameters<
          typeof planMoves
        >[0],
        new Map([["main", { stage: "stream", since: minutesAgo(90), hosts }]]),
        { names: new Map(), statuses: new Map([["main", status]]), missingRoles: [] },
        { stackName: "prod", now, still: false },
      ).problems.map(({ rule }) => rule);
    expect([problems("running"), problems("failed")]).toEqual([[], ["evidence"]]);
  });

  test("one that is gone is refused for that", () => {
    const { plans, problems } = plan(new Map([["gone", recorded("stream")]]));
    expect(Object.keys(plans)).toEqual(["main", "gone"]);
    expect(problems.map(({ rule, path }) => [rule, path])).toEqual([
      ["phase", "crossover:databases.main.replication.phase"],
      ["phase", "crossover:databases.gone.replication.phase"],
    ]);
  });

  test("one that is gone, or has no source any more, is done with unless its data moves", () => {
    const left = (id: string, stage: Stage) =>
      plan(new Map([[id, recorded(stage)]]))
        .problems.map(({ path }) => path)
        .filter((path) => path.includes(id));
    expect([left("gone", "none"), left("gone", "done"), left("still", "done")]).toEqual([[], [], []]);
    expect(left("still", "none")).toEqual(["crossover:databases.still.replication.phase"]);
    expect(left("gone", "load")).toEqual(["crossover:databases.gone.replication.phase"]);
  });

  test("the account's roles are asked for only where something replicates", () => {
    const rules = (before: Stage) =>
      plan(new Map([["main", recorded(before)]]), roles, true).problems.map(({ rule }) => rule);
    expect([rules("none"), rules("stream"), rules("done")]).toStrictEqual([[], ["replication"], []]);
  });

  test("none moves while something else does", () => {
    const { plans, problems, still } = plan(new Map([["main", recorded("stream")]]), {}, true);
    expect(plans.main).toMatchObject({ stage: "stream", switches: false });
    expect([problems, still]).toStrictEqual([[], true]);
  });
});

test("DMS may read these secrets, and decrypt by way of Secrets Manager alone", () => {
  const [one, other] = ["b", "a"].map(
    (name) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`,
  );
  expect(JSON.parse(replicationPolicy([one!, other!, one!], "eu-west-1", "123456789012"))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: [other, one],
      },
      {
        Sid: "Decrypt",
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:eu-west-1:123456789012:key/*"],
        Condition: { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } },
      },
    ],
  });
});
