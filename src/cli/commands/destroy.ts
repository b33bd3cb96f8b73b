// Declares `destroy`.
import { stackCommand, toInvocation, yesOption, type StackOptions } from "../options";

interface DestroyOptions extends StackOptions {
  readonly yes?: boolean;
}

export const destroy = stackCommand("destroy")
  .summary("delete all but what is protected, and list that; asks for the stack's name")
  .description(
    "Names the public names that stop answering, asks for the stack's name, and deletes all but what is protected for its data, which it lists. Without a terminal, or with `--json`, it needs `--yes`.",
  )
  .addOption(yesOption())
  .example("destroy --stack staging")
  .runs<DestroyOptions>(async ({ yes = false, ...options }, terminal) => {
    const [{ update }, { checkAsks }] = await Promise.all([
      import("../actions/update.ts"),
      import("../confirm.ts"),
    ]);
    const asks = options.rehearsal === undefined && !yes;
    if (asks) checkAsks(terminal, "destroy");
    return update("destroy", toInvocation(options), terminal, asks);
  });
