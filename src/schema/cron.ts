// Checks the five fields of a cron expression, as the CronJob controller reads them.

const names = {
  month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  day: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
} as const;

interface Field {
  readonly min: number;
  readonly max: number;
  /** The words for its values, the least one's first. */
  readonly words?: readonly string[];
}

/** The least and greatest value of each field. */
const fields: readonly [Field, Field, Field, Field, Field] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, words: names.month },
  { min: 0, max: 6, words: names.day },
];

/** The days of each month, February's in a leap year. */
const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const item = /([*?]|\w+(-\w+)?)(\/[1-9]\d*)?/.source;
const list = `${item}(,${item})*`;

/** The form of a cron expression of five fields. Which values a field takes, {@link isCron} knows. */
export const cronForm = new RegExp(`^${list}(\\s+${list}){4}$`);

/**
 * Whether a text is a cron expression of five fields that a Kubernetes CronJob accepts: values, ranges, lists, steps and
 * names, Sunday being 0 and not 7.
 *
 * @see https://github.com/robfig/cron/blob/v3.0.1/parser.go, which the controller parses it with.
 */
export function isCron(expression: string): boolean {
  const given = expression.split(/\s+/);
  return (
    cronForm.test(expression) &&
    given.every((one, i) => one.split(",").every((each) => fits(each, fields[i]!)))
  );
}

/**
 * Whether a cron expression names a day that some month has. Where both are named, a day of the week is as good as a day of
 * the month.
 *
 * @see https://github.com/robfig/cron/blob/v3.0.1/spec.go, `dayMatches`
 */
export function hasDays(expression: string): boolean {
  const [, , days, months, weekdays] = expression.split(/\s+/) as [string, string, string, string, string];
  if (!isEvery(weekdays)) return true;
  const first = Math.min(...valuesOf(days, fields[2]));
  return valuesOf(months, fields[3]).some((month) => first <= daysOfMonths[month - 1]!);
}

const minutesOfDay = 24 * 60;

/**
 * The fewest minutes between two runs of an expression that {@link isCron} takes, by a clock that is never put forward or
 * back. Nothing of one that runs once in eight years, which hold each day of the week and a leap day.
 */
export function leastMinutesBetween(expression: string): number | undefined {
  const [minutes, hours, ...dates] = expression.split(/\s+/) as [string, string, string, string, string];
  const [first, ...later] = sorted(valuesOf(hours, fields[1])).flatMap((hour) =>
    sorted(valuesOf(minutes, fields[0])).map((minute) => 60 * hour + minute),
  ) as [number, ...number[]];
  const within = later.map((time, i) => time - (i === 0 ? first : later[i - 1]!));
  const days = daysOf(dates);
  const overnight = first - (later.at(-1) ?? first);
  const between = days.slice(1).map((day, i) => (day - days[i]!) * minutesOfDay + overnight);
  const gaps = [...within, ...between];
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

/** The days from 2024 to 2031 on which an expression runs, as numbers that follow one another. */
function daysOf([ofMonth, months, ofWeek]: string[]): number[] {
  const [inMonth, inYear, inWeek] = [
    new Set(valuesOf(ofMonth!, fields[2])),
    new Set(valuesOf(months!, fields[3])),
    new Set(valuesOf(ofWeek!, fields[4])),
  ];
  const either = !isEvery(ofMonth!) && !isEvery(ofWeek!);
  const first = Date.UTC(2024, 0, 1) / 86_400_000;
  return Array.from({ length: 8 * 365 + 2 }, (_, i) => first + i).filter((day) => {
    const date = new Date(day * 86_400_000);
    const [month, week] = [inMonth.has(date.getUTCDate()), inWeek.has(date.getUTCDay())];
    return inYear.has(date.getUTCMonth() + 1) && (either ? month || week : month && week);
  });
}

/** Whether a field of days leaves them to the other field of days. */
function isEvery(days: string): boolean {
  return days.split(",").some((each) => /^[*?](\/1)?$/.test(each));
}

function sorted(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function fits(one: string, field: Field): boolean {
  const { from, to } = rangeOf(one, field);
  return field.min <= from && from <= to && to <= field.max;
}

function valuesOf(fieldText: string, field: Field): number[] {
  return fieldText.split(",").flatMap((one) => {
    const { from, to, step } = rangeOf(one, field);
    return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
  });
}

/** The values that an item names; a value with a step begins a range that ends with the field. */
function rangeOf(one: string, field: Field): { from: number; to: number; step: number } {
  const [range = "", step] = one.split("/");
  const [first = "", last] = range.split("-");
  const from = /^[*?]$/.test(first) ? field.min : valueOf(first, field);
  const ends = step !== undefined || /^[*?]$/.test(first) ? field.max : from;
  return { from, to: last === undefined ? ends : valueOf(last, field), step: Number(step ?? 1) };
}

/** Not a number where the word is none of the field's. */
function valueOf(word: string, { min, words = [] }: Field): number {
  if (/^\d+$/.test(word)) return Number(word);
  const at = words.indexOf(word.toLowerCase());
  return at < 0 ? Number.NaN : min + at;
}
