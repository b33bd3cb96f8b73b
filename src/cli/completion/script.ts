// Writes the script by which a shell completes `crossover`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Shell } from "./shells";

/** @param command the program and its first words, which the script runs whatever is on PATH. */
export function completionScript(shell: Shell, command: readonly string[]): string {
  const text = readFileSync(join(__dirname, `crossover.${shell}`), "utf8");
  const quoted = command.map((word) => quote(shell, word)).join(" ");
  return text.replace("@CROSSOVER@", () => quoted);
}

function quote(shell: Shell, word: string): string {
  return shell === "fish" ? `'${word.replace(/[\\']/g, "\\$&")}'` : `'${word.replaceAll("'", "'\\''")}'`;
}
