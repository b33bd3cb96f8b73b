// Declares `up`.
import { allowDipOption, stackCommand, toInvocation, type StackOptions } from "../options";

export const up = stackCommand("up")
  .summary("update, after the same checks; asks no question")
  .description(
    "Refreshes weights that were changed outside the program, then updates. Refuses what a preview would refuse, before anything changes. Asks no question.",
  )
  .addOption(allowDipOption())
  .example("up --stack staging")
  .example("up --stack staging --rehearsal --advance 10m --set traffic.api=5")
  .runs<StackOptions>(async (options, terminal) => {
    const { update } = await import("../actions/update.ts");
    return update("up", toInvocation(options), terminal);
  });
