// Asks questions on the terminal, one after the other, each until its answer is right.
import { createInterface } from "node:readline/promises";
import { UsageError } from "../usage-error";
import { questions, type Answers, type Flags, type Question } from "./questions";

/** Where questions are asked and answered. */
export interface Conversation {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks for all that isn't given.
 *
 * @param existing tells a file that is there already, where answers mean one
 * @throws once there will be no more answers, as after Ctrl-C or Ctrl-D
 */
export async function askFor(
  flags: Flags,
  { input, output }: Conversation,
  existing: (answers: Flags) => string | undefined,
): Promise<Answers> {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once("close", () => {
    ended.abort();
  });
  try {
    let known = flags;
    for (const question of questions) {
      const { name, asks, example, usual } = question;
      const fallback = usual?.(known);
      const hint = fallback === undefined ? `, e.g. ${example}` : ` [${fallback}]`;
      const prompt = `${capitalised(asks)}${hint}: `;
      while (known[name] === undefined) {
        const typed = (await lines.question(prompt, { signal: ended.signal })).trim();
        const answer = typed === "" ? fallback : typed;
        const answered = { ...known, [name]: answer };
        const wrong = whyWrong(question, answer) ?? whyTaken(existing(answered));
        if (wrong === undefined) known = answered;
        else output.write(`  ${wrong}\n`);
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

function whyWrong({ mistake }: Question, answer: string | undefined): string | undefined {
  if (answer === undefined) return "an answer is needed";
  const why = mistake(answer);
  return why === undefined ? undefined : `\`${answer}\` ${why}`;
}

function whyTaken(file: string | undefined): string | undefined {
  return file === undefined
    ? undefined
    : `${file} is there already, and init overwrites nothing: choose another name`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
