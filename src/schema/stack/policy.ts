// Defines when routes don't go up, how single routes differ in their pace, and which refusals are overridden for a while.
import { z } from "zod";
import { always, duration, label, ladder, text } from "../common";

/** Days of the week, in the order of ISO 8601. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const time = /([01]\d|2[0-3]):[0-5]\d/.source;
const weekly = new RegExp(`^(${weekdays.join("|")}) ${time}$`);
const dated = new RegExp(`^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T${time})?$`);
const momentPhrase =
  "must be a day of the week with a time, such as `fri 16:00`, or a date, such as `2026-12-20` or `2026-12-20T16:00`";

/** A YAML time without quotes, as Pulumi writes it back: its text in Go. */
const rewritten = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d+)? ([+-]\d{2})(\d{2}) \S+$/;

const moment = z
  .string(momentPhrase)
  // A date is midnight in UTC by then, and is meant in the window's own time zone.
  .overwrite((given) => given.replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/, "$1"))
  .regex(new RegExp(`${weekly.source}|${dated.source}`), momentPhrase)
  .refine((given) => weekly.test(given) || isDate(given), {
    error: ({ input }) => `must be a day that there is, but is \`${String(input)}\``,
    when: ({ value }) => typeof value === "string" && dated.test(value),
  })
  .meta({ pattern: `${weekly.source}|${dated.source}|${rewritten.source}` });

/** Whether the month has that day. */
function isDate(given: string): boolean {
  const day = given.slice(0, 10);
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}

/** Whether a freeze comes every week. */
export function isWeekly(from: string): boolean {
  return weekly.test(from);
}

const zonePhrase = "must be a time zone of the IANA database, such as `Europe/Berlin`";

const timeZone = z
  .string(zonePhrase)
  .refine(isTimeZone, { error: ({ input }) => `${zonePhrase}, but is \`${JSON.stringify(input)}\`` })
  .meta({ pattern: "^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*$" });

function isTimeZone(given: string): boolean {
  try {
    // Offsets such as `+01:00` are none: they know no summer time.
    return /^[A-Z]/.test(given) && new Intl.DateTimeFormat("en", { timeZone: given }).format() !== "";
  } catch {
    return false;
  }
}

const reason = text(/\S/, "must be text that says why");

const freezeWindow = z
  .strictObject({
    from: moment.describe(
      "Its beginning: `fri 16:00` for every week, or a date for once, at midnight if it has no time.",
    ),
    to: moment.describe("Its end, of the same form."),
    timeZone: timeZone.default("Etc/UTC").describe("Whose days and times these are."),
    reason: reason.describe("Why, for whoever is refused."),
  })
  .superRefine((given: { from?: unknown; to?: unknown }, context) => {
    const { from, to } = given;
    if (typeof from !== "string" || typeof to !== "string") return;
    const bothDates = dated.test(from) && dated.test(to);
    const bothDays = weekly.test(from) && weekly.test(to);
    const issue = (message: string) => context.addIssue({ code: "custom", path: ["to"], message });
    if ((dated.test(from) && weekly.test(to)) || (weekly.test(from) && dated.test(to)))
      issue("must be of the same form as `from`: both days of the week, or both dates");
    if (bothDates && full(to) <= full(from)) issue("must be later than `from`");
    if (bothDays && from === to) issue("must differ from `from`, or the week would never end");
  }, always);

/** A date with its time. */
function full(given: string): string {
  return given.includes("T") ? given : `${given}T00:00`;
}

/** Windows in which no route goes up. */
export const freeze = z.array(
  freezeWindow,
  "must be a list such as `[{ from: fri 16:00, to: mon 08:00, reason: weekend }]`",
);

/** How one route differs. */
export const routeRules = z.strictObject({
  ladder: ladder.optional().describe("The percentages that it climbs, whatever its service's file says."),
  bake: duration.optional().describe("How long a rung is held before the next."),
  soak: duration.optional().describe("How long 100 is held before legacy is removed."),
  freeze: freeze.optional().describe("Windows of its own, besides those of the stack."),
});

/** The rules that break-glass may suspend: those that a person may know better than. Those that keep names answering aren't here. */
export const overridable = z.enum([
  "after",
  "bake",
  "concurrent",
  "freeze",
  "health",
  "ladder",
  "soak",
  "stale",
]);

const untilPhrase = "must be a moment with its zone, such as `2026-12-01T18:00:00Z`";
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const until = z
  .string(untilPhrase)
  .overwrite((given) => given.replace(rewritten, "$1T$2$4:$5").replace("+00:00", "Z"))
  .refine((given) => instant.test(given) && !Number.isNaN(Date.parse(given)), {
    error: ({ input }) => `${untilPhrase}, but is \`${JSON.stringify(input)}\``,
  })
  .meta({ pattern: `${instant.source}|${rewritten.source}` });

/** Break-glass: one rule is suspended for one route, for a while. */
export const override = z.strictObject({
  rule: overridable.describe("The rule, as a refusal names it."),
  route: label.describe("The route, or a service without one."),
  reason: reason.describe("Why; shown in every preview that needs it."),
  until: until.describe("When it ends, at most seven days from now."),
});

export const overrides = z.array(
  override,
  "must be a list such as `[{ rule: bake, route: api, reason: …, until: 2026-12-01T18:00:00Z }]`",
);

export type FreezeWindow = z.infer<typeof freezeWindow>;
export type Override = z.infer<typeof override>;
export type RouteRules = z.infer<typeof routeRules>;
