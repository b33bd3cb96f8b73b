// Declares `rollback`.
import { Argument, Option } from "commander";
import { allowDipOption, stackCommand, toInvocation, wholeNumber, type StackOptions } from "../options";
import type { Given } from "../command";
import { completedBy } from "../completion/sources";

interface RollbackOptions extends StackOptions {
  readonly route?: string;
  readonly all?: boolean;
  readonly cluster?: string;
  readonly to?: number;
  readonly now?: boolean;
}

const all = new Option("--all", "every key that has a share on the side that it came to");
const cluster = completedBy(
  "clusters",
  new Option("--cluster <id>", "every key that has a share on this cluster"),
);
const to = new Option("--to <percent>", "the percentage to go down to (default: 0)");
const now = new Option("--now", "write the records at once, past the engine and the stack's lock");

export const rollback = stackCommand("rollback")
  .summary("move answers back, changing only their own records")
  .description(
    "Moves answers back to the side that they came from, changing only their own records, and the sizes of workers. Writes the new values into the stack file once they are true: commit it.",
  )
  .addArgument(completedBy("routes", new Argument("[route]", "a key of `crossover:traffic`, such as api")))
  .addOption(all)
  .addOption(cluster)
  .rule(oneChoice)
  .addOption(to.argParser(wholeNumber("--to", 100, "from 0 to 100")))
  .addOption(now)
  .addOption(allowDipOption())
  .example("rollback api --stack staging")
  .example("rollback api --stack staging --to 5")
  .example("rollback api --stack staging --now")
  .example("rollback --cluster green --stack staging")
  .runs<RollbackOptions>(async (given, terminal) => {
    const { route, all: _, cluster: id, to: percent = 0, now: atOnce = false, ...options } = given;
    const { rollback: rollBack } = await import("../actions/rollback.ts");
    const chosen =
      route !== undefined
        ? ({ kind: "one", key: route } as const)
        : id !== undefined
          ? ({ kind: "cluster", id } as const)
          : ({ kind: "all" } as const);
    return rollBack({ ...toInvocation(options), chosen, to: percent, now: atOnce }, terminal);
  });

function oneChoice({ route, all: every, cluster: id }: Given): string | undefined {
  const count = [route, every, id].filter((one) => one !== undefined).length;
  if (count === 1) return undefined;
  return count === 0
    ? "name a key of `crossover:traffic`, or give `--all` or `--cluster ID`"
    : "give one of a key, `--all` and `--cluster`";
}
