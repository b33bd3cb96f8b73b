// Tests the small values that both kinds of file hold.
import type { z } from "zod";
import * as common from "../../src/schema/common";
import { isCron } from "../../src/schema/cron";

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

test.each<[keyof typeof common, unknown[], unknown[]]>([
  ["label", ["a", "0", "api-v2", "a".repeat(63)], ["", "-a", "a-", "A", "a_b", "a.b", "a".repeat(64), "a\n"]],
  [
    "domainName",
    ["example.com", "a.b.co", `${"a".repeat(63)}.com`],
    [
      "com",
      "example.com.",
      "Example.com",
      "a..com",
      "-a.com",
      `${"a".repeat(64)}.com`,
      `${"a.".repeat(126)}com`,
    ],
  ],
  ["cidr", ["10.0.0.0/16", "0.0.0.0/0"], ["10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "::/0"]],
  ["duration", ["0s", "10m", "24h", "3d"], ["", "10", "1.5h", "-1h", "1w", "1234567s", 10]],
  ["cpuQuantity", ["1", "500m", "16"], ["0", "0m", "0.5", "1.5", "500M", "m", 1]],
  ["memoryQuantity", ["1Mi", "2Gi"], ["0Mi", "512", "512M", "1.5Gi", "1Ti", 512]],
  ["architecture", ["amd64", "arm64"], ["x86_64", "ARM64"]],
  ["instanceType", ["m7g.large", "u-6tb1.56xlarge", "m5.metal"], ["m5", "M5.large", "m5.", ".large"]],
  [
    "ladder",
    [
      [0, 100],
      [0, 1, 99, 100],
    ],
    [[], [0], [0, 0, 100], [0, 50], [1, 100], [0, 50.5, 100], [0, 101]],
  ],
])("%s", (name, good, bad) => {
  const schema = common[name] as z.ZodType;
  expect(good.filter((value) => !accepts(schema, value))).toEqual([]);
  expect(bad.filter((value) => accepts(schema, value))).toEqual([]);
});

test.each([
  ["90s", 90_000],
  ["10m", 600_000],
  ["24h", 86_400_000],
  ["3d", 259_200_000],
])("%s is %d milliseconds", (length, expected) => {
  expect(common.milliseconds(length)).toBe(expected);
});

test.each([
  "* * * * *",
  "0 0 1 1 0",
  "59 23 31 12 6",
  "*/15 9-17 * * mon-fri",
  "0,30 1-5/2 ? JAN,Jul SUN",
  "5/10  0\t* * *",
])("`%s` is a schedule", (expression) => {
  expect(isCron(expression)).toBe(true);
});

test.each([
  "* * * *",
  "* * * * * *",
  " * * * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "* * * * 7",
  "* * * mon *",
  "* * * * jan",
  "mon * * * *",
  "5-1 * * * *",
  "1- * * * *",
  "1,,2 * * * *",
  "*/0 * * * *",
  "*-5 * * * *",
  "1/x * * * *",
  "-1 * * * *",
  "1.5 * * * *",
  "@hourly",
])("`%s` is none", (expression) => {
  expect(isCron(expression)).toBe(false);
});
