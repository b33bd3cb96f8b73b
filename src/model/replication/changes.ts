// Decides which settings of a database's replication may change while it holds a load: none, a few, or all with a new load.
import type { Objection } from "../problem";
import { declaredIn, type Stage } from "./phases";
import { differences, type Wish } from "./wish";
import type { Recorded } from "./types";

/**
 * Only a new round loads again, and only by the phase `load`. After `back` nothing else is left. The round before must
 * rest: it would write to tables that have just been emptied, and of another kind even run on beside the new one until the
 * end of the update.
 */
export function checkRound(
  id: string,
  from: Stage,
  desired: Wish,
  recorded: Recorded | undefined,
): Objection[] {
  const before = recorded?.wish;
  if (before === undefined) return [];
  const [next, loads] = [before.round + 1, desired.phase === "load"];
  if (loads && desired.round === next)
    return isStopped(from, before.paused) ? [] : [refuseWhileRunning(id, from, before.round)];
  if (desired.round === before.round && !(loads && from === "back")) return [];
  return [
    {
      rule: "round",
      message: loads
        ? `${id} was loaded in round ${before.round}: to load it anew, empty the new database's tables and raise \`round\` by one`
        : `${id} is in round ${before.round}, and ${desired.round} was asked for: only the phase \`load\` begins another`,
      allowed: `\`round: ${loads ? next : before.round}\``,
    },
  ];
}

function refuseWhileRunning(id: string, from: Stage, round: number): Objection {
  return {
    rule: "round",
    message: `round ${round} still writes to ${id}: stop it before you empty the tables`,
    allowed:
      from === "stream"
        ? "`phase: stream` with `paused: true` first, then empty its tables"
        : "an update without `replication` first, then empty its tables and put `replication` back",
  };
}

/** What a change would replace, and what DMS changes only while nothing runs. */
export function checkChanges(
  id: string,
  from: Stage,
  desired: Wish,
  recorded: Recorded | undefined,
): Objection[] {
  const before = recorded?.wish;
  if (!before || desired.round !== before.round || desired.phase === "done") return [];
  const fixed = differences(before.fixed, desired.fixed);
  if (fixed.length > 0)
    return [
      {
        rule: "replace",
        message: `${id} would lose what it has loaded, since a replication can't change its ${fixed.join(", ")}`,
        allowed: `leave them as they are; or pause it, then load everything anew with \`phase: load\` and \`round: ${before.round + 1}\``,
      },
    ];
  const tuning = differences(before.tuning, desired.tuning);
  if (tuning.length === 0 || (isStopped(from, before.paused) && isStopped(desired.phase, desired.paused)))
    return [];
  return [
    {
      rule: "modify",
      message: `${id} was given other values of ${tuning.join(", ")}: DMS changes them only while nothing runs before and after the update`,
      allowed: "an update with `paused: true`, then one with the change, then one without `paused`",
    },
  ];
}

function isStopped(stage: Stage, paused: boolean): boolean {
  const { forward, reverse } = declaredIn(stage, paused);
  return forward !== "running" && reverse !== "running";
}

/**
 * A table that was loaded half would be loaded again into what is there. And a way back that is made at rest would start
 * with what is written later, and so miss what was written before.
 */
export function checkPause(id: string, from: Stage, desired: Wish): Objection[] {
  if (!desired.paused || desired.phase === "stream") return [];
  const whyNot: Partial<Record<Stage, string>> = {
    load: "can't pause during the load: half-loaded tables would be loaded twice",
    reverse: "can't begin `reverse` paused: the old database would lack what is written until it runs",
  };
  if (desired.phase === "reverse" && from === "reverse") return [];
  return [
    {
      rule: "modify",
      message: `${id} ${whyNot[desired.phase] ?? `has nothing to pause in the phase ${desired.phase}`}`,
      allowed: "`paused: false`",
    },
  ];
}
