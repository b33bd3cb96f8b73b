// Declares the options that several commands take, and reads their values.
import { Option } from "commander";
import { didYouMean } from "../model/names/nearest";
import { durationForm, milliseconds } from "../schema/duration";
import { CliCommand, type Given } from "./command";
import { completedBy } from "./completion/sources";
import { parseOverride, type Override } from "./overrides";
import type { Invocation } from "./types";
import { UsageError } from "./usage-error";

/** The heading that help shows the options of a rehearsal under. */
const simulated = "On a simulated cloud:";

/** What Commander makes of the options of a command on a stack. */
export interface StackOptions {
  readonly stack: string;
  readonly json?: boolean;
  readonly rehearsal?: string;
  readonly set?: readonly Override[];
  readonly advance?: number;
  readonly fault?: readonly string[];
  readonly allowDip?: boolean;
}

/** A command on one stack, which may be a rehearsed one. */
export function stackCommand(name: string): CliCommand {
  return new CliCommand(name)
    .addOption(stackOption())
    .rule(needsStack)
    .addOption(jsonOption())
    .addOption(rehearsalOption())
    .addOption(setOption())
    .addOption(advanceOption())
    .addOption(faultOption())
    .rule(needsRehearsal);
}

export function toInvocation(options: StackOptions): Invocation {
  const { stack, json = false, rehearsal, set = [], advance = 0, fault = [], allowDip = false } = options;
  return { stack, json, rehearsal, overrides: set, advance, faults: fault, allowDip };
}

export function stackOption(): Option {
  const option = new Option("--stack <name>", "the stack of Pulumi.<name>.yaml");
  return completedBy("stacks", option.makeOptionMandatory().argParser(stackName));
}

export function needsStack({ stack }: Given): string | undefined {
  return stack === undefined ? "name the stack, e.g. `--stack staging`" : undefined;
}

export function jsonOption(): Option {
  return new Option("--json", "print one JSON document on stdout, and nothing else there");
}

export function setOption(): Option {
  const says = "override config without writing the file, e.g. traffic.api=25 (repeatable)";
  return new Option("--set <path=value>", says).helpGroup(simulated).argParser(collecting(override));
}

export function faultOption(): Option {
  const says = "inject a fault, e.g. fail@3 or kill@12 (repeatable)";
  return new Option("--fault <fault>", says).helpGroup(simulated).argParser(collecting(String));
}

/** Of commands that ask before they change a real stack. */
export function yesOption(): Option {
  return new Option("--yes", "ask nothing, as scripts need it; a rehearsal asks nothing anyway");
}

/** Of commands that change what answers. */
export function allowDipOption(): Option {
  const says = "count as done also if a route answers less for a while";
  return new Option("--allow-dip", says).helpGroup(simulated);
}

export function rehearsalOption(): Option {
  const says = "work on a simulated cloud and a local state, kept in this folder";
  const option = new Option("--rehearsal [=dir]", says)
    .helpGroup(simulated)
    .preset(".crossover")
    .argParser((text: string) => {
      if (text === "") throw new UsageError("`--rehearsal=` needs a folder, or no `=` for `.crossover`");
      return text;
    });
  return completedBy("files", option);
}

export function advanceOption(): Option {
  return new Option("--advance <time>", "move the simulated clock first, e.g. 24h")
    .helpGroup(simulated)
    .argParser((text: string) => {
      if (!durationForm.test(text))
        throw new UsageError(
          `\`--advance ${text}\` must be a whole number and a unit, such as \`10m\` or \`24h\``,
        );
      return milliseconds(text);
    });
}

function needsRehearsal(given: Given): string[] {
  if (given.rehearsal !== undefined) return [];
  const file = `Pulumi.${typeof given.stack === "string" ? given.stack : "<stack>"}.yaml`;
  const without = ["set", "advance", "fault"]
    .filter((name) => given[name] !== undefined)
    .map((name) => `--${name} is for rehearsals; add --rehearsal, or change ${file}`);
  const dip = "--allow-dip is for rehearsals; leave it out, or add --rehearsal";
  return given["allow-dip"] === undefined ? without : [...without, dip];
}

/** An option that a reader may expect, and why the command can't take it. */
export function refusedOption(flags: string, reason: string): Option {
  return new Option(flags)
    .hideHelp()
    .preset("")
    .argParser(() => {
      throw new UsageError(reason);
    });
}

/** Reads an option that may be given several times. */
export function collecting<T>(read: (text: string) => T) {
  return (text: string, before: readonly T[] = []): readonly T[] => [...before, read(text)];
}

/** Reads one of several words. */
export function oneOf<Word extends string>(option: string, words: readonly Word[]) {
  return (text: string): Word => {
    const found = words.find((word) => word === text);
    if (found === undefined)
      throw new UsageError(`\`${option} ${text}\` must be ${words.join(" or ")}${didYouMean(text, words)}`);
    return found;
  };
}

/** Reads a whole number from 0 up. */
export function wholeNumber(option: string, most: number, phrase: string) {
  return (text: string): number => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > most)
      throw new UsageError(`\`${option} ${text}\` must be a whole number ${phrase}`);
    return Number(text);
  };
}

function stackName(text: string): string {
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(text))
    throw new UsageError(
      `\`${text}\` is not a stack's name; write the part between the dots of Pulumi.<stack>.yaml`,
    );
  return text;
}

function override(text: string): Override {
  const parsed = parseOverride(text);
  if (!parsed) throw new UsageError(`\`--set ${text}\` must be PATH=VALUE, e.g. \`--set traffic.api=25\``);
  return parsed;
}
