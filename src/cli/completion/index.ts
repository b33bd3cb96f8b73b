// Answers a shell that asks how a command line goes on.
import type { CliCommand } from "../command";
import { complete } from "./complete";
import { namesOf } from "./names";
import { line, shells } from "./shells";

/**
 * Lines for the shell; none where there is nothing to say, and also where anything goes wrong: what is printed while somebody
 * types destroys their line.
 */
export async function answerShell(root: CliCommand, [name, ...words]: readonly string[]): Promise<string> {
  try {
    const shell = shells.find((one) => one === name);
    if (!shell) return "";
    const all = await complete(root, shell, words, namesOf);
    return all.map((one) => `${line(shell, one)}\n`).join("");
  } catch {
    return "";
  }
}
