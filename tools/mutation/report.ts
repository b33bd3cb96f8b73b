// Judges a report of mutants: how many the tests kill in each place, and which survivors nobody has looked at.

/** The part of Stryker's JSON report that is judged (https://github.com/stryker-mutator/mutation-testing-elements). */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

export interface Mutant {
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both from 1; an end is where the next character is. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mutant that may survive, since what it does is the same or doesn't matter. */
export interface Survivor {
  readonly file: string;
  /** The code that is replaced, in one line. */
  readonly code: string;
  /** What it becomes, in one line. */
  readonly becomes: string;
  readonly why: string;
}

/** The least percentage of mutants that tests must kill, by the beginning of the path. */
export const least: Readonly<Record<string, number>> = {
  "src/model/traffic/": 90,
  "src/model/replication/": 80,
  "components/traffic/": 80,
};

export interface Score {
  readonly place: string;
  readonly killed: number;
  readonly all: number;
  /** In percent; of nothing, everything. */
  readonly score: number;
  readonly enough: boolean;
}

const killed = ["Killed", "Timeout"];
const alive = ["Survived", "NoCoverage"];

/** How many mutants are killed in each place. What doesn't compile, or is ignored, counts as none. */
export function scores({ files }: MutationReport): Score[] {
  return Object.entries(least).map(([place, minimum]) => {
    const statuses = Object.entries(files)
      .filter(([file]) => file.startsWith(place))
      .flatMap(([, { mutants }]) => mutants.map(({ status }) => status));
    const dead = statuses.filter((status) => killed.includes(status)).length;
    const all = dead + statuses.filter((status) => alive.includes(status)).length;
    const score = all === 0 ? 100 : (100 * dead) / all;
    return { place, killed: dead, all, score, enough: score >= minimum };
  });
}

/** The mutants that survive, as the list of those that may has them. */
export function survivors({ files }: MutationReport): Omit<Survivor, "why">[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => alive.includes(status))
      .map(({ location, replacement = "" }) => ({
        file,
        code: oneLine(textAt(source, location)),
        becomes: oneLine(replacement),
      })),
  );
}

/** Entries of the list whose mutant is killed now, or whose code is gone. */
export function stale(report: MutationReport, list: readonly Survivor[]): Survivor[] {
  const left = new Set(survivors(report).map(key));
  return list.filter((one) => one.file in report.files && !left.has(key(one)));
}

/** Survivors that the list doesn't have. */
export function unjudged(report: MutationReport, list: readonly Survivor[]): Omit<Survivor, "why">[] {
  const judged = new Set(list.map(key));
  return survivors(report).filter((one) => !judged.has(key(one)));
}

function key({ file, code, becomes }: Omit<Survivor, "why">): string {
  return JSON.stringify([file, code, becomes]);
}

function textAt(source: string, { start, end }: Mutant["location"]): string {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last]!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  return lines.join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
