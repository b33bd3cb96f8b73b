// Tests what waits for what in the step of a real stack, where no dependency says so: the giving side waits for the gaining one.
import type { TrafficValue } from "../../src/schema/stack/traffic";
import { declare, now, type Situation } from "./declare";

// A whole stack takes a second or two, on a busy machine several times that.
jest.setTimeout(60_000);

const dayBefore = new Date(now.getTime() - 24 * 3_600_000).toISOString();
const record = "aws:route53/record:Record";
const cronJob = "kubernetes:batch/v1:CronJob";
const group = "aws:autoscaling/group:Group";

/** A step of one key of staging. A route is where the zone says; what has none, where the last update says. */
function step(key: string, from: TrafficValue, to: TrafficValue, inZone = true): Situation {
  return {
    zone: inZone ? { [key]: from } : {},
    traffic: { [key]: to },
    outputs: { [`traffic.${key}`]: { value: from, cluster: "blue", since: dayBefore } },
  };
}

const [up, down] = [step("api", 5, 25), step("api", 25, 5)];
const [over, back] = [
  step("nightly-report", "legacy", "kubernetes", false),
  step("nightly-report", "kubernetes", "legacy", false),
];

/** A move of prod's main database, with the services that have a public name beyond legacy. */
const move = (stage: string, phase: string): Situation => ({
  zone: { api: "kubernetes", ingest: "kubernetes" },
  replications: {
    main: { phase, checked: now.toISOString(), include: ["public.*"], secret: "prod/main/replication" },
  },
  outputs: {
    "replication.main": {
      stage,
      since: dayBefore,
      hosts: { source: "main.legacy.example.internal", target: "main.rds.amazonaws.com" },
    },
  },
});
const [cutover, reverse, undone] = [
  move("stream", "cutover"),
  move("stream", "reverse"),
  move("reverse", "back"),
];
const config = "aws:dms/replicationConfig:ReplicationConfig";
const main = "prod-main-db";
/** The way back waits for the name, and so for what the name waits for. */
const switched = [`${main}-name-record`, `${main}-replication-reverse`];

test.each<[string, string, string[], string, Situation, string]>([
  ["up", "monolith-api-blue", ["monolith-api-legacy", "monolith-api-ledger"], record, up, "staging"],
  ["up", "monolith-api-legacy", ["monolith-api-ledger"], record, up, "staging"],
  ["down", "monolith-api-legacy", ["monolith-api-blue", "monolith-api-ledger"], record, down, "staging"],
  ["down", "monolith-api-blue", ["monolith-api-ledger"], record, down, "staging"],
  ["a job over", "nightly-report-legacy-group", ["nightly-report-blue"], group, over, "staging"],
  ["a job back", "nightly-report-blue", ["nightly-report-legacy-group"], cronJob, back, "staging"],
  ["cutover", `${main}-replication-forward`, [`${main}-name-record`], config, cutover, "prod"],
  ["reverse", `${main}-replication-forward`, switched, config, reverse, "prod"],
  ["reverse", `${main}-name-record`, [`${main}-replication-reverse`], record, reverse, "prod"],
  ["back", `${main}-replication-reverse`, [`${main}-name-record`], config, undone, "prod"],
])("%s: after %s %j", async (_, name, expected, type, situation, stack) => {
  const { waiting } = await declare(stack, situation, { holdBack: { type, name } });
  expect(waiting).toEqual(expected);
});

test.each([
  ["up", up, "staging"],
  ["down", down, "staging"],
  ["a job over", over, "staging"],
  ["a job back", back, "staging"],
  ["cutover", cutover, "prod"],
  ["reverse", reverse, "prod"],
  ["back", undone, "prod"],
])("a preview of %s ends, though nothing is known of what is there", async (_, situation, stack) => {
  const [preview, update] = [
    await declare(stack, situation, { preview: true }),
    await declare(stack, situation),
  ];
  const names = [preview, update].map(({ resources }) => resources.map(({ urn }) => urn).sort());
  expect(names[0]).toEqual(names[1]);
});
