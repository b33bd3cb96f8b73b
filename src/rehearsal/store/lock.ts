// Locks between processes by a file that exists while the lock is held and names its holder.
import { linkSync, readFileSync, rmSync, unlinkSync } from "node:fs";
import { privateFile } from "../../files";
import { isAlive, isCode } from "./alive";

export interface LockOptions {
  /** How long to wait for another process, in milliseconds. @default 30000 */
  readonly patience?: number;
}

/**
 * Runs `critical` while holding the lock at `path`. Blocks the process while it waits, which is short: nobody holds
 * the lock longer than one change takes. A lock whose holder is dead is broken.
 *
 * @throws an error that names the holder when the lock isn't free within the patience.
 */
export function withLock<T>(path: string, critical: () => T, options: LockOptions = {}): T {
  acquire(path, options.patience ?? 30_000);
  try {
    return critical();
  } finally {
    unlinkSync(path);
  }
}

function acquire(path: string, patience: number): void {
  const deadline = Date.now() + patience;
  for (let pause = 1; !create(path); pause = Math.min(2 * pause, 50)) {
    if (isStale(path)) {
      breakLock(path);
      continue;
    }
    if (Date.now() >= deadline)
      throw new Error(
        `The simulated cloud is in use by process ${holder(path)}: ${path} was not free within ` +
          `${patience / 1000} s. Wait for that process to end and try again; if it is no rehearsal, delete the file.`,
      );
    sleep(pause);
  }
}

/** Creates the file with its content in one step, so that a holder that is killed can always be told. */
function create(path: string): boolean {
  const claim = `${path}.${process.pid}`;
  privateFile(claim, `${process.pid}`);
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    unlinkSync(claim);
  }
}

/** The process that holds the lock; undefined while it is free. */
function holder(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isStale(path: string): boolean {
  const pid = holder(path);
  return pid !== undefined && !isAlive(pid);
}

/** Only one process may break a lock at a time, and it looks again first: or it would break its successor's. */
function breakLock(path: string): void {
  const breaking = `${path}.breaking`;
  if (create(breaking)) {
    if (isStale(path)) rmSync(path);
    rmSync(breaking);
  } else if (isStale(breaking)) {
    rmSync(breaking, { force: true });
  } else {
    sleep(1);
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
