// Runs `crossover database …` in this process, and returns what it prints.
import { checkDatabase, finishDatabase } from "../../../src/cli/actions/database";
import { crossover as program } from "../../../src/cli/commands";
import type { Declared } from "../../../src/cli/declared-database";
import type { DatabaseReport } from "../../../src/cli/database-report";
import { readLine } from "../../../src/cli/line";

export interface Heard {
  readonly code: number;
  readonly out: string;
  readonly document: DatabaseReport;
}

export const crossover = (...words: string[]) => crossoverOf({}, ...words);

/** With what the stack file would say. */
export async function crossoverOf(declared: Declared, ...words: string[]): Promise<Heard> {
  const call = readLine(program, ["database", ...words, "--stack", "staging"]);
  if ("text" in call) throw new Error(call.text);
  const lines: string[] = [];
  const documents: object[] = [];
  const say = (line: string) => lines.push(line);
  const document = (report: object) => documents.push(report);
  const terminal = { json: false, print: say, progress: say, document };
  const run = call.command.name() === "check" ? checkDatabase : finishDatabase;
  const code = await run(call.given as never, terminal, { watch: 100, declared });
  expect(documents).toHaveLength(1);
  return { code, out: lines.join("\n"), document: documents[0] as DatabaseReport };
}
