// Runs a command in the foreground, as a shell would: it has the terminal, gets the signals, and its exit code counts.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { asUser } from "../files";
import { signals } from "./stop";
import { UsageError } from "./usage-error";

const passedOn = [...signals, "SIGQUIT"] as const;

/** What a terminal sends to all processes that run in its foreground. */
const fromKeyboard: readonly string[] = ["SIGINT", "SIGQUIT"];

/** @returns its exit code or, if a signal ended it, 128 and the signal's number, as a shell does. */
export async function runInForeground(
  [command, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const child = asUser(() => spawn(command, args, { ...options, stdio: "inherit" }));
  const passOn = (signal: NodeJS.Signals) => {
    // The engine takes a second one for the wish to end at once.
    if (!(process.stdin.isTTY && fromKeyboard.includes(signal))) child.kill(signal);
  };
  for (const signal of passedOn) process.on(signal, passOn);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", (error: NodeJS.ErrnoException) => {
        const isMissing = error.code === "ENOENT";
        reject(isMissing ? new UsageError(`there is no command \`${command}\``, "rehearsal") : error);
      });
      child.once("close", (code, signal) => {
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
      });
    });
  } finally {
    for (const signal of passedOn) process.off(signal, passOn);
  }
}
