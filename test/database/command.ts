// Runs `crossover database …` in this process, and hears what it says.
import { parseInvocation } from "../../src/cli/arguments";
import { database } from "../../src/cli/commands/database";
import type { DatabaseReport } from "../../src/cli/database-report";

export interface Heard {
  readonly code: number;
  readonly out: string;
  readonly document: DatabaseReport;
}

export async function crossover(...words: string[]): Promise<Heard> {
  const invocation = parseInvocation(["database", ...words, "--stack", "staging"])!;
  const lines: string[] = [];
  const documents: object[] = [];
  const say = (line: string) => lines.push(line);
  const document = (report: object) => documents.push(report);
  const code = await database(invocation, { json: false, print: say, progress: say, document }, 100);
  expect(documents).toHaveLength(1);
  return { code, out: lines.join("\n"), document: documents[0] as DatabaseReport };
}
