// Serves a rehearsal's simulated cloud to a command of the user's, such as plain `pulumi`.
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import { clockVariable } from "../../clock";
import { decoded, fileOf, pathText, type Values } from "../../config";
import { replaceFile } from "../../files";
import { runInForeground } from "../child";
import { withConfigChanges } from "../config-changes";
import { availabilityLines } from "../dips";
import type { Terminal } from "../report";
import { withSession, type Session } from "../session";
import type { Invocation } from "../types";

/**
 * Runs the command in the project's folder. What it sets by `pulumi config` is written into the stack file at the end: until
 * then it is in a copy, since the engine would write a passphrase's salt into the file, and might find the real stack's keys.
 *
 * @param words the command. @default the user's shell
 * @returns the command's exit code
 */
export function rehearsal(
  invocation: Invocation,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  return withSession(invocation, terminal.progress, async (session) => {
    const { stack, rehearsal: directory } = invocation;
    const { pulumiCommand, workDir, envVars } = (await session.stack()).workspace;
    const copy = join(workDir, fileOf(stack));
    const before = configIn(copy);
    const operations = session.rehearsal!.report().operations;
    const [command = process.env["SHELL"] ?? "/bin/sh", ...args] = words;
    if (words.length === 0)
      terminal.progress(`until you leave this shell, pulumi works on the simulated cloud in ${directory!}`);
    const clock = tellTime(session, join(workDir, "clock"), terminal.progress);
    try {
      const env = {
        ...process.env,
        ...envVars,
        PATH: [dirname(pulumiCommand.command), process.env["PATH"]].join(delimiter),
        PULUMI_STACK: stack,
        [clockVariable]: clock.file,
      };
      return await runInForeground([command, ...args], { cwd: session.root, env });
    } finally {
      clock.stop();
      session.rehearsal!.makePrivate();
      keepConfig(join(session.root, fileOf(stack)), before, configIn(copy), terminal);
      const report = session.rehearsal!.report();
      if (report.operations > operations)
        for (const line of availabilityLines("done", report.lowest)) terminal.progress(line);
    }
  });
}

/** Milliseconds within which the time is told right. */
const exact = 20;

/** Keeps in a file how far the simulated clock is ahead, for the program, which another process runs. */
function tellTime(
  session: Session,
  file: string,
  log: Terminal["progress"],
): { readonly file: string; stop(): void } {
  let told = Number.NaN;
  const tell = () => {
    const ahead = session.now().getTime() - Date.now();
    if (Math.abs(ahead - told) < exact) return;
    replaceFile(file, String(ahead));
    told = ahead;
  };
  tell();
  const timer = setInterval(() => {
    try {
      tell();
    } catch (error) {
      clearInterval(timer);
      log(
        `${(error as Error).message}: from here on, pulumi may know an earlier time than the simulated one`,
      );
    }
  }, 100);
  return {
    file,
    stop: () => {
      clearInterval(timer);
    },
  };
}

function configIn(file: string): Values {
  const { config } = parse(readFileSync(file, "utf8")) as { config?: Values };
  return decoded(config ?? {});
}

function keepConfig(file: string, before: Values, after: Values, terminal: Terminal): void {
  const { text, left } = withConfigChanges(readFileSync(file, "utf8"), before, after);
  if (left.length > 0)
    terminal.progress(
      `${left.map(pathText).join(", ")}: not written into ${file}, since what a rehearsal encrypts nothing else can read; ` +
        "set it there by `pulumi config set --secret`",
    );
  if (text === undefined) return;
  replaceFile(file, text);
  terminal.progress(`${file} has the config that was set`);
}
