// Checks the five fields of a cron expression, as the CronJob controller reads them.

const names = {
  month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  day: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
} as const;

/** The least and greatest value of each field, and the words for its values, the least one's first. */
const fields: readonly { min: number; max: number; words?: readonly string[] }[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, words: names.month },
  { min: 0, max: 6, words: names.day },
];

/**
 * Whether a text is a cron expression of five fields that a Kubernetes CronJob accepts: values, ranges, lists, steps and
 * names, Sunday being 0 and not 7.
 *
 * @see https://github.com/robfig/cron/blob/v3.0.1/parser.go, which the controller parses it with.
 */
export function isCron(expression: string): boolean {
  const given = expression.split(/\s+/);
  return (
    given.length === fields.length &&
    given.every((list, i) => list.split(",").every((item) => fits(item, fields[i]!)))
  );
}

function fits(item: string, field: (typeof fields)[number]): boolean {
  const parts = /^(?:[*?]|(\w+)(?:-(\w+))?)(?:\/([1-9]\d*))?$/.exec(item);
  if (!parts) return false;
  const [, first, last = first] = parts;
  if (first === undefined || last === undefined) return true;
  const [from, to] = [valueOf(first, field), valueOf(last, field)];
  return field.min <= from && from <= to && to <= field.max;
}

/** Not a number where the word is none of the field's. */
function valueOf(word: string, { min, words = [] }: (typeof fields)[number]): number {
  if (/^\d+$/.test(word)) return Number(word);
  const at = words.indexOf(word.toLowerCase());
  return at < 0 ? Number.NaN : min + at;
}
