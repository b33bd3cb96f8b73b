// Declares `status`.
import { Option } from "commander";
import type { Given } from "../command";
import { stackCommand, toInvocation, wholeNumber, type StackOptions } from "../options";

interface StatusOptions extends StackOptions {
  readonly watch?: number;
}

const watch = new Option("--watch [=seconds]", "show it again and again, until Ctrl-C")
  .preset("10")
  .argParser(wholeNumber("--watch", 3600, "of seconds, up to 3600"));

export const status = stackCommand("status")
  .summary("show where every route is, since when, and what is next; changes nothing")
  .addOption(watch)
  .rule(watchesPeople)
  .example("status --stack staging")
  .example("status --stack staging --watch")
  .runs<StatusOptions>(async ({ watch: seconds, ...options }, terminal) => {
    const { status: show, watchStatus } = await import("../actions/status.ts");
    const invocation = toInvocation(options);
    return seconds === undefined
      ? show(invocation, terminal)
      : watchStatus(invocation, terminal, Math.max(1, seconds));
  });

function watchesPeople({ watch: seconds, json }: Given): string | undefined {
  return seconds !== undefined && json !== undefined ? "give `--watch` or `--json`, not both" : undefined;
}
