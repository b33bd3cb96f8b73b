// Writes a first stack and service that can be rehearsed at once, after the checks that every command makes.
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clock } from "../../clock";
import { fileOf, loadEnvironment, readStackFile } from "../../config";
import { copyFolder, makeFiles, newPrivateFolder, WriteError } from "../../files";
import { Refusal } from "../../refusal";
import { askFor, type Conversation } from "../init/ask";
import { filesOf, newFiles, type NewFile } from "../init/files";
import { questions, type Answers, type Flags } from "../init/questions";
import { findRoot } from "../root";
import type { Terminal } from "../report";
import { UsageError } from "../usage-error";

/** @param conversation where to ask for what isn't given. @default the terminal, if there is one */
export async function init(flags: Flags, terminal: Terminal, conversation = atTerminal()): Promise<number> {
  const root = findRoot();
  const answers = await complete(root, flags, conversation);
  const files = newFiles(answers, clock());
  refuseMistakes(root, answers.stack, files);
  writeAll(root, files);
  for (const [file] of files) terminal.print(file);
  terminal.progress(nextSteps(answers));
  return 0;
}

function atTerminal(): Conversation | undefined {
  const { stdin: input, stderr: output } = process;
  return input.isTTY && output.isTTY ? { input, output } : undefined;
}

/**
 * @throws UsageError with every flag that is wrong and, where nobody can be asked, every one that is missing; Refusal with
 * every file that is there already.
 */
async function complete(
  root: string,
  flags: Flags,
  conversation: Conversation | undefined,
): Promise<Answers> {
  const missing = questions.filter(({ name, usual }) => flags[name] === undefined && !usual);
  const wrong = questions.flatMap(({ name, mistake }) => {
    const given = flags[name];
    const why = given === undefined ? undefined : mistake(given);
    return why === undefined ? [] : [`\`--${name} ${given!}\` ${why}`];
  });
  const untold = conversation
    ? []
    : missing.map(
        ({ name, asks, example }) => `--${name} is missing: ${asks}, e.g. \`--${name} ${example}\``,
      );
  const mistakes = [...wrong, ...untold];
  if (mistakes.length > 0) throw new UsageError(mistakes.join("\n"), "init");
  refuseExisting(root, flags);
  if (missing.length > 0) return askFor(flags, conversation!, (answers) => existing(root, answers)[0]);
  return questions.reduce<Flags>(
    (known, { name, usual }) => ({ ...known, [name]: known[name] ?? usual?.(known) }),
    flags,
  ) as Answers;
}

/** The files that would have been written, and are there already. */
function existing(root: string, known: Flags): string[] {
  return filesOf(known).filter((file) => existsSync(join(root, file)));
}

function refuseExisting(root: string, known: Flags): void {
  const there = existing(root, known);
  if (there.length === 0) return;
  throw new Refusal(
    there.map((path) => ({
      rule: "config",
      path,
      message: "is there already, and init overwrites nothing",
      allowed: path.startsWith("services/") ? "another name by --service" : "another name by --stack",
    })),
  );
}

/** What is wrong with the files is found before they are in the project. */
function refuseMistakes(root: string, stack: string, files: readonly NewFile[]): void {
  const trial = newPrivateFolder(tmpdir(), "crossover-");
  try {
    const services = join(root, "services");
    copyFolder(services, join(trial, "services"));
    write(trial, files);
    const { problems } = loadEnvironment(trial, fileOf(stack), readStackFile(trial, stack));
    if (problems.length > 0) throw new Refusal(problems);
  } finally {
    rmSync(trial, { recursive: true });
  }
}

/** @throws Refusal where one can't be written; then none is. */
function writeAll(root: string, files: readonly NewFile[]): void {
  try {
    write(root, files);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    const allowed = "a clone in which you may write, on a disk that has room";
    throw new Refusal([{ rule: "failure", path: root, message: error.message, allowed }]);
  }
}

/** Writes all of them or, if one can't be written, none. */
function write(root: string, files: readonly NewFile[]): void {
  makeFiles(files.map(([file, text]) => [join(root, file), text]));
}

function nextSteps({ stack, route }: Answers): string {
  const up = `  npx crossover up --stack ${stack} --rehearsal`;
  return [
    "",
    "Rehearse the first shift, on a simulated cloud:",
    up,
    `${up} --advance 24h --set traffic.${route}=0`,
    `${up} --advance 24h --set traffic.${route}=5`,
  ].join("\n");
}
