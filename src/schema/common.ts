// Defines the small values that both kinds of file share: labels, percentages, durations, address ranges.
import { z } from "zod";
import { durationForm, milliseconds } from "./duration";

export { milliseconds } from "./duration";

/** Text of a form. The phrase says it in words that follow the value's name: `must be …`. */
export function text(form: RegExp, phrase: string) {
  return z.string(phrase).regex(form, phrase);
}

/** A whole number within bounds, both inclusive. */
export function wholeNumber(min: number, max?: number) {
  const bounds = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  const phrase = `must be a whole number ${bounds}`;
  return z
    .int(phrase)
    .min(min, phrase)
    .max(max ?? Number.MAX_SAFE_INTEGER, phrase);
}

/**
 * A DNS label of at most so many characters, which is also a valid Kubernetes name (RFC 1123). Names are keys of objects,
 * and every object of JavaScript has a `constructor` already.
 */
export function labelOf(most: number) {
  const phrase = `must be lower-case letters, digits and inner hyphens, at most ${most}, e.g. \`api-v2\``;
  return z.string(phrase).regex(labelForm(most), {
    error: ({ input }) =>
      input === "constructor" ? "must be a word that JavaScript doesn't use itself" : phrase,
  });
}

function labelForm(most: number): RegExp {
  return new RegExp(`^(?!constructor$)[a-z0-9]([a-z0-9-]{0,${most - 2}}[a-z0-9])?$`);
}

/** For mappings whose names are labels, though the schema can't say so of single ones. */
export const labelNames = { propertyNames: { pattern: labelForm(63).source } };

export const label = labelOf(63);

/** A fully qualified domain name without the final dot, e.g. `staging.example.com`. */
export const domainName = text(
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "must be a domain name in lower case without a final dot, e.g. `staging.example.com`",
);

/** An IPv4 range in CIDR notation, e.g. `10.20.0.0/16`. */
export const cidr = z.cidrv4("must be an IPv4 range such as `10.20.0.0/16`");

/** The same, whose prefix is within bounds; which ones it may have is the model's to say, and editors learn it here. */
export function cidrBetween(largest: number, smallest: number) {
  const prefixes = Array.from({ length: smallest - largest + 1 }, (_, i) => largest + i).join("|");
  return cidr.meta({ pattern: `^\\d{1,3}(\\.\\d{1,3}){3}/(${prefixes})$` });
}

/** A length of time, written as a whole number and a unit (`s`, `m`, `h`, `d`), e.g. `24h`. */
export const duration = text(durationForm, "must be a whole number and a unit, such as `10m`, `24h` or `3d`");

/** A length of time within bounds, both inclusive, as text in the same form. */
export function durationBetween(least: string, most: string) {
  const phrase = `must be a length of time from \`${least}\` to \`${most}\``;
  const [min, max] = [milliseconds(least), milliseconds(most)];
  return text(durationForm, phrase).refine(
    (given) => {
      const length = milliseconds(given);
      return min <= length && length <= max;
    },
    { error: ({ input }) => `${phrase}, but is \`${JSON.stringify(input)}\`` },
  );
}

/** A CPU quantity in Kubernetes notation: `500m` or whole cores such as `2`. */
export const cpuQuantity = text(
  /^([1-9]\d*m|[1-9]\d*)$/,
  'must be millicores such as `500m`, or whole cores in quotes such as `"2"`',
);

/** A memory quantity in Kubernetes notation: `512Mi` or `2Gi`. */
export const memoryQuantity = text(
  /^[1-9]\d*(Mi|Gi)$/,
  "must be mebibytes or gibibytes, such as `512Mi` or `2Gi`",
);

/** The CPU architectures that images are built for and nodes run, in the names that OCI and Kubernetes use. */
export const architecture = z.enum(["amd64", "arm64"]);
export type Architecture = z.infer<typeof architecture>;

/** Checks that run whatever else is wrong with the value: all mistakes are told at once. */
export const always = { when: () => true };

/** A list that has nothing twice. */
export function uniqueList<T extends z.ZodType>(item: T, phrase?: string) {
  return z
    .array(item, phrase)
    .superRefine((list: readonly unknown[], context) => {
      if (!Array.isArray(list)) return;
      for (const [i, one] of list.entries())
        if (list.indexOf(one) < i)
          context.addIssue({
            code: "custom",
            path: [i],
            message: `\`${String(one)}\` is in the list already`,
          });
    }, always)
    .meta({ uniqueItems: true });
}

/** A mapping with an entry at least. */
export function filled<K extends z.core.$ZodRecordKey, V extends z.ZodType>(
  record: z.ZodRecord<K, V>,
  phrase: string,
) {
  return record.refine((all) => Object.keys(all).length > 0, phrase).meta({ minProperties: 1 });
}

/** An EC2 instance type, e.g. `m7g.large`. */
export const instanceType = text(
  /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
  "must be an EC2 instance type such as `m7g.large`",
);

/** An AWS region, e.g. `eu-west-1`. */
export const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as `eu-west-1`");

/** The rungs that a percentage climbs: strictly rising, from 0 to 100. */
export const ladder = z
  .array(wholeNumber(0, 100))
  .meta({ uniqueItems: true })
  .min(2, "needs at least the rungs 0 and 100")
  .refine((rungs) => rungs[0] === 0 && rungs.at(-1) === 100, "must begin with 0 and end with 100")
  .refine(
    (rungs) => rungs.every((rung, i) => i === 0 || rung > rungs[i - 1]!),
    "must rise from rung to rung",
  );

/** For objects with both bounds of a range. */
export function boundsInOrder(
  bounds: { min: number; max: number } | undefined,
  context: z.RefinementCtx,
): void {
  const { min, max } = bounds ?? {};
  if (typeof min === "number" && typeof max === "number" && min > max)
    context.addIssue({ code: "custom", path: ["max"], message: `is below min (${min})` });
}

/** An IAM principal that may be let in, e.g. `arn:aws:iam::111122223333:role/platform`. */
export const principal = text(
  /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[!-~]+$/,
  "must be the ARN of an IAM role or user, such as `arn:aws:iam::111122223333:role/platform`",
);
