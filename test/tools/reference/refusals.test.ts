// Tests that the page of refusals has every rule that refuses a step of traffic, with a refusal that a test makes.
import { root } from "../../../tools/generated";
import { readRefused, readRules, refusalsPage } from "../../../tools/reference/refusals-page";

/** Refused before a step is looked at, by pages of their own. */
const ofFiles = ["config", "name"];

test("every rule has a refusal, and every refusal a rule", () => {
  const made = new Set(readRefused(root).map(({ rule }) => rule as string));
  const rules = readRules(root).map(({ rule }) => rule);
  expect(rules.filter((rule) => !made.has(rule))).toEqual([]);
  expect([...made].filter((rule) => !rules.includes(rule) && !ofFiles.includes(rule))).toEqual([]);
});

test("a refusal is shown as it is printed", () => {
  expect(refusalsPage(root)).toContain(
    `5, then 90:

\`\`\`
refused, nothing was changed: one problem
  crossover:traffic.api: api is at 5, and 90 was asked for: go up one rung at a time [ladder]
    allowed: 25
\`\`\``,
  );
});
