// Completes a command line by the declarations of the commands: which words may come where its last one stands.
import type { Argument, Option } from "commander";
import type { CliCommand } from "../command";
import { files, type Candidate, type Shell } from "./shells";
import { sourceOf, type Source } from "./sources";

/** Gives the names of a source; of one stack where the line has named it. */
export type Names = (
  source: Exclude<Source, "files">,
  stack: string | undefined,
) => Promise<readonly string[]>;

/** Where a line stands before its last word. */
interface Place {
  readonly command: CliCommand;
  /** Its words that are no options and no commands. */
  readonly words: readonly string[];
  readonly given: ReadonlyMap<string, string | undefined>;
  /** The option whose value comes next. */
  readonly waiting?: Option;
  /** Behind `--`. */
  readonly isRest: boolean;
}

/** @param written all words after `crossover`; the last one is what is being typed, and may be empty. */
export async function complete(
  root: CliCommand,
  shell: Shell,
  written: readonly string[],
  names: Names,
): Promise<Candidate[]> {
  const words = shell === "bash" ? joined(written) : written;
  const typed = words.at(-1) ?? "";
  const place = findPlace(root, words.slice(0, -1));
  const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  const inline = place.isRest || place.waiting ? undefined : optionOf(root, place.command, flag);
  if (inline) {
    // Bash replaces what is behind `=` only.
    const before = shell === "bash" ? "" : `${flag}=`;
    return beginning(value!, await valuesOf(inline, place, names)).map((one) =>
      one.word === files ? one : { ...one, word: before + one.word },
    );
  }
  return beginning(typed, await candidates(root, place, typed, names));
}

async function candidates(root: CliCommand, place: Place, typed: string, names: Names): Promise<Candidate[]> {
  const { command, waiting, isRest } = place;
  if (waiting) return valuesOf(waiting, place, names);
  if (!isRest && typed.startsWith("-")) return flagsOf(root, place);
  if (command.commands.length > 0)
    return command.commands.map((one) => ({ word: one.name(), says: one.summary() }));
  const last = command.registeredArguments.at(-1);
  const next = command.registeredArguments[place.words.length] ?? (last?.variadic ? last : undefined);
  if (!next) return [];
  // What is run by a command is its own affair.
  return next.variadic ? [{ word: files }] : valuesOf(next, place, names);
}

async function valuesOf(word: Argument | Option, { given }: Place, names: Names): Promise<Candidate[]> {
  const source = sourceOf(word);
  if (source === "files") return [{ word: files }];
  const known = source ? await names(source, given.get("stack")) : (word.argChoices ?? []);
  return known.map((name) => ({ word: name }));
}

/** The options that aren't given yet; before the command is known, those of all. */
function flagsOf(root: CliCommand, { command, given }: Place): Candidate[] {
  const all = optionsBelow(command).filter(
    (option) => !option.hidden && (!given.has(option.name()) || isRepeatable(option)),
  );
  const seen = new Map(all.map((option) => [option.long!, option.description]));
  if (command === root) seen.set("--version", "show the version");
  return [...seen, ["--help", "show this"]].map(([word, says]) => ({ word: word!, says }));
}

function isRepeatable({ description }: Option): boolean {
  return description.includes("(repeatable)");
}

function findPlace(root: CliCommand, words: readonly string[]): Place {
  let command = root;
  let waiting: Option | undefined;
  let isRest = false;
  const plain: string[] = [];
  const given = new Map<string, string | undefined>();
  for (const [i, word] of words.entries()) {
    if (waiting) {
      given.set(waiting.name(), word);
      waiting = undefined;
    } else if (!isRest && word === "--") isRest = true;
    else if (!isRest && word.startsWith("-")) {
      const [, flag = word, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
      const option = optionOf(root, command, flag);
      if (option?.required && value === undefined) waiting = option;
      else if (option) given.set(option.name(), value);
    } else {
      const next = isRest ? undefined : command.commands.find((one) => one.name() === word);
      if (next) command = next;
      // `help` asks for the help of the command behind it.
      else if (i > 0 || word !== "help") plain.push(word);
    }
  }
  return { command, words: plain, given, isRest, waiting };
}

/** The command's own; before it is known, an option that is completed rather than another of the same name. */
function optionOf(root: CliCommand, command: CliCommand, flag: string | undefined): Option | undefined {
  const own = command.options.find((one) => one.long === flag);
  if (own) return own;
  const others = optionsBelow(root).filter((one) => !one.hidden && one.long === flag);
  return others.find((one) => sourceOf(one)) ?? others[0];
}

function optionsBelow(command: CliCommand): Option[] {
  return [...command.options, ...command.commands.flatMap(optionsBelow)];
}

/** Bash divides words at `=`. */
function joined(words: readonly string[]): string[] {
  const all: string[] = [];
  for (const [i, word] of words.entries()) {
    const before = all.at(-1) ?? "";
    const isTied = before.startsWith("--") && (word === "=" || words[i - 1] === "=");
    if (isTied) all[all.length - 1] = before + word;
    else all.push(word);
  }
  return all;
}

function beginning(typed: string, all: readonly Candidate[]): Candidate[] {
  return all.filter(({ word }) => word === files || word.startsWith(typed));
}
