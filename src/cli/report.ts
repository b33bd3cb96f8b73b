// Prints what a command has to say: one JSON document, or lines for people.
import type { Problem, Rule } from "../model/problem";
import type { Sides } from "../model/traffic/health";
import type { SubjectPlan } from "../model/traffic/types";
import { describe } from "../refusal";
import { nameOf, type Counts, type Operation } from "./changes";
import type { DatabaseReport } from "./database-report";
import type { LowestAvailability } from "../rehearsal";
import type { Left, Result } from "./types";

/** The value of one key of `crossover:traffic`. */
export interface TrafficReport {
  readonly value: SubjectPlan["value"];
  /** ISO 8601; in the document of `status` only where somebody has written it down. */
  readonly since?: string;
  /** What is there, in words, where it isn't the value; in the document of `status` only. */
  readonly stands?: string;
  /** Of each side that has a record; in the document of `status` only. */
  readonly health?: Sides;
  readonly next?: { readonly value: SubjectPlan["value"]; readonly notBefore: string };
}

/** The document of `--json`. */
export interface Report {
  readonly stack: string;
  readonly result: Result;
  readonly changes: Readonly<Counts>;
  readonly operations: readonly Pick<Operation, "op" | "urn" | "type">[];
  readonly problems: readonly Problem[];
  readonly traffic: Readonly<Record<string, TrafficReport>>;
  /** The worst moment of each route that answered less for a while; of a rehearsed update that dipped only. */
  readonly dips?: readonly Dip[];
  /** Of a destroy only. */
  readonly left?: Left;
  /** Of `evaluate` only: what of the wish isn't allowed yet, and will be by itself. */
  readonly waits?: readonly Problem[];
  /** Of `plan` only: what has yet to move, in its order. */
  readonly plan?: readonly PlannedWay[];
}

/** The way of one key, for the document. */
export interface PlannedWay {
  readonly key: string;
  /** The first is 1; none once it is through, and of what can't go on. */
  readonly wave?: number;
  readonly value: SubjectPlan["value"];
  readonly steps: readonly { readonly value: SubjectPlan["value"]; readonly notBefore: string }[];
  readonly through: boolean;
  readonly blocked?: { readonly rule: Rule; readonly message: string };
  readonly stopped?: string;
}

export type Dip = Omit<LowestAvailability, "fell">;

/** What the document says of the engine where it had no part. */
export const withoutEngine: Pick<Report, "changes" | "operations"> = {
  changes: { create: 0, update: 0, replace: 0, delete: 0, same: 0 },
  operations: [],
};

export function trafficReport(subjects: readonly SubjectPlan[]): Record<string, TrafficReport> {
  return Object.fromEntries(
    subjects.map(({ key, value, since, next }) => [
      key,
      {
        value,
        since: since.toISOString(),
        ...(next && { next: { value: next.value, notBefore: next.notBefore.toISOString() } }),
      },
    ]),
  );
}

/** Where a command writes: results to stdout, progress to stderr. */
export interface Terminal {
  readonly json: boolean;
  /** Columns of what results are printed on; nothing where that isn't a terminal. */
  readonly width?: number;
  /** A line of the result; not printed with `--json`. */
  print(line: string): void;
  /** A line of progress. */
  progress(line: string): void;
  /** Asks whoever sits at the terminal, and waits; nothing where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** The document; printed only with `--json`. */
  document(report: Report | DatabaseReport): void;
}

export function terminal(json: boolean): Terminal {
  return {
    json,
    width: process.stdout.columns,
    ...(!json && process.stdin.isTTY && process.stderr.isTTY && { ask: question }),
    print: (line) => {
      if (!json) process.stdout.write(`${line}\n`);
    },
    progress: (line) => process.stderr.write(`${line}\n`),
    document: (report) => {
      if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    },
  };
}

/** An interruption is no answer, and so an empty one. */
async function question(text: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const given = new AbortController();
  lines.on("close", () => given.abort());
  try {
    return await lines.question(text, { signal: given.signal });
  } catch {
    return "";
  } finally {
    lines.close();
  }
}

/** The exit code that goes with a result. */
export function exitCode(result: Report["result"]): number {
  return result === "done" ? 0 : 1;
}

export function summary(counts: Readonly<Counts>): string {
  const parts = (["create", "update", "replace", "delete"] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${String(counts[kind])} to ${kind}`);
  return `${parts.length === 0 ? "no changes" : parts.join(", ")}, ${String(counts.same)} unchanged`;
}

const signs = { create: "+", update: "~", replace: "±", delete: "-" } as const;

export function operationLine({ op, urn, type, detail }: Operation): string {
  const name = nameOf(urn);
  return `  ${signs[op]} ${type} ${name}${detail === undefined ? "" : `  ${detail}`}`;
}

export function problemLines(problems: readonly Problem[], result: Report["result"]): string {
  if (result === "refused") return describe(problems);
  return [
    "failed:",
    ...problems.map(({ message, allowed }) => `  ${message}${allowed ? `\n    ${allowed}` : ""}`),
  ].join("\n");
}
