// Finds what is wrong with a command line, and says what to write instead.
import type { Option } from "commander";
import { didYouMean, nearest } from "../model/names/nearest";
import type { CliCommand } from "./command";
import { UsageError } from "./usage-error";

/** An option that the command has, as it was written. */
export interface KnownOption {
  readonly option: Option;
  readonly value: string | undefined;
  /** Tied to its value by `=`. */
  readonly inline: boolean | undefined;
}

/** An option that the command doesn't have. */
export interface StrangeOption {
  readonly name: string;
  /** As it was written, e.g. `--stak` or `-x`. */
  readonly flag: string;
}

/** A command line in its parts. */
export interface Line {
  readonly root: CliCommand;
  readonly command: CliCommand;
  readonly words: readonly string[];
  readonly known: readonly KnownOption[];
  readonly strange: readonly StrangeOption[];
}

/** Every mistake, each in one line. */
export function mistakesIn(line: Line): string[] {
  const all = [
    ...line.strange.flatMap((option) => strangeOption(line, option)),
    ...wrongWords(line),
    ...line.known.flatMap(wrongValue),
    ...brokenRules(line),
  ];
  return [...new Set(all)];
}

function strangeOption({ root, command }: Line, { name, flag }: StrangeOption): string[] {
  const takers = takersOf(root, name);
  const rest = takesRest(command) ? "; write `--` before a command and its options" : "";
  if (takers.length === 0)
    return [`there is no option \`${flag}\`${didYouMean(flag, [...flagsOf(command), "--help"])}${rest}`];
  // Where the command isn't known yet, the option is in its place.
  if (isGroup(command)) return [];
  return [`${flag} belongs to ${takers.map((one) => one.path()).join(", ")}${rest}`];
}

function wrongWords({ root, command, words, strange }: Line): string[] {
  // A word after an option that doesn't exist may have been meant as its value.
  if (strange.some(({ name }) => takersOf(root, name).length === 0)) return [];
  const path = command.path();
  if (isGroup(command)) {
    const names = command.commands.map((one) => one.name());
    const [word] = words;
    return word === undefined
      ? [`name a command${path && ` of \`${path}\``}: ${names.join(", ")}${command.eg()}`]
      : [`there is no command \`${`${path} ${word}`.trimStart()}\`${didYouMean(word, names)}`];
  }
  const expected = command.registeredArguments.filter(({ variadic }) => !variadic);
  const extra = takesRest(command) ? [] : words.slice(expected.length);
  if (extra.length > 0) return [`\`${extra.join(" ")}\` is left over; ${path} takes no such argument`];
  return expected
    .slice(words.length)
    .filter(({ required }) => required)
    .map((word) => `name the ${word.name()}${command.eg()}`);
}

function wrongValue({ option, value, inline }: KnownOption): string[] {
  const flag = option.long!;
  if (option.isBoolean()) return value === undefined ? [] : [`\`${flag}\` takes no value`];
  // What begins with a dash is the next option, unless it is tied to this one by `=`.
  if (value === undefined || (!inline && value.startsWith("-")))
    return [`\`${flag}\` needs a value, as in \`${flag}=VALUE\``];
  try {
    option.parseArg?.(value, undefined);
    return [];
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}

/** A mistyped option counts as given, so that it isn't also said to be missing. */
function brokenRules({ command, words, known, strange }: Line): string[] {
  if (isGroup(command)) return [];
  const meant = strange.flatMap(({ flag }) => nearest(flag, flagsOf(command)));
  const given = {
    ...Object.fromEntries(meant.map((flag) => [flag.slice(2), true])),
    ...Object.fromEntries(command.registeredArguments.map((word, i) => [word.name(), words[i]])),
    ...Object.fromEntries(known.map(({ option, value }) => [option.name(), value ?? true])),
  };
  return command.rules.flatMap((rule) => rule(given) ?? []);
}

/** The commands that take an option. */
function takersOf(root: CliCommand, name: string): CliCommand[] {
  return leaves(root).filter((one) => flagsOf(one).includes(`--${name}`));
}

function flagsOf(command: CliCommand): string[] {
  return command.options.filter(({ hidden }) => !hidden).map(({ long }) => long!);
}

function leaves(command: CliCommand): CliCommand[] {
  return isGroup(command) ? command.commands.flatMap(leaves) : [command];
}

/** Whether its last word may be many. */
function takesRest(command: CliCommand): boolean {
  return command.registeredArguments.some(({ variadic }) => variadic);
}

/** Whether it only leads to others. */
function isGroup(command: CliCommand): boolean {
  return command.commands.length > 0;
}
