// Explains why the engine failed, and says what to do.
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation";
import type { Problem } from "../model/problem";
import { guardRefusals } from "./guard-refusals";
import { tracesHint } from "../traces";

/** @param errors what the engine reported while it ran. */
export function explainFailure(error: unknown, errors: readonly string[], stack: string): Problem[] {
  const problem = (message: string, allowed?: string): Problem => ({
    rule: "engine",
    path: stack,
    message,
    allowed,
  });
  if (error instanceof ConcurrentUpdateError)
    return [
      problem(
        `another update of ${stack} is running, or one was killed and left its lock`,
        "wait for it; if none is running, run `pulumi cancel`. `crossover rollback ROUTE --now` needs no lock",
      ),
    ];
  if (wasKilled(error))
    return [
      problem("the engine was killed", "run the same command again; it starts from what the zone holds"),
    ];
  const missing = errors.map((text) => /unknown stack "(?:.*\/)?([^"/]+)"/.exec(text)?.[1]).find(Boolean);
  if (missing !== undefined)
    return [
      problem(
        `${stack} shares a cluster of the stack \`${missing}\`, which doesn't exist yet`,
        `run \`crossover up --stack ${missing}\` first`,
      ),
    ];
  const all = errors.filter((text) => !/^(update|preview|destroy) failed$/i.test(text));
  if (all.length === 0) return [problem(engineSaid(error))];
  const { problems: guarded, rest: reasons } = guardRefusals(all, stack);
  // The engine repeats a bug's message without its place.
  const said = reasons.filter((text) => !reasons.some((other) => other !== text && other.includes(text)));
  return [
    ...guarded,
    ...said.map((text) => problem(text.startsWith("Unhandled exception") ? text + tracesHint() : text)),
  ];
}

export function wasKilled(error: unknown): boolean {
  return error instanceof Error && /was killed with SIG\w+/.test(error.message);
}

/** The engine's own words, out of the dump of exit code and output that the Automation API makes of them. */
function engineSaid(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [...message.matchAll(/^error: (.+)$/gm)].map(([, text]) => text!);
  return lines.length === 0 ? message : [...new Set(lines)].join("\n");
}
