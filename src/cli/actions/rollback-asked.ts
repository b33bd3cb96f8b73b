// Defines what a rollback is asked for, and what is answered where it can't be or needn't be.
import type { Problem } from "../../model/problem";
import { pathOf } from "../../model/traffic/keys";
import type { Chosen, Way } from "../../model/traffic/rollback";
import { Refusal } from "../../refusal";
import { withoutEngine, type Terminal } from "../report";
import type { Invocation } from "../types";

export interface Rollback extends Invocation {
  readonly chosen: Chosen;
  /** The percentage to go down to. */
  readonly to: number;
  /** Past the engine and its lock. */
  readonly now: boolean;
}

/** Says that nothing has a share to give back. */
export function nothingToDo({ stack, chosen }: Rollback, terminal: Terminal): number {
  const where = chosen.kind === "cluster" ? `on ${chosen.id}` : "on a side that it came to";
  terminal.print(`nothing to roll back: no key of crossover:traffic has a share ${where}`);
  terminal.document({ stack, result: "done", ...withoutEngine, problems: [], traffic: {} });
  return 0;
}

/** @throws Refusal where there is no such cluster. */
export function checkCluster(id: string, clusters: readonly string[]): void {
  if (clusters.includes(id)) return;
  throw new Refusal([
    {
      rule: "rollback",
      path: "crossover:clusters",
      message: `there is no cluster \`${id}\``,
      allowed: clusters.join(", "),
    },
  ]);
}

/** @throws Refusal with every key that has no way down. */
export function refuseAll(ways: readonly (readonly [string, Way, ...unknown[]])[]): void {
  const problems = ways.flatMap(([key, way]): Problem[] =>
    "to" in way ? [] : [{ rule: "rollback", path: pathOf(key), ...way }],
  );
  if (problems.length > 0) throw new Refusal(problems);
}
