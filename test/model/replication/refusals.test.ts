// Tests what a refused step of a database's move says, rule by rule, and what its part of a stack file is refused with.
import { checkReplication, checkReplications } from "../../../src/model/replication/check";
import { planMoves } from "../../../src/model/replication/moves";
import { declaredIn, type Phase, type Stage } from "../../../src/model/replication/phases";
import { planReplication } from "../../../src/model/replication/plan";
import type { ReplicationRequest } from "../../../src/model/replication/types";
import type { Wish } from "../../../src/model/replication/wish";
import { databases } from "../../../src/schema/stack/databases";
import { reported } from "../problems";
import { expectRefusals } from "../refusals";
import { web } from "../services";
import { fixed, minutesAgo, now, recorded, wish } from "./wishes";

const refused = (request: Partial<ReplicationRequest>) =>
  planReplication({ id: "main", source: fixed.source, now, soak: 72 * 3_600_000, ...request }).problems;

/** A step from where the last update left off. */
const step = (from: Stage, to: Phase, changes: Partial<Wish> = {}, before: Partial<Wish> = {}) =>
  refused({ recorded: recorded(from, before), live: declaredIn(from).live, desired: wish(to, changes) });

/** From each stage a phase that doesn't follow on it. */
const notFollowing: readonly [Stage, Phase][] = [
  ["none", "done"],
  ["load", "cutover"],
  ["stream", "done"],
  ["cutover", "stream"],
  ["reverse", "stream"],
  ["back", "cutover"],
  ["done", "load"],
];
const checked = minutesAgo(3);

test("refusals of a database's move", () => {
  const elsewhere = { fixed: { ...fixed, source: "other.example.internal" } };
  const moved = (from: Stage, changes: Partial<ReplicationRequest>) =>
    refused({ source: "other.example.internal", recorded: recorded(from), live: "source", ...changes });
  const left = (from: Stage, gone: boolean) =>
    refused({ recorded: recorded(from), live: declaredIn(from).live, source: undefined, gone });
  const nothing = (from: Stage) => refused({ recorded: recorded(from), live: declaredIn(from).live });
  expectRefusals(__dirname, {
    "a load of what isn't there": refused({ desired: wish("load") }),
    ...Object.fromEntries(notFollowing.map(([from, to]) => [`${from}, then ${to}`, step(from, to)])),
    "load without its source": left("load", false),
    "load without its database": left("load", true),
    "stream without its replication": nothing("stream"),
    "cutover without its replication": nothing("cutover"),
    "a name that points to neither": refused({
      recorded: recorded("stream"),
      live: "elsewhere",
      desired: wish("stream"),
    }),
    "a name that points to the new one": refused({
      recorded: recorded("load"),
      live: "target",
      desired: wish("load"),
    }),
    "a name that points to the old one": refused({
      recorded: recorded("done"),
      live: "source",
      desired: wish("done"),
    }),
    "killed after the switch, then stream": refused({
      recorded: recorded("stream"),
      live: "target",
      desired: wish("stream"),
    }),
    "killed after the way back, then reverse": refused({
      recorded: recorded("reverse"),
      live: "source",
      desired: wish("reverse"),
    }),
    "a load in the same round": step("stream", "load", {}, { paused: true, round: 2 }),
    "another round without a load": step("stream", "stream", { round: 2 }),
    "another load while the stream runs": step("stream", "load", { round: 2 }),
    "another load while one runs": step("load", "load", { round: 2 }),
    "another kind and other tables": step("stream", "stream", {
      fixed: { ...fixed, kind: "instance", include: ["sales.*"] },
    }),
    "more capacity at once": step("stream", "stream", { tuning: { min: 8, max: 32 } }),
    "a load that pauses": step("load", "load", { paused: true }),
    "a way back that begins paused": step("cutover", "reverse", { paused: true, checked }),
    "a pause of what has stopped": step("cutover", "cutover", { paused: true }),
    "a cutover that wasn't checked": step("stream", "cutover"),
    "a cutover checked tomorrow": step("stream", "cutover", { checked: minutesAgo(-1440) }),
    "a cutover checked long ago": step("stream", "cutover", { checked: minutesAgo(16) }),
    "a cutover behind a failed task": refused({
      ...{ recorded: recorded("stream"), live: "source", desired: wish("cutover", { checked }) },
      status: "failed",
    }),
    "a cutover behind a pause": step("stream", "cutover", { checked }, { paused: true }),
    "a way back behind a pause": step("reverse", "back", { checked }, { paused: true }),
    "another source without a replication": moved("none", {}),
    "another source that wasn't checked": moved("none", { desired: wish("load", elsewhere) }),
    "another source checked long ago": moved("back", {
      desired: wish("load", { ...elsewhere, round: 2, checked: minutesAgo(16) }),
    }),
    "done before the soak": step("reverse", "done"),
    "done while the way back is paused": step("reverse", "done", {}, { paused: true }),
    ...files(),
    "an account without a role": accounts(["dms-vpc-role"]),
    "an account without roles": accounts(["dms-vpc-role", "dms-cloudwatch-logs-role"]),
  });
});

