// Runs `crossover database …` in this process, and returns what it prints.
import { parseInvocation } from "../../../src/cli/arguments";
import { database } from "../../../src/cli/commands/database";
import type { Declared } from "../../../src/cli/declared-database";
import type { DatabaseReport } from "../../../src/cli/database-report";

export interface Heard {
  readonly code: number;
  readonly out: string;
  readonly document: DatabaseReport;
}

export const crossover = (...words: string[]) => crossoverOf({}, ...words);

/** With what the stack file would say. */
export async function crossoverOf(declared: Declared, ...words: string[]): Promise<Heard> {
  const invocation = parseInvocation(["database", ...words, "--stack", "staging"])!;
  const lines: string[] = [];
  const documents: object[] = [];
  const say = (line: string) => lines.push(line);
  const document = (report: object) => documents.push(report);
  const terminal = { json: false, print: say, progress: say, document };
  const code = await database(invocation, terminal, { watch: 100, declared });
  expect(documents).toHaveLength(1);
  return { code, out: lines.join("\n"), document: documents[0] as DatabaseReport };
}
