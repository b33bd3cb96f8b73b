// Renders the JSON document of `crossover preview --json` as the Markdown of a pull-request comment.
import * as fs from "node:fs";
import type { Report } from "../src/cli/report";

const shownOperations = 200;

/**
 * The comment: the verdict and its problems first, then traffic, then what would change. By its invisible first line the
 * comment of a stack is found again.
 */
export function summary(report: Report, source: string): string {
  const changes = Object.entries(report.changes).filter(([op, count]) => op !== "same" && count > 0);
  const sections = [
    `<!-- crossover preview ${report.stack} -->`,
    `### ${text(report.stack)}: ${text(report.result)}`,
    changes.length > 0 ? changes.map(([op, count]) => `${text(op)} **${count}**`).join(", ") : "No changes.",
    ...problems(report.problems),
    ...traffic(report.traffic),
    ...operations(report.operations),
    `<sub>${text(source)}</sub>`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function problems(list: Report["problems"]): string[] {
  const rows = list.map(({ path, rule, message, allowed }) => [
    code(path),
    text(message),
    code(allowed),
    text(rule),
  ]);
  return rows.length > 0 ? [table(["Refused", "Why", "Allowed", "Rule"], rows)] : [];
}

function traffic(routes: Report["traffic"]): string[] {
  const rows = Object.entries(routes).map(([route, { value, since, next }]) => [
    code(route),
    code(value),
    text(since),
    code(next?.value),
    text(next?.notBefore),
  ]);
  return rows.length > 0 ? [table(["Route", "Stands at", "Since", "Next", "Not before"], rows)] : [];
}

function operations(list: Report["operations"]): string[] {
  if (list.length === 0) return [];
  const rows = list
    .slice(0, shownOperations)
    .map(({ op, type, urn }) => [text(op), code(type), code(urn.split("::").at(-1))]);
  const rest = list.length - rows.length;
  return [
    "<details><summary>Operations</summary>",
    table(["Operation", "Type", "Name"], rows) + (rest > 0 ? `\n\n… and ${rest} more.` : ""),
    "</details>",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Text in a table cell that stays text: no markup, no mention, no line break. */
function text(value: unknown): string {
  return plain(value)
    .replace(/\s+/g, " ")
    .replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[char]!)
    .replace(/[\\`*_[\]#|~]/g, "\\$&")
    .replace(/@/g, "@<!-- -->");
}

/** Code in a table cell; an element rather than backticks, which would need escaping of their own. */
function code(value: unknown): string {
  return plain(value) === "" ? "" : `<code>${text(value)}</code>`;
}

if (require.main === module) {
  const [file, source = ""] = process.argv.slice(2);
  process.stdout.write(summary(JSON.parse(fs.readFileSync(file!, "utf8")) as Report, source));
}
