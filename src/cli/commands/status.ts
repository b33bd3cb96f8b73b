// Declares `status`.
import { stackCommand, toInvocation, type StackOptions } from "../options";

export const status = stackCommand("status")
  .summary("show where every route is, since when, and what is next; changes nothing")
  .example("status --stack staging")
  .runs<StackOptions>(async (options, terminal) => {
    const { status: show } = await import("../actions/status.ts");
    return show(toInvocation(options), terminal);
  });
