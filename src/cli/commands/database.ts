// `database check` and `database finish`: what a copy of a database loses or leaves behind, and the SQL that mends it.
import { writeFileSync } from "node:fs";
import { address, bothSides, ConnectionError, type Address } from "../../database";
import { compare, finish } from "../../database/compare";
import type { Invocation } from "../arguments";
import { reported, reportText, stands, type DatabaseReport } from "../database-report";
import { declaredDatabase, type Declared } from "../declared-database";
import type { Terminal } from "../report";
import { UsageError } from "../usage-error";

export interface DatabaseOptions {
  /** How long sequences are watched for their rate, in milliseconds. @default 1000 */
  readonly watch?: number;
  /** What is known of the database. @default what the stack file says */
  readonly declared?: Declared;
}

export async function database(
  invocation: Invocation,
  terminal: Terminal,
  options: DatabaseOptions = {},
): Promise<number> {
  const { action, name, exact, cutover, accepted, margin, out, until, ...variables } = invocation.database!;
  const { engine, ...selection } = options.declared ?? declaredDatabase(invocation.stack, name);
  const [source, target] = [variables.sourceVariable, variables.targetVariable].map(read) as [
    Address,
    Address,
  ];
  for (const side of [source, target])
    if (side.engine !== (engine ?? source.engine))
      throw new UsageError(
        `${side.variable} leads to ${side.engine}, and ${name} is ${engine ?? source.engine}: both sides are of one engine`,
      );
  const sides = await bothSides(source, target, { ...selection, exact, watch: options.watch ?? 1000 });
  const comparison = compare(sides, { margin });
  const findings = reported(comparison.findings, accepted);
  const blocked = findings.some((finding) => stands(finding, cutover));
  const report: DatabaseReport = {
    stack: invocation.stack,
    database: name,
    result: action === "finish" ? "written" : blocked ? "blocked" : "clear",
    findings,
    tables: comparison.tables,
    sequences: comparison.sequences,
    file: out,
  };
  if (out === undefined) terminal.print(reportText(report));
  else {
    const title = `Brings the target of ${name} level with its source, as of ${new Date().toISOString()}`;
    writeFileSync(out, finish(sides.engine, comparison.findings, title, until));
    const mended = findings.filter((one) => one.finish).length;
    terminal.print(
      `${out}: SQL for ${mended} findings; ${findings.length - mended} others remain, see database check`,
    );
  }
  terminal.document(report);
  return report.result === "blocked" ? 1 : 0;
}

function read(variable: string): Address {
  try {
    return address(variable);
  } catch (error) {
    throw error instanceof ConnectionError ? new UsageError(error.message) : error;
  }
}