const main = {
  engine: "postgres",
  version: "17.6",
  instanceType: "db.r7g.large",
  storageGiB: 100,
  database: "app",
  source: { host: "main.legacy.example.internal", secret: "legacy/main" },
  replication: { phase: "load", secret: "main/replication" },
};
const parse = (changes: object) => databases.parse({ main: { ...main, ...changes } });

/** What is wrong with a stack file's part, each by itself. */
function files() {
  const check = (changes: object, interfaceServices = ["secretsmanager"]) =>
    checkReplication(parse(changes).main!, { id: "main", interfaceServices, adopted: [] }).map(
      ({ key, ...finding }) => ({ ...finding, path: key, rule: "replication" as const }),
    );
  const source = (changes: object) => check({ source: { ...main.source, ...changes } });
  const target = (changes: object) => check({ replication: { ...main.replication, ...changes } });
  const certificate = "arn:aws:dms:eu-west-1:123456789012:cert:RDS";
  const instance = { class: "dms.c6i.large" };
  const services = [
    {
      ...web,
      name: "adopted",
      database: "main",
      legacy: { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" },
    },
    {
      ...web,
      name: "other",
      database: "booking",
      legacy: { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" },
    },
    { ...web, name: "made", database: "main" },
    { ...web, name: "fresh", database: "main", legacy: undefined },
  ] as const;
  return {
    "a replication from nowhere": check({ source: undefined }),
    "an RDS Proxy": source({ host: "app.proxy-abc1.eu-west-1.rds.amazonaws.com" }),
    "a reader": source({ host: "app.cluster-ro-abc1.eu-west-1.rds.amazonaws.com" }),
    "the private name": source({ host: "main.db.prod.internal" }),
    "another port": source({ port: 5433 }),
    "another database": source({ database: "old" }),
    "verification without a certificate": source({ tls: "verify-ca" }),
    "a certificate for nothing": source({ certificate }),
    "an instance without its size": target({ kind: "instance" }),
    "a size without an instance": target({ instance }),
    "units of an instance": target({ kind: "instance", instance, capacity: {} }),
    "one secret for both": target({ secret: "legacy/main" }),
    "MySQL as if it were PostgreSQL": check({ engine: "mysql", version: "8.4" }),
    "no way to Secrets Manager": check({}, ["ec2"]),
    "by name for whom it isn't": check({ byName: ["api"] }),
    "by name for none of two": checkReplication(parse({ byName: ["api"] }).main!, {
      id: "main",
      adopted: ["loyalty", "search"],
    }).map(({ key, ...finding }) => ({ ...finding, path: key, rule: "replication" as const })),
    "by name for others": reported((report) => {
      checkReplications(
        parse({ byName: ["other", "made"] }),
        services,
        undefined,
        "Pulumi.prod.yaml",
        report,
      );
    }),
  };
}

/** A move that begins, in an account that lacks roles. */
function accounts(missingRoles: string[]) {
  const { problems } = planMoves(
    { stack: { databases: parse({}) }, settings: { pace: { soak: 0 } } } as unknown as Parameters<
      typeof planMoves
    >[0],
    new Map([["main", recorded("none")]]),
    { names: new Map(), statuses: new Map(), missingRoles },
    { stackName: "prod", now, still: false },
  );
  return problems;
}
