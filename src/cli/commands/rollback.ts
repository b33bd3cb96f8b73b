// Declares `rollback`.
import { Option } from "commander";
import { allowDipOption, stackCommand, toInvocation, wholeNumber, type StackOptions } from "../options";

interface RollbackOptions extends StackOptions {
  readonly route: string;
  readonly to?: number;
  readonly now?: boolean;
}

const to = new Option("--to <percent>", "the percentage to go down to (default: 0)");
const now = new Option("--now", "write both records at once, past the engine and the stack's lock");

export const rollback = stackCommand("rollback")
  .summary("move a route's answers back, changing only its own records")
  .description(
    "Moves a route's answers back to the side that they came from, changing only its own records. Writes the new value into the stack file: commit it.",
  )
  .argument("<route>", "a key of `crossover:traffic`, such as api")
  .addOption(to.argParser(wholeNumber("--to", 100, "from 0 to 100")))
  .addOption(now)
  .addOption(allowDipOption())
  .example("rollback api --stack staging")
  .example("rollback api --stack staging --to 5")
  .example("rollback api --stack staging --now")
  .runs<RollbackOptions>(async ({ route, to: percent = 0, now: atOnce = false, ...options }, terminal) => {
    const { rollback: rollBack } = await import("../actions/rollback.ts");
    return rollBack({ ...toInvocation(options), route, to: percent, now: atOnce }, terminal);
  });
