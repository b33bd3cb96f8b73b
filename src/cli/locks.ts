// Reads the locks of a rehearsal's local backend: who holds one, and which one a killed engine left behind.
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../rehearsal";

/** Removes the lock of a rehearsed stack if the process that took it is gone. A live one is left alone. */
export function clearStaleLock(directory: string, stack: string): void {
  for (const { file, pid } of holders(directory, stack)) if (!isAlive(pid)) rmSync(file, { force: true });
}

/** SIGKILL to the engine that holds the stack, as a crashing machine would do. */
export function killHolder(directory: string, stack: string): void {
  for (const { pid } of holders(directory, stack)) process.kill(pid, "SIGKILL");
}

function holders(directory: string, stack: string): { file: string; pid: number }[] {
  const locks = join(directory, "state", ".pulumi", "locks", "organization", "crossover", stack);
  return list(locks).flatMap((name) => {
    const file = join(locks, name);
    const pid = pidIn(file);
    return pid === undefined ? [] : [{ file, pid }];
  });
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function pidIn(file: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid?: number };
    return pid;
  } catch {
    // Being written, or removed, by its owner at this moment.
    return undefined;
  }
}
