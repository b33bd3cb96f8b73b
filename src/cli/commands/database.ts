// Declares `database check` and `database finish`.
import { Argument, Option } from "commander";
import { defaultMargin, pauses, traps } from "../../database";
import { didYouMean } from "../../model/names/nearest";
import type { CheckOptions, FinishOptions } from "../actions/database";
import { CliCommand } from "../command";
import { completedBy } from "../completion/sources";
import type { Accepted } from "../database-report";
import {
  collecting,
  jsonOption,
  needsStack,
  oneOf,
  refusedOption,
  stackOption,
  wholeNumber,
} from "../options";
import { UsageError } from "../usage-error";

const realDatabasesOnly = "database reads real databases, which no rehearsal has; leave --rehearsal out";

/** A command that compares the two sides of a copy. */
function comparison(name: string): CliCommand {
  return new CliCommand(name)
    .addArgument(
      completedBy("databases", new Argument("<database>", "a key of `crossover:databases`, such as main")),
    )
    .addOption(stackOption())
    .rule(needsStack)
    .addOption(jsonOption())
    .addOption(variableOption("source"))
    .addOption(variableOption("target"))
    .addOption(
      new Option("--margin <number>", "how many values sequences are put ahead")
        .argParser(wholeNumber("--margin", 999_999_999, "of values, such as 10000"))
        .default(defaultMargin),
    )
    .addOption(refusedOption("--rehearsal [=dir]", realDatabasesOnly));
}

function variableOption(side: "source" | "target"): Option {
  const flag = `--${side}-url-env`;
  const says = `the environment variable that holds the URL of the ${side}`;
  return new Option(`${flag} <variable>`, says)
    .default(`CROSSOVER_${side.toUpperCase()}_URL`)
    .argParser((name: string) => {
      // Not repeated: it may be a URL, with a password in it.
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        throw new UsageError(`${flag} takes the name of an environment variable, never the URL itself`);
      return name;
    });
}

function parseAccepted(text: string): Accepted {
  const [word = "", object] = text.split(/=(.*)/s);
  const trap = traps.find((one) => one === word);
  if (trap === undefined)
    throw new UsageError(
      `\`--accept ${text}\` must be TRAP or TRAP=OBJECT, such as \`truncate\` or \`primary-key=public.log\`${didYouMean(word, traps)}`,
    );
  return { trap, object };
}

const check = comparison("check")
  .summary("say what a copy of a database would lose, or has left behind")
  .addOption(new Option("--exact", "count and compare every row of every table"))
  .addOption(new Option("--cutover", "also stop at what is left behind"))
  .addOption(
    new Option("--accept <trap[=object]>", "a finding that you can live with (repeatable)").argParser(
      collecting(parseAccepted),
    ),
  )
  .example("database check main --stack staging")
  .example("database check main --stack staging --accept truncate --accept primary-key=public.log")
  .runs<CheckOptions>(async (options, terminal) => {
    const { checkDatabase } = await import("../actions/database.ts");
    return checkDatabase(options, terminal);
  });

const finish = comparison("finish")
  .summary("write the SQL that brings the target level")
  .addOption(completedBy("files", new Option("--out <file>", "the file to write").makeOptionMandatory()))
  .addOption(
    new Option("--until <step>", "stop before the load, or before the cutover")
      .choices(pauses)
      .argParser(oneOf("--until", pauses)),
  )
  .rule(({ out }) => (out === undefined ? "name the file to write, e.g. `--out finish.sql`" : undefined))
  .example("database finish main --stack staging --out finish.sql")
  .runs<FinishOptions>(async (options, terminal) => {
    const { finishDatabase } = await import("../actions/database.ts");
    return finishDatabase(options, terminal);
  });

export const database = new CliCommand("database")
  .summary("compare both sides of a database copy, and write the SQL that is missing")
  .addCommand(check)
  .addCommand(finish)
  .example("database check main --stack staging");
