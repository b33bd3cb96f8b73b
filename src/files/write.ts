// Writes files as a whole or not at all, and says in words why one can't be written.
import * as fs from "node:fs";
import * as path from "node:path";

/** Something that can't be written, and why; the message is for people. */
export class WriteError extends Error {
  override readonly name = "WriteError";

  constructor(
    /** The file or folder. */
    readonly path: string,
    cause: unknown,
  ) {
    super(`${path} can't be written: ${reasonOf(cause)}`, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
  EROFS: "it is on a file system that is read-only",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EBUSY: "something else is mounted there",
  ENOTDIR: "a part of its path is no folder",
  EISDIR: "it is a folder",
};

/** What a system error says about writing. */
function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

/** Names the file or folder in whatever comes of the work. @throws WriteError */
export function writing<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof WriteError ? error : new WriteError(place, error);
  }
}

/**
 * Replaces a file, or makes it: who reads it, or stops half-way, finds the old text or the new one. A link stays, and what it
 * leads to is replaced; its owner and its mode stay.
 *
 * @param mode of a file that isn't there yet. @default what the user's files have
 * @throws WriteError and leaves the file as it is.
 */
export function replaceFile(file: string, text: string, mode = 0o666): void {
  writing(file, () => {
    const target = realPath(file);
    const old = fs.statSync(target, { throwIfNoEntry: false });
    const beside = writeBeside(target, text, old?.mode ?? mode);
    try {
      if (old) keep(() => fs.chmodSync(beside, old.mode));
      if (old) keep(() => fs.chownSync(beside, old.uid, old.gid));
      fs.renameSync(beside, target);
    } finally {
      fs.rmSync(beside, { force: true });
    }
    keep(() => sync(path.dirname(target)));
  });
}

/**
 * Makes files that aren't there yet, with their folders: all of them or, where one can't be made, none.
 *
 * @param files paths and texts.
 * @throws WriteError
 */
export function makeFiles(files: readonly (readonly [file: string, text: string])[]): void {
  const made: string[] = [];
  try {
    for (const [file, text] of files)
      writing(file, () => {
        const folder = makeFolder(path.dirname(file), 0o777);
        if (folder !== undefined) made.push(folder);
        makeFile(file, text);
        made.push(file);
      });
  } catch (error) {
    for (const one of made.reverse()) fs.rmSync(one, { recursive: true });
    throw error;
  }
}

/** Makes a folder with those above it. @returns the uppermost that wasn't there. */
export function makeFolder(folder: string, mode: number): string | undefined {
  if (fs.existsSync(folder)) return undefined;
  // Each by itself: of several, Node reports that one is missing where it couldn't be made.
  const above = makeFolder(path.dirname(folder), mode);
  try {
    fs.mkdirSync(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST" || !fs.statSync(folder).isDirectory()) throw error;
  }
  return above ?? folder;
}

/** Bytes that the disk of a folder, or of the nearest one above that is there, has for this user. */
export function freeBytes(folder: string): number {
  const there = path.resolve(folder);
  if (!fs.existsSync(there)) return freeBytes(path.dirname(there));
  const { bavail, bsize } = fs.statfsSync(there);
  return bavail * bsize;
}

function makeFile(file: string, text: string): void {
  const beside = writeBeside(file, text, 0o666);
  try {
    fs.linkSync(beside, file);
  } catch (error) {
    // Not every file system has links.
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    fs.copyFileSync(beside, file, fs.constants.COPYFILE_EXCL);
  } finally {
    fs.rmSync(beside, { force: true });
  }
}

/** On the disk before it gets its name. */
function writeBeside(file: string, text: string, mode: number): string {
  const beside = `${file}.${String(process.pid)}`;
  try {
    fs.writeFileSync(beside, text, { mode, flush: true });
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
  }
  return beside;
}

function realPath(file: string): string {
  return fs.existsSync(file) ? fs.realpathSync(file) : file;
}

function sync(folder: string): void {
  const opened = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}

/** What not every file system can do, nor every user may. */
function keep(work: () => void): void {
  try {
    work();
  } catch {
    // The file is there, and whole.
  }
}
