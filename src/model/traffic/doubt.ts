// Finds the routes of which a side may not stand on what the state says that it stands on.
import { targetsOf } from "./split";
import type { Subject } from "./types";

/** Whether a side is unhealthy, or is about to get its first record. */
export function isDoubtful({
  desired,
  observed,
  health = {},
}: Pick<Subject, "desired" | "observed" | "health">): boolean {
  const held = observed?.kind === "set" ? observed.weights : {};
  const begins = observed !== undefined && targetsOf(desired).some((id) => held[id] === undefined);
  return begins || Object.values(health).some(({ state }) => state === "unhealthy");
}
