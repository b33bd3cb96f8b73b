// Writes docs/guide/refusals.md: each rule of a step of traffic, with its refusals as they are printed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Problem } from "../../src/model/problem";
import { describe } from "../../src/refusal";
import { page } from "./markdown";
import { words } from "./tables";

const introduction = `# Refusals of traffic, rule by rule

What each rule is for, what it prints, and the way out. [Traffic](traffic.md) explains the values and how weights are written.

Written by \`npm run docs\` from \`tools/reference/rules.yaml\` and from the refusals that the tests make
(\`test/model/traffic/refusals.json\`): don't edit it.`;

const rules = z.array(z.strictObject({ rule: words, why: words, way: words }));

/** A refusal that a test has made. */
export type Refused = Problem & { readonly asked: string };

/** The rules in the order of the page. */
export function readRules(directory: string) {
  return rules.parse(parse(readFileSync(join(directory, "tools/reference/rules.yaml"), "utf8")));
}

export function readRefused(directory: string): Refused[] {
  const file = join(directory, "test/model/traffic/refusals.json");
  return JSON.parse(readFileSync(file, "utf8")) as Refused[];
}

export function refusalsPage(directory: string): string {
  const refused = readRefused(directory);
  return page(
    introduction,
    ...readRules(directory).flatMap(({ rule, why, way }) => [
      `## ${rule}`,
      why,
      `**Way out.** ${way}`,
      ...refused.filter((one) => one.rule === rule).map(printed),
    ]),
  );
}

function printed({ asked, ...problem }: Refused): string {
  return `${asked.charAt(0).toUpperCase()}${asked.slice(1)}:\n\n\`\`\`\n${describe([problem])}\n\`\`\``;
}
