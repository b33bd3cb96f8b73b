// Asks git which commit the project's files are of, and whether that contains others.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { commitIn, uncommitted, type Held } from "../model/traffic/commit";
import { readZone, type ZoneRecord } from "../model/traffic/zone-records";

/** Digits of a short commit: enough to be the only one, in any repository. */
const digits = 12;

/** Milliseconds that one question may take; a rollback asks too. */
const patience = 5_000;

/** Questions at a time. */
const parallel = 8;

export interface Checkout {
  /** Short commit, marked where something isn't committed. @default git can't tell */
  readonly commit?: string;
  /** Why git can't tell. @default it can */
  readonly untold?: string;
  /** Whether it contains the commits that the ledger names. @default nobody has asked */
  readonly held?: ReadonlyMap<string, Held>;
}

export interface CheckoutQuestion {
  readonly root: string;
  readonly files: readonly string[];
  readonly commit?: string;
  readonly uncommitted?: boolean;
  /** Of the zone. */
  readonly records: readonly ZoneRecord[];
  readonly domain: string;
}

/** Where a commit is given, git isn't asked. */
export async function observeCheckout(question: CheckoutQuestion): Promise<Checkout> {
  const { root, files, records, domain } = question;
  if (question.commit !== undefined) return { commit: question.commit };
  const { entries, entry } = readZone(records, domain);
  const named = entries.flatMap((route) => {
    const one = entry(route);
    return one && "commit" in one && one.commit !== undefined ? [commitIn(one.commit)] : [];
  });
  const [head, changes, held] = await Promise.all([
    headCommit(root),
    question.uncommitted || hasChanges(root, files),
    heldCommits(root, named),
  ]);
  if ("untold" in head) return { ...head, held };
  return { commit: changes ? uncommitted(head.commit) : head.commit, held };
}

/** The short commit that is checked out; or why git can't tell, e.g. since the folder is no checkout, or somebody else's. */
export async function headCommit(
  root: string,
): Promise<{ readonly commit: string } | { readonly untold: string }> {
  const { text, said } = await git(root, "rev-parse", "--verify", `--short=${String(digits)}`, "HEAD");
  const commit = text.trim();
  if (commit !== "") return { commit };
  const [first = ""] = said.split("\n");
  return { untold: first.replace(/^fatal: /, "") || "git says nothing" };
}

/** Whether some files differ from what is checked out. @param files relative to the folder. */
async function hasChanges(root: string, files: readonly string[]): Promise<boolean> {
  return (await git(root, "status", "--porcelain", "--", ...files)).text.trim() !== "";
}

/** Whether what is checked out contains each of these commits. */
async function heldCommits(root: string, commits: readonly string[]): Promise<ReadonlyMap<string, Held>> {
  const found = new Map<string, Held>();
  const wanted = [...new Set(commits)];
  for (let i = 0; i < wanted.length; i += parallel)
    await Promise.all(
      wanted.slice(i, i + parallel).map(async (one) => found.set(one, await isHeld(root, one))),
    );
  return found;
}

async function isHeld(root: string, commit: string): Promise<Held> {
  // Whoever may write to the zone may write anything there, an option of git's too.
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return "no";
  const { code } = await git(root, "merge-base", "--is-ancestor", commit, "HEAD");
  if (code === 0) return "yes";
  const shallow = await git(root, "rev-parse", "--is-shallow-repository");
  if (shallow.code !== 0) return "unknown";
  return shallow.text.trim() === "true" ? "shallow" : "no";
}

async function git(root: string, ...args: string[]): Promise<{ code: number; text: string; said: string }> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", root, ...args], {
      timeout: patience,
      env: { ...process.env, LC_ALL: "C" },
    });
    return { code: 0, text: stdout, said: "" };
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
    return { code: typeof code === "number" ? code : 128, text: "", said: stderr || message };
  }
}
