// Names the targets of an observed set that have no weight, as an update that found them so records them.
import type { Observed } from "../../../src/model/traffic/observed";

export function unweighted(observed: Observed | undefined): string[] {
  if (observed?.kind !== "set") return [];
  return Object.entries(observed.weights).flatMap(([id, weight]) => (weight === 0 ? [id] : []));
}
