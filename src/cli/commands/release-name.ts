// Declares `release-name`.
import { Argument } from "commander";
import { completedBy } from "../completion/sources";
import { stackCommand, toInvocation, yesOption, type StackOptions } from "../options";

interface ReleaseOptions extends StackOptions {
  readonly route: string;
  readonly yes?: boolean;
}

export const releaseName = stackCommand("release-name")
  .summary("turn a finished route into a simple record that no stack writes; asks")
  .description(
    "Turns the weighted record of a route that has one side left into a simple one of the same answer, by one change batch of Route 53; then writes the route into `crossover:releasedNames` of the stack file, and lets the state forget the record. What answers goes on. If it is stopped, run it again. Without a terminal, or with `--json`, it needs `--yes`.",
  )
  .addArgument(completedBy("routes", new Argument("<route>", "a route of `crossover:traffic`, such as api")))
  .addOption(yesOption())
  .example("release-name api --stack staging")
  .example("release-name api --stack staging --yes")
  .runs<ReleaseOptions>(async ({ route, yes = false, ...options }, terminal) => {
    const [{ releaseRoute }, { checkAsks }] = await Promise.all([
      import("../actions/release-name.ts"),
      import("../confirm.ts"),
    ]);
    const asks = options.rehearsal === undefined && !yes;
    if (asks) checkAsks(terminal, "release-name");
    return releaseRoute({ ...toInvocation(options), route }, terminal, asks);
  });
