// What of a database's replication may change while it holds a load: nothing, what rests, or all with another load.
import { declaredIn, type Stage } from "./phases";
import { differences, type Wish } from "./wish";
import type { Refusal, Recorded } from "./types";

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
): Refusal[] {
  const before = recorded?.wish;
  if (before === undefined) return [];
  const [next, loads] = [before.round + 1, desired.phase === "load"];
  if (loads && desired.round === next)
    return rests(from, before.paused) ? [] : [stillRuns(id, from, before.round)];
  if (desired.round === before.round && !(loads && from === "back")) return [];
  return [
    {
      rule: "round",
      message: loads
        ? `${id} was loaded in round ${before.round}; to load it anew is round ${next}, with the new database's tables emptied`
        : `${id} is in round ${before.round} and was asked for ${desired.round}: only the phase \`load\` begins another`,
      allowed: `\`round: ${loads ? next : before.round}\``,
    },
  ];
}

function stillRuns(id: string, from: Stage, round: number): Refusal {
  return {
    rule: "round",
    message: `${id} is still written to by round ${round}: what it is loaded into has to be emptied while nothing runs`,
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
): Refusal[] {
  const before = recorded?.wish;
  if (!before || desired.round !== before.round || desired.phase === "done") return [];
  const fixed = differences(before.fixed, desired.fixed);
  if (fixed.length > 0)
    return [
      {
        rule: "replace",
        message: `${id} would lose what it has loaded: a replication can't change its ${fixed.join(", ")}`,
        allowed: `leave them, or load everything anew: \`phase: load\` with \`round: ${before.round + 1}\`, from a pause`,
      },
    ];
  const tuning = differences(before.tuning, desired.tuning);
  if (tuning.length === 0 || (rests(from, before.paused) && rests(desired.phase, desired.paused))) return [];
  return [
    {
      rule: "modify",
      message: `${id} was asked for another ${tuning.join(", ")}: DMS changes only what rests, before and afterwards`,
      allowed: "an update with `paused: true`, then one that changes them, then one without",
    },
  ];
}

function rests(stage: Stage, paused: boolean): boolean {
  const { forward, reverse } = declaredIn(stage, paused);
  return forward !== "running" && reverse !== "running";
}

/**
 * A table that was loaded half would be loaded again into what is there. And a way back that is made at rest would start
 * with what is written later, and so miss what was written before.
 */
export function checkPause(id: string, from: Stage, desired: Wish): Refusal[] {
  if (!desired.paused || desired.phase === "stream") return [];
  const whyNot: Partial<Record<Stage, string>> = {
    load: "can't pause during the load: half-loaded tables would be loaded twice",
    reverse: "would be written to with no way back that runs: what runs can be paused, not what is to begin",
  };
  if (desired.phase === "reverse" && from === "reverse") return [];
  return [
    {
      rule: "modify",
      message: `${id} ${whyNot[desired.phase] ?? `has nothing that runs in the phase ${desired.phase}`}`,
      allowed: "`paused: false`",
    },
  ];
}
