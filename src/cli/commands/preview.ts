// Declares `preview`.
import { stackCommand, toInvocation, type StackOptions } from "../options";

export const preview = stackCommand("preview")
  .summary("show what an update would change, checked against what the zone holds now")
  .example("preview --stack staging")
  .runs<StackOptions>(async (options, terminal) => {
    const { update } = await import("../actions/update.ts");
    return update("preview", toInvocation(options), terminal);
  });
