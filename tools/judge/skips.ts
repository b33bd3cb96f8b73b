// Takes from what a judge finds what is meant as it is, with a reason for each; a reason that nothing needs is a fault too.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

/** What a judge holds against something. */
export interface Finding {
  readonly tool: string;
  /** The tool's own name of the check. */
  readonly check: string;
  /** What is judged, e.g. `prod/Deployment/api`. */
  readonly where: string;
  readonly says: string;
}

/** What isn't held against anything. */
export interface Skip {
  readonly tool: string;
  readonly check: string;
  /** As in a finding, where `*` is any text. */
  readonly where: string;
  readonly why: string;
}

export interface Sifted {
  /** What nothing justifies, and reasons that justify nothing, as lines. */
  readonly faults: readonly string[];
  /** How many findings are justified. */
  readonly justified: number;
}

export function readSkips(): readonly Skip[] {
  return parse(fs.readFileSync(path.join(__dirname, "skips.yaml"), "utf8")) as Skip[];
}

/** @param tools whose findings these are: all that they have found. */
export function sift(tools: readonly string[], findings: readonly Finding[], skips = readSkips()): Sifted {
  const mine = skips.filter(({ tool }) => tools.includes(tool));
  const used = new Set<Skip>();
  const left = findings.filter((finding) => {
    const reasons = mine.filter((skip) => matches(skip, finding));
    for (const one of reasons) used.add(one);
    return reasons.length === 0;
  });
  return {
    faults: [
      ...grouped(left),
      ...mine
        .filter((skip) => !used.has(skip))
        .map(
          ({ tool, check, where }) => `${tool} ${check}: skips.yaml skips ${where}, where nothing is found`,
        ),
    ],
    justified: findings.length - left.length,
  };
}

function matches(skip: Skip, { tool, check, where }: Finding): boolean {
  if (skip.tool !== tool || skip.check !== check) return false;
  const parts = skip.where.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(where);
}

/** One line for what is said of several things alike. */
function grouped(findings: readonly Finding[]): string[] {
  const alike = new Map<string, Finding[]>();
  for (const one of findings) {
    const what = `${one.tool} ${one.check}: ${one.says}`;
    alike.set(what, [...(alike.get(what) ?? []), one]);
  }
  return [...alike].map(([what, all]) => {
    const [first] = all;
    return `${what}: ${first!.where}${all.length > 1 ? ` and ${String(all.length - 1)} more` : ""}`;
  });
}
