// Judges what the program refused: the way down is free, and a bake ends.
import type { Ran } from "./command";
import type { Before } from "./moves";
import { bake, drain, soak } from "./rules";
import { positionOf, type Watched } from "./watched";

const times: Readonly<Record<string, number>> = { bake, soak, drain };
const tolerance = 10_000;

/** @param before the names' sets before the command. @param asked the traffic that the stack file asks for. */
export function judgeRefusals(
  problems: Ran["problems"],
  names: readonly Watched[],
  before: ReadonlyMap<string, Before>,
  asked: Readonly<Record<string, unknown>>,
  now: number,
): string[] {
  return names.flatMap((one) => {
    const said = problems.filter(({ path }) => path === `crossover:traffic.${one.key}`);
    const from = positionOf(before.get(one.name)?.weights ?? {});
    const to = asked[one.key];
    return said.flatMap(({ rule, message, allowed }) => {
      const down = typeof from === "number" && typeof to === "number" && to < from && rule !== "schema";
      // Some refusals of these rules are about the way, not about the time.
      const least = allowed?.startsWith("the same value from") ? times[rule] : undefined;
      const held = one.settled === undefined ? 0 : now - one.settled;
      return [
        ...(down ? [`${one.name} may not go down from ${from} to ${to}: ${message}`] : []),
        ...(least !== undefined && held > least + tolerance
          ? [`${one.name} is refused after ${Math.round(held / 1_000)} s: ${message}`]
          : []),
      ];
    });
  });
}
