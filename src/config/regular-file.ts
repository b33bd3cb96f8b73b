// Reads text from a regular file, and says why something can't be: a pipe or a device may never end.
import { isUtf8 } from "node:buffer";
import { readFileSync, statSync, type Dirent, type Stats } from "node:fs";

/** The text of a file, or why it can't be read. */
export function readText(file: string): { text: string } | { reason: string } {
  try {
    const reason = irregularity(statSync(file));
    if (reason !== undefined) return { reason };
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { reason: "it isn't text in UTF-8" };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** What something is, where it is no regular file. */
export function irregularity(entry: Dirent | Stats): string | undefined {
  if (entry.isFile()) return undefined;
  if (entry.isDirectory()) return "it is a directory";
  if (entry.isSymbolicLink()) return "it is a symbolic link";
  if (entry.isFIFO()) return "it is a named pipe";
  return entry.isSocket() ? "it is a socket" : "it is a device";
}

/** What a system error says of a file. */
export function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it doesn't exist",
  EACCES: "permission denied",
  ELOOP: "its symbolic links lead in a circle",
  ENOTDIR: "it is not a directory",
};
