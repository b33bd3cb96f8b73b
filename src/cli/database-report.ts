// Reports what `database check` and `database finish` found: lines for people, and one JSON document.
import type { Comparison, Finding, Trap } from "../database";
import { table } from "./table";

/** The document of `--json`. */
export interface DatabaseReport {
  readonly stack: string;
  readonly database: string;
  /** `blocked`: something is in the way. `clear`: nothing is. `written`: the SQL is in `file`. */
  readonly result: "clear" | "blocked" | "written";
  readonly findings: readonly ReportedFinding[];
  readonly tables: Comparison["tables"];
  readonly sequences: Comparison["sequences"];
  readonly file?: string;
}

/** What somebody can live with: all findings of a trap, or one object's. */
export interface Accepted {
  readonly trap: Trap;
  readonly object?: string;
}

export interface ReportedFinding extends Omit<Finding, "steps"> {
  /** Somebody can live with it. */
  readonly accepted: boolean;
  /** Whether `database finish` mends it. */
  readonly finish: boolean;
}

export function reportFindings(
  findings: readonly Finding[],
  accepted: readonly Accepted[],
): ReportedFinding[] {
  return findings.map(({ steps, ...finding }) => ({
    ...finding,
    accepted: accepted.some(
      ({ trap, object }) => trap === finding.trap && (object === undefined || object === finding.object),
    ),
    finish: steps.length > 0,
  }));
}

/** Whether it is in the way: before the load only what loses data, at the cutover also what was left behind. */
export function isInTheWay(finding: ReportedFinding, cutover: boolean): boolean {
  return !finding.accepted && (finding.severity === "blocks" || (cutover && finding.severity === "left"));
}

const headings = {
  blocks: "IN THE WAY: data would be lost, or the copy stops",
  left: "LEFT BEHIND by the copy",
  note: "WORTH KNOWING",
} as const;

/** So many findings of one trap are shown; of what is in the way, all are. */
const mostShown = 6;

export function reportText({ database, findings, tables, sequences }: DatabaseReport): string {
  const parts = (["blocks", "left", "note"] as const).flatMap((severity) => {
    const own = findings.filter((one) => one.severity === severity);
    if (own.length === 0) return [];
    const traps = [...new Set(own.map(({ trap }) => trap))];
    return [headings[severity], ...traps.map((trap) => group(own.filter((one) => one.trap === trap)))];
  });
  const count = (severity: Finding["severity"]) => findings.filter((one) => one.severity === severity).length;
  const total = `${database}: ${count("blocks")} in the way, ${count("left")} left behind, ${count("note")} worth knowing`;
  return [...parts, tablesText(tables), sequencesText(sequences), total].filter(Boolean).join("\n\n");
}

function group(findings: readonly ReportedFinding[]): string {
  const { severity, trap } = findings[0]!;
  const most = severity === "blocks" ? findings.length : mostShown;
  const rest = findings.length - most;
  const more = rest > 0 ? [`  … and ${rest} more of them (--json lists all)`] : [];
  const lines = findings.slice(0, most).map(({ object, message, remedy, accepted }, i) => {
    const said = i > 0 && findings[i - 1]!.remedy === remedy;
    return `  ${object}: ${message} [${trap}]${accepted ? " (accepted)" : ""}${said ? "" : `\n    do: ${remedy}`}`;
  });
  return [...lines, ...more].join("\n");
}

function tablesText(tables: Comparison["tables"]): string {
  if (tables.length === 0) return "";
  const count = (rows: { count: number; exact: boolean } | null) =>
    rows === null ? "-" : `${rows.exact ? "" : "~"}${rows.count}`;
  return table(
    ["table", "rows in source", "rows in target"],
    tables.map(({ name, source, target }) => [name, count(source), count(target)]),
  );
}

function sequencesText(sequences: Comparison["sequences"]): string {
  if (sequences.length === 0) return "";
  return table(
    ["sequence", "source", "target", "ahead", "drawn a second"],
    sequences.map(({ name, source, target, ahead, rate }) => [
      name,
      source ?? "-",
      target ?? "-",
      ahead ?? "-",
      rate.toFixed(1),
    ]),
  );
}
