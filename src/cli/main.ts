// Runs one command line of `crossover`.
import { describe, Refusal } from "../refusal";
import { tracesHint, tracing } from "../traces";
import { crossover } from "./commands";
import { readLine } from "./line";
import { withoutEngine, terminal, type Report, type Terminal } from "./report";
import { UsageError } from "./usage-error";

/** Returns the exit code: 0 done, 1 refused or failed, 2 the command line is wrong. */
export async function main(argv: readonly string[]): Promise<number> {
  // The word by which the scripts of `completion` ask. It is no command for people.
  if (argv[0] === "__complete") {
    const { answerShell } = await import("./completion/index.ts");
    process.stdout.write(await answerShell(crossover, argv.slice(1)));
    return 0;
  }
  let out = terminal(false);
  let stack = "";
  try {
    const line = readLine(crossover, argv);
    if ("text" in line) {
      process.stdout.write(line.text);
      return 0;
    }
    const { command, given } = line;
    out = terminal(given.json === true);
    if (typeof given.stack === "string") stack = given.stack;
    return await command.run(given, out);
  } catch (error) {
    return error instanceof UsageError ? misused(error, out) : fail(stack, error, out);
  }
}

function misused({ message, command }: UsageError, out: Terminal): number {
  const mistakes = message.split("\n").map((mistake) => `crossover: ${mistake}`);
  const help = ["crossover", command, "--help"].filter(Boolean).join(" ");
  out.progress([...mistakes, `See \`${help}\`.`].join("\n"));
  return 2;
}

function fail(stack: string, error: unknown, out: Terminal): number {
  const refused = error instanceof Refusal;
  const message = error instanceof Error ? error.message : String(error);
  // By its name, since most commands that only show something need no more of what writes files.
  const hint = error instanceof Error && error.name === "WriteError" ? "" : tracesHint();
  const result: Report["result"] = refused ? "refused" : "failed";
  out.progress(refused ? describe(error.problems) : `crossover: ${message}${hint}`);
  if (!refused && tracing() && error instanceof Error) out.progress(error.stack ?? "");
  out.document({
    stack,
    result,
    ...withoutEngine,
    problems: refused ? error.problems : [{ rule: "failure", path: stack, message }],
    traffic: {},
  });
  return 1;
}
