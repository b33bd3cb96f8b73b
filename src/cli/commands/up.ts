// Declares `up`.
import { stackCommand, toInvocation, type StackOptions } from "../options";

export const up = stackCommand("up")
  .summary("carry an update out, checked in the same way; asks no question")
  .description(
    "Refreshes weights that were written past the state, then updates. What a preview would refuse is refused before anything changes. Asks no question.",
  )
  .example("up --stack staging")
  .example("up --stack staging --rehearsal --advance 10m --set traffic.api=5")
  .runs<StackOptions>(async (options, terminal) => {
    const { update } = await import("../actions/update.ts");
    return update("up", toInvocation(options), terminal);
  });
