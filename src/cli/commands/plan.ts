// Declares `plan`.
import { Option } from "commander";
import type { Given } from "../command";
import { stackCommand, toInvocation, type StackOptions } from "../options";

interface PlanOptions extends StackOptions {
  readonly mermaid?: boolean;
}

export const plan = stackCommand("plan")
  .summary(
    "show in which order everything moves, what waits for what, and how soon all may be through; changes nothing",
  )
  .addOption(new Option("--mermaid", "draw the order, as a flowchart of Mermaid"))
  .rule(drawsOrTells)
  .example("plan --stack staging")
  .example("plan --stack staging --mermaid")
  .runs<PlanOptions>(async ({ mermaid = false, ...options }, terminal) => {
    const { plan: show } = await import("../actions/plan.ts");
    return show(toInvocation(options), terminal, mermaid);
  });

function drawsOrTells({ mermaid, json }: Given): string | undefined {
  return mermaid !== undefined && json !== undefined ? "give `--mermaid` or `--json`, not both" : undefined;
}
