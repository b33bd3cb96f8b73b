// Compares both sides of a database copy, reports what it loses or leaves behind, and writes the SQL that mends it.
import {
  address,
  bothSides,
  compare,
  ConnectionError,
  finish,
  type Address,
  type Comparison,
  type Pause,
  type Sides,
} from "../../database";
import { replaceFile } from "../../files";
import {
  reportFindings,
  reportText,
  isInTheWay,
  type Accepted,
  type DatabaseReport,
} from "../database-report";
import { declaredDatabase, type Declared } from "../declared-database";
import type { Terminal } from "../report";
import { UsageError } from "../usage-error";

/** What both commands are told. */
export interface ComparisonOptions {
  readonly stack: string;
  /** The database's key in `crossover:databases`. */
  readonly database: string;
  /** Environment variables that hold the URLs. */
  readonly sourceUrlEnv: string;
  readonly targetUrlEnv: string;
  /** Values that sequences are put ahead. */
  readonly margin: number;
}

export interface CheckOptions extends ComparisonOptions {
  /** Count and compare every row, however many there are. */
  readonly exact?: boolean;
  /** What the copy leaves behind is in the way, too. */
  readonly cutover?: boolean;
  /** Findings that somebody has looked at and can live with. */
  readonly accept?: readonly Accepted[];
}

export interface FinishOptions extends ComparisonOptions {
  /** The file to write. */
  readonly out: string;
  /** How far the SQL goes; to the end if left out. */
  readonly until?: Pause;
}

/** What is known otherwise than from the command line. */
export interface Surroundings {
  /** How long sequences are watched for their rate, in milliseconds. @default 1000 */
  readonly watch?: number;
  /** What is known of the database. @default what the stack file says */
  readonly declared?: Declared;
}

/** Says what is in the way of a copy, before it or at its cutover; 1 if anything is. */
export async function checkDatabase(
  { accept = [], cutover = false, exact = false, ...options }: CheckOptions,
  terminal: Terminal,
  surroundings: Surroundings = {},
): Promise<number> {
  const { comparison } = await compareSides(options, exact, surroundings);
  const findings = reportFindings(comparison.findings, accept);
  const blocked = findings.some((finding) => isInTheWay(finding, cutover));
  const report = toReport(options, blocked ? "blocked" : "clear", comparison, findings);
  terminal.print(reportText(report));
  terminal.document(report);
  return blocked ? 1 : 0;
}

/** Writes the SQL that brings the target level. */
export async function finishDatabase(
  { out, until, ...options }: FinishOptions,
  terminal: Terminal,
  surroundings: Surroundings = {},
): Promise<number> {
  const { engine, comparison } = await compareSides(options, false, surroundings);
  const title = `Brings the target of ${options.database} level with its source, as of ${new Date().toISOString()}`;
  replaceFile(out, await finish(engine, comparison.findings, title, until));
  const findings = reportFindings(comparison.findings, []);
  const mended = findings.filter((one) => one.finish).length;
  terminal.print(
    `${out}: SQL for ${mended} findings; ${findings.length - mended} others remain, see database check`,
  );
  terminal.document({ ...toReport(options, "written", comparison, findings), file: out });
  return 0;
}

async function compareSides(
  { stack, database, sourceUrlEnv, targetUrlEnv, margin }: ComparisonOptions,
  exact: boolean,
  { watch = 1000, declared }: Surroundings,
): Promise<{ engine: Sides["engine"]; comparison: Comparison }> {
  const { engine, ...selection } = declared ?? declaredDatabase(stack, database);
  const [source, target] = [sourceUrlEnv, targetUrlEnv].map(read) as [Address, Address];
  for (const side of [source, target])
    if (side.engine !== (engine ?? source.engine))
      throw new UsageError(
        `${side.variable} is a URL of ${side.engine}, and ${database} is ${engine ?? source.engine}: both sides must have one engine`,
      );
  const sides = await bothSides(source, target, { ...selection, exact, watch });
  return { engine: sides.engine, comparison: await compare(sides, { margin }) };
}

function toReport(
  { stack, database }: ComparisonOptions,
  result: DatabaseReport["result"],
  { tables, sequences }: Comparison,
  findings: DatabaseReport["findings"],
): DatabaseReport {
  return { stack, database, result, findings, tables, sequences };
}

function read(variable: string): Address {
  try {
    return address(variable);
  } catch (error) {
    throw error instanceof ConnectionError ? new UsageError(error.message) : error;
  }
}
