// Asks git which commit the project's files are of.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Digits of a short commit: enough to be the only one, in any repository. */
const digits = 12;

/** The short commit that is checked out, or nothing where the folder is no checkout of git. */
export async function headCommit(root: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", [
      ...["-C", root, "rev-parse", "--verify", "--quiet", `--short=${String(digits)}`, "HEAD"],
    ]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
