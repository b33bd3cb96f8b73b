// Sees to it that no program and no temporary folder of a judge outlives it, also where it is stopped half-way.
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const running = new Map<ChildProcess, NodeJS.Signals>();
const folders = new Set<string>();

/** @param signal by which it is ended when this process does. */
export function endsWithJudge(child: ChildProcess, signal: NodeJS.Signals): void {
  running.set(child, signal);
  child.once("close", () => running.delete(child));
}

/** A new folder, which {@link removeFolder} or the end of the process removes. */
export function temporaryFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `judge-${name}-`));
  folders.add(folder);
  return folder;
}

/** With `CROSSOVER_JUDGE_KEEP` a folder stays. */
export function removeFolder(folder: string): void {
  folders.delete(folder);
  if (process.env["CROSSOVER_JUDGE_KEEP"]) process.stderr.write(`kept: ${folder}\n`);
  else fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Who stops a judge, or closes the pipe that it prints to, stops all that it has started. */
export function cleanUpAtExit(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(130));
  process.stdout.on("error", () => process.exit(1));
  process.on("exit", () => {
    for (const [child, signal] of running) child.kill(signal);
    for (const folder of folders) removeFolder(folder);
  });
}
