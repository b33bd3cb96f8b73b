// Builds commands on Commander: what each is called, which options it takes, and what carries it out.
import { Command, Help, type Option } from "commander";
import type { Terminal } from "./report";

/** What was given on the command line, by the options' and the words' names. */
export type Given = Readonly<Record<string, unknown>>;

/** Carries a command out; returns the exit code. */
type Run<Options> = (options: Options, terminal: Terminal) => Promise<number>;

/** Says what is wrong with options that are right each by itself. They are given as they were written. */
type Rule = (given: Given) => string | readonly string[] | undefined;

export class CliCommand extends Command {
  declare readonly commands: readonly CliCommand[];
  declare parent: CliCommand | null;
  readonly rules: Rule[] = [];
  private readonly examples: string[] = [];
  private closing = "";
  private work?: Run<Given>;

  constructor(name: string) {
    super(name);
    this.helpOption("-h, --help", "show this");
    this.helpCommand(false);
    this.exitOverride();
    this.configureHelp(wording);
  }

  /** Shows a line, without `crossover`, under the options; the first is also what a mistake refers to. */
  example(line: string): this {
    this.examples.push(`crossover ${line}`);
    return this;
  }

  /** Adds text to the end of its help. */
  note(text: string): this {
    this.closing = `\n${text}\n`;
    return this;
  }

  /** Adds a rule about several options together. */
  rule(rule: Rule): this {
    this.rules.push(rule);
    return this;
  }

  /** Adds what carries the command out, which is to load its modules only when it is called. */
  runs<Options>(run: Run<Options>): this {
    this.work = (given, terminal) => run(given as Options, terminal);
    return this;
  }

  run(given: Given, terminal: Terminal): Promise<number> {
    return this.work!(given, terminal);
  }

  /** The words that call it, such as `database check`; none for `crossover` itself. */
  path(): string {
    return this.parent ? `${this.parent.path()} ${this.name()}`.trimStart() : "";
  }

  /** How a mistake shows what to write instead. */
  eg(): string {
    return this.examples.length === 0 ? "" : `, e.g. \`${this.examples[0]!}\``;
  }

  override helpInformation(): string {
    const lines = this.examples.map((line) => `  ${line}\n`).join("");
    return super.helpInformation() + (lines && `\nExamples:\n${lines}`) + this.closing;
  }
}

/** What help says otherwise than Commander would. */
const wording: Partial<Help> = {
  commandUsage(command) {
    const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
    const path = command instanceof CliCommand ? command.path() : "";
    const words = command.commands.length > 0 ? ["<command>"] : wordsOf(command);
    const rest = command.registeredArguments.filter(({ variadic }) => variadic).map(() => "[-- <command>]");
    return ["crossover", ...(path ? [path] : []), ...words, ...needed, "[options]", ...rest].join(" ");
  },
  // Commander shows a summary only in the list of commands.
  commandDescription(command) {
    const summary = command.summary();
    return command.description() || `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  },
  // Commander would show `[options]` at those that have some, which all do.
  subcommandTerm(command) {
    const inner = command.commands.map((one) => one.name()).join("|");
    return [command.name(), ...(inner ? [inner] : []), ...wordsOf(command)].join(" ");
  },
  // What Commander calls a preset is for a reader what holds where the value is left out.
  optionDescription(this: Help, option: Option) {
    return Help.prototype.optionDescription.call(this, option).replace("(preset: ", "(default: ");
  },
};

function wordsOf(command: Command): string[] {
  return command.registeredArguments
    .filter(({ variadic }) => !variadic)
    .map((word) => (word.required ? `<${word.name()}>` : `[${word.name()}]`));
}
