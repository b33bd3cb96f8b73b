// Judges how a rehearsal saw the routes while an update was under way.
import type { LowestAvailability } from "../rehearsal";
import type { Report } from "./report";
import type { Invocation, Result } from "./types";

/** What a rehearsed update comes to: one that went through hasn't, if a route answered less for a while. */
export function judgeDips(
  result: Result,
  seen: readonly LowestAvailability[],
  { allowDip = false }: Pick<Invocation, "allowDip">,
): Pick<Report, "result" | "dips"> {
  const dips = seen.filter(({ fell }) => fell).map(({ fell: _, ...dip }) => dip);
  if (dips.length === 0) return { result };
  return { result: result === "done" && !allowDip ? "dipped" : result, dips };
}

/** Lines for people; none of what failed without a dip. */
export function availabilityLines(result: Result, seen: readonly LowestAvailability[]): string[] {
  if (seen.length === 0) return [];
  const missed = seen.filter(({ availability, fell }) => (result === "failed" ? fell : availability < 1));
  if (missed.length === 0)
    return result === "failed" ? [] : ["every route answered in full after every operation"];
  return [
    ...missed.map(
      ({ route, availability, operation, reason }) =>
        `${route} answered only ${String(Math.floor(100 * availability))} % after ${operation}${reason ? `: ${reason}` : ""}`,
    ),
    ...(result === "dipped"
      ? ["dipped: clients would have noticed; with `--allow-dip` such an update counts as done"]
      : []),
  ];
}
