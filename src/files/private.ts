// Keeps files and folders from all but their owner, whatever the user's mask lets others have.
import * as fs from "node:fs";
import * as path from "node:path";
import { makeFolder, writing } from "./write";

/** Of folders and files that are their owner's alone. */
const folderMode = 0o700;
const fileMode = 0o600;
const others = 0o077;

/** What the user's own files are made with, while this process makes none but private ones. */
let usersMask: number | undefined;

/**
 * From here on this process, and what it starts, makes only files and folders that are their owner's alone.
 *
 * @returns what ends that.
 */
export function keepPrivate(): () => void {
  const before = process.umask(others);
  usersMask ??= before;
  return () => {
    process.umask(before);
    if (usersMask === before) usersMask = undefined;
  };
}

/** Starts something that makes the user's own files. */
export function asUser<T>(start: () => T): T {
  if (usersMask === undefined) return start();
  const before = process.umask(usersMask);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}

/** Makes a folder that is its owner's alone, with those above it; one that is there stays as it is. @throws WriteError */
export function privateFolder(folder: string): void {
  writing(folder, () => makeFolder(folder, folderMode));
}

/** Makes a new one in another, whose name begins so. @throws WriteError */
export function newPrivateFolder(folder: string, prefix: string): string {
  privateFolder(folder);
  return writing(folder, () => fs.mkdtempSync(path.join(folder, prefix)));
}

/** Copies a folder, if it is there. Together with {@link keepPrivate}, the copy is private. @throws WriteError */
export function copyFolder(from: string, to: string): void {
  if (fs.existsSync(from)) writing(to, () => fs.cpSync(from, to, { recursive: true }));
}

/** Writes a file that is its owner's alone. @throws WriteError and leaves none. */
export function privateFile(file: string, text: string): void {
  writing(file, () => {
    try {
      fs.writeFileSync(file, text, { mode: fileMode });
      fs.chmodSync(file, fileMode);
    } catch (error) {
      fs.rmSync(file, { force: true });
      throw error;
    }
  });
}

/** Whether others may do nothing with a file or folder. */
export function isPrivate(file: string): boolean {
  return (fs.statSync(file).mode & others) === 0;
}

/** Takes from others what they may do with a folder and everything in it, as another program may have made it. */
export function makePrivate(folder: string): void {
  if (!fs.existsSync(folder)) return;
  for (const name of ["", ...fs.readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
    const file = path.join(folder, name);
    const { mode = 0 } = fs.lstatSync(file, { throwIfNoEntry: false }) ?? {};
    const isLink = (mode & fs.constants.S_IFMT) === fs.constants.S_IFLNK;
    if (!isLink && (mode & others) !== 0) fs.chmodSync(file, mode & ~others);
  }
}
