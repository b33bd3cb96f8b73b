// Reads the command line; whatever can't be understood is a usage error that says what to write instead.
import { parseArgs } from "node:util";
import { didYouMean } from "../model/names/nearest";
import { milliseconds, duration } from "../schema/common";
import { databaseArguments, databaseOptions, type DatabaseArguments } from "./database-arguments";
import type { Override } from "./overrides";
import { parseOverride } from "./overrides";
import { UsageError } from "./usage-error";

export { UsageError };

export const commands = ["preview", "up", "destroy", "status", "rollback", "database", "demo"] as const;
export type CommandName = (typeof commands)[number];

/** A command line that has been understood. */
export interface Invocation {
  readonly command: CommandName;
  readonly stack: string;
  readonly json: boolean;
  /** Directory of the simulated cloud; absent when the real one is meant. */
  readonly rehearsal?: string;
  readonly overrides: readonly Override[];
  /** How far the simulated clock moves first, in milliseconds. */
  readonly advance: number;
  /** Faults to inject, as the rehearsal reads them. */
  readonly faults: readonly string[];
  /** `rollback`: the route, how far down, and whether past the engine. */
  readonly route?: string;
  readonly to?: number;
  readonly now: boolean;
  /** `database`: what to do with which, and how. */
  readonly database?: DatabaseArguments;
}

export const usage = `crossover: shift traffic from legacy compute to Kubernetes, one checked step at a time

  crossover preview  --stack NAME      what an update would change, checked against what the zone holds now
  crossover up       --stack NAME      carry it out
  crossover status   --stack NAME      every route: where it stands, since when, what is next
  crossover rollback ROUTE --stack NAME [--to N] [--now]
                                       all answers back to the other side; --now past the engine and its lock
  crossover destroy  --stack NAME      take everything away
  crossover database check NAME --stack NAME [--cutover] [--exact] [--accept TRAP]
                                       what a copy of the database would lose, or has left behind
  crossover database finish NAME --stack NAME --out FILE [--until load|prepare] [--margin N]
                                       write the SQL that brings the target level
  crossover demo                       the whole of it on a simulated cloud (npm start)

  --json               one JSON document on stdout, and nothing else there
  --rehearsal[=DIR]    a simulated cloud and a local state, kept in DIR (default .crossover)
  with --rehearsal:
    --set PATH=VALUE   override config without writing the file, e.g. --set traffic.api=25 (repeatable)
    --advance TIME     move the simulated clock first, e.g. --advance 24h
    --fault FAULT      inject a fault, e.g. --fault fail@3 or --fault kill@12 (repeatable)

  with database:
    --source-url-env VAR, --target-url-env VAR
                       the environment variables that hold the URLs, by default CROSSOVER_SOURCE_URL and
                       CROSSOVER_TARGET_URL; a URL is never an argument

  exit codes: 0 done, 1 refused or failed, 2 usage`;

const options = {
  stack: { type: "string" },
  json: { type: "boolean" },
  rehearsal: { type: "string" },
  set: { type: "string", multiple: true },
  advance: { type: "string" },
  fault: { type: "string", multiple: true },
  to: { type: "string" },
  now: { type: "boolean" },
  ...databaseOptions,
  help: { type: "boolean", short: "h" },
} as const;

/** Reads what follows `crossover`; nothing if help was asked for. */
export function parseInvocation(argv: readonly string[]): Invocation | undefined {
  // A value is optional, which the parser doesn't know: alone, it means the default directory.
  const args = argv.map((arg) => (arg === "--rehearsal" ? "--rehearsal=.crossover" : arg));
  const { values, positionals } = parse(args);
  if (values.help || argv.length === 0) return undefined;

  const [command, ...rest] = positionals;
  if (!isCommand(command))
    throw new UsageError(
      command === undefined
        ? `name a command: ${commands.join(", ")}`
        : `there is no command \`${command}\`${didYouMean(command, commands)}`,
    );
  const route = command === "rollback" ? rest.shift() : undefined;
  if (command === "rollback" && route === undefined)
    throw new UsageError("name the route to roll back, e.g. `crossover rollback api --stack staging`");
  const database = databaseArguments(command, rest, values);
  if (rest.length > 0)
    throw new UsageError(`\`${rest.join(" ")}\` is left over; ${command} takes no such argument`);

  const stack = values.stack ?? (command === "demo" ? "staging" : undefined);
  if (stack === undefined) throw new UsageError("name the stack, e.g. `--stack staging`");
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(stack))
    throw new UsageError(
      `\`${stack}\` is not a stack's name; write the part between the dots of Pulumi.<stack>.yaml`,
    );
  for (const name of ["set", "advance", "fault"] as const)
    if (values[name] !== undefined && values.rehearsal === undefined && command !== "demo")
      throw new UsageError(`--${name} is for rehearsals; add --rehearsal, or change Pulumi.${stack}.yaml`);
  if (command === "database" && values.rehearsal !== undefined)
    throw new UsageError("database looks at real databases, which no rehearsal has; leave --rehearsal out");
  if (command === "demo" && values.rehearsal !== undefined)
    throw new UsageError(
      "the demo has a simulated cloud of its own, in .crossover/demo; leave --rehearsal out",
    );
  for (const name of ["to", "now"] as const)
    if (values[name] !== undefined && command !== "rollback")
      throw new UsageError(`--${name} belongs to rollback`);

  return {
    command,
    stack,
    json: values.json ?? false,
    rehearsal: values.rehearsal,
    overrides: (values.set ?? []).map(override),
    advance: values.advance === undefined ? 0 : time(values.advance),
    faults: values.fault ?? [],
    route,
    to: values.to === undefined ? undefined : percentage(values.to),
    now: values.now ?? false,
    database,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const { message } = error as Error;
    const flag = /'(--?[^\s'=]+)/.exec(message)?.[1] ?? message;
    const known = new Map(Object.entries(options).map(([name, { type }]) => [`--${name}`, type]));
    if (!known.has(flag))
      throw new UsageError(`there is no option \`${flag}\`${didYouMean(flag, [...known.keys()])}`);
    throw new UsageError(
      known.get(flag) === "string"
        ? `\`${flag}\` needs a value, as in \`${flag}=VALUE\``
        : `\`${flag}\` takes no value`,
    );
  }
}

function isCommand(word: string | undefined): word is CommandName {
  return (commands as readonly (string | undefined)[]).includes(word);
}

function override(text: string): Override {
  const parsed = parseOverride(text);
  if (!parsed) throw new UsageError(`\`--set ${text}\` must be PATH=VALUE, e.g. \`--set traffic.api=25\``);
  return parsed;
}

function time(text: string): number {
  if (!duration.safeParse(text).success)
    throw new UsageError(
      `\`--advance ${text}\` must be a whole number and a unit, such as \`10m\` or \`24h\``,
    );
  return milliseconds(text);
}

function percentage(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 100)
    throw new UsageError(`\`--to ${text}\` must be a whole number from 0 to 100`);
  return value;
}
