// Defines the traffic value of each route of an environment, and the pace at which it may change.
import { z } from "zod";
import { always, duration, label, labelNames, ladder, wholeNumber } from "../common";
import { freeze, routeRules } from "./policy";

const percent = wholeNumber(0, 100);

/** The value of one route. `pulumi config set` stores `025` and `25%` as text, which is refused. */
export const trafficValue = z.union(
  [
    percent,
    // Aborted, so that text which is no name either gets the message of the union.
    z
      .string()
      .regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, { abort: true })
      .describe("`legacy`, `kubernetes`, or the id of the one cluster that answers."),
    z.strictObject({
      from: label.describe("The side to move from: `legacy`, or a cluster's id."),
      to: label.describe("The side to move to: a cluster's id."),
      percent: percent.describe("Share of the answers that go to `to`."),
    }),
  ],
  { error: ({ input }) => trafficMessage(input) },
);
export type TrafficValue = z.infer<typeof trafficValue>;

function trafficMessage(input: unknown): string {
  const digits =
    typeof input === "string" ? /^\s*\+?0*(\d{1,3})(\.0+)?\s*%?\s*$/.exec(input)?.[1] : undefined;
  return digits !== undefined && Number(digits) <= 100
    ? `must be the number ${digits}, without quotes, leading zeros or a percent sign`
    : "must be `legacy`, a whole number from 0 to 100, `kubernetes`, a cluster, or `{ from: …, to: …, percent: … }`";
}

export const rules = z.strictObject({
  ladder: ladder.default([0, 5, 25, 50, 100]).describe("Percentages that a route climbs, from 0 to 100."),
  bake: duration.default("24h").describe("How long a rung is held before the next."),
  soak: duration.default("72h").describe("How long 100 is held before legacy is removed."),
  concurrent: wholeNumber(1).default(1).describe("How many routes may be within their bake at a time."),
  health: z
    .enum(["refuse", "warn"])
    .default("refuse")
    .describe(
      "What comes of a step towards a side whose health can't be read. `warn` is for those who may not read it; " +
        "a side that is known to be unhealthy is refused all the same.",
    ),
  freeze: freeze.default([]).describe("Windows in which no route goes up. Down is free in them too."),
  routes: z
    .record(label, routeRules, "must be a mapping such as `{ api: { bake: 48h } }`")
    .default({})
    .describe("How single routes differ."),
});

export const traffic = z
  .looseObject(
    { default: z.enum(["legacy", "kubernetes"]).describe("The value of all that are not named.") },
    "must be a mapping such as `{ default: legacy, api: 25 }`",
  )
  .catchall(trafficValue)
  .superRefine((values: unknown, context) => {
    for (const key of Object.keys(values ?? {})) {
      const problem = label.safeParse(key).error?.issues[0];
      if (problem) context.addIssue({ code: "custom", path: [key], message: `the name ${problem.message}` });
    }
  }, always)
  .meta(labelNames);

export type Rules = z.infer<typeof rules>;
