// Asks questions on the terminal, one after the other, each until its answer is right.
import { createInterface } from "node:readline/promises";
import { UsageError } from "../usage-error";
import { questions, type Answers, type Flags } from "./questions";

/** Where questions are asked and answered. */
export interface Conversation {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks for all that isn't given. @throws once there will be no more answers, as after Ctrl-C or Ctrl-D. */
export async function askFor(flags: Flags, { input, output }: Conversation): Promise<Answers> {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once("close", () => {
    ended.abort();
  });
  try {
    let known = flags;
    for (const { name, asks, example, usual, mistake } of questions) {
      const fallback = usual?.(known);
      const hint = fallback === undefined ? `, e.g. ${example}` : ` [${fallback}]`;
      while (known[name] === undefined) {
        const typed = (
          await lines.question(`${capitalised(asks)}${hint}: `, { signal: ended.signal })
        ).trim();
        const answer = typed === "" ? fallback : typed;
        const wrong = answer === undefined ? "an answer is needed" : mistake(answer);
        if (wrong === undefined) known = { ...known, [name]: answer };
        else output.write(answer === undefined ? `  ${wrong}\n` : `  \`${answer}\` ${wrong}\n`);
      }
    }
    return known as Answers;
  } catch (error) {
    if (ended.signal.aborted)
      throw new UsageError("nothing was written: not all questions were answered", "init");
    throw error;
  } finally {
    lines.close();
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
