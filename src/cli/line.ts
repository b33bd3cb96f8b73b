// Reads a command line: finds its command wherever options are, and reports all mistakes at once, where Commander
// would tell the first. Commander then reads the values.
import { parseArgs } from "node:util";
import type { Option } from "commander";
import type { CliCommand, Given } from "./command";
import { mistakesIn, type StrangeOption } from "./mistakes";
import { UsageError } from "./usage-error";

/** A command and what it was given: options and words by name. */
export interface Call {
  readonly command: CliCommand;
  readonly given: Given;
}

/** Text that was asked for: help, or the version. */
export interface Answer {
  readonly text: string;
}

/** @throws UsageError with every mistake. */
export function readLine(root: CliCommand, argv: readonly string[]): Call | Answer {
  const tokens = splitWords(root, argv);
  const { command, words, help } = findCommand(root, tokens);
  const options = tokens.filter((token) => token.kind === "option").filter((token) => !isHelp(token));
  const isUnknown = command.commands.length > 0 && words.length > 0;
  if (argv.length === 0 || (help && !isUnknown)) return { text: command.helpInformation() };
  if (command === root && options.some(({ name }) => name === "version"))
    return { text: `${root.version()!}\n` };

  const known = options.flatMap(({ name, value, inlineValue: inline }) => {
    const option = command.options.find((one) => one.name() === name);
    return option ? [{ option, value: value ?? presetOf(option), inline }] : [];
  });
  const strange = options
    .filter(({ name }) => !command.options.some((one) => one.name() === name))
    .map(({ name, rawName }): StrangeOption => ({ name, flag: rawName }));
  const mistakes = mistakesIn({ root, command, words, known, strange });
  if (mistakes.length > 0) throw new UsageError(mistakes.join("\n"), command.path());

  const flags = known.map(({ option, value }) => option.long! + (value === undefined ? "" : `=${value}`));
  command.parse([...flags, "--", ...words], { from: "user" });
  const named = Object.fromEntries(
    command.registeredArguments.map((word, i) => [word.name(), word.variadic ? words.slice(i) : words[i]]),
  );
  return { command, given: { ...command.opts(), ...named } };
}

type Token = ReturnType<typeof splitWords>[number];

/** The words and options of a line. What takes a value is known before the command is: an option means one thing everywhere. */
function splitWords(root: CliCommand, argv: readonly string[]) {
  const options = Object.fromEntries(
    optionsBelow(root).map(({ long, required }) => [
      long!.slice(2),
      // One whose value may be left out takes it after `=` only, or it would take the next word.
      { type: required ? ("string" as const) : ("boolean" as const) },
    ]),
  );
  const help = { type: "boolean", short: "h" } as const;
  return parseArgs({
    args: [...argv],
    options: { ...options, help },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** The command that the first words name, and the words that are left. */
function findCommand(root: CliCommand, tokens: readonly Token[]) {
  const words = tokens.filter((token) => token.kind === "positional").map(({ value }) => value);
  const asked = words[0] === "help" && words.shift() !== undefined;
  let command = root;
  for (let next = childCommand(command, words); next; next = childCommand(command, words)) {
    command = next;
    words.shift();
  }
  return { command, words, help: asked || tokens.some(isHelp) };
}

function childCommand(command: CliCommand, [word]: readonly string[]): CliCommand | undefined {
  return command.commands.find((one) => one.name() === word);
}

function isHelp(token: Token): boolean {
  return token.kind === "option" && (token.name === "help" || token.rawName === "-h");
}

function presetOf({ presetArg }: Option): string | undefined {
  return presetArg as string | undefined;
}

function optionsBelow(command: CliCommand): Option[] {
  return [...command.options, ...command.commands.flatMap(optionsBelow)];
}
