// Declares `up`.
import { allowDipOption, stackCommand, toInvocation, yesOption, type StackOptions } from "../options";

interface UpOptions extends StackOptions {
  readonly yes?: boolean;
}

export const up = stackCommand("up")
  .summary("update, after the same checks and a question")
  .description(
    "Refreshes weights, and objects of teams, that were changed outside the program, previews, asks, then updates. Refuses what a preview would refuse, before anything changes. Without a terminal, or with `--json`, it needs `--yes`.",
  )
  .addOption(yesOption())
  .addOption(allowDipOption())
  .example("up --stack staging")
  .example("up --stack staging --yes")
  .example("up --stack staging --rehearsal --advance 10m --set traffic.api=5")
  .runs<UpOptions>(async ({ yes = false, ...options }, terminal) => {
    const [{ update }, { checkAsks }] = await Promise.all([
      import("../actions/update.ts"),
      import("../confirm.ts"),
    ]);
    const asks = options.rehearsal === undefined && !yes;
    if (asks) checkAsks(terminal, "up");
    return update("up", toInvocation(options), terminal, asks);
  });
