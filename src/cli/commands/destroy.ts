// Declares `destroy`.
import { stackCommand, toInvocation, type StackOptions } from "../options";

export const destroy = stackCommand("destroy")
  .summary("delete all but what is protected, and list that; asks no question")
  .example("destroy --stack staging")
  .runs<StackOptions>(async (options, terminal) => {
    const { update } = await import("../actions/update.ts");
    return update("destroy", toInvocation(options), terminal);
  });
