// The rules of a database's step, one function each; every refusal says what was asked, why not, and what is allowed.
import type { Problem } from "../problem";
import { declaredIn, following, whyNot, type Side, type Stage } from "./phases";
import type { Recorded, ReplicationRequest } from "./plan";
import { differences, type Wish } from "./wish";

/** How long it counts that writes were seen stopped. */
export const evidenceLifetime = 15 * 60_000;

export type Refusal = Omit<Problem, "path">;

/** Why the step isn't allowed; nothing if it is. */
export function refusals(request: ReplicationRequest, from: Stage): Refusal[] {
  const { id, desired, recorded, live, hasSource } = request;
  if (!hasSource) return checkLeft(id, recorded);
  const moved = live !== undefined && live !== declaredIn(from).live;
  const step = moved ? checkMoved(request, from, live) : checkStep(request, from);
  if (!desired || step.length > 0) return step;
  return [
    ...checkRound(id, from, desired, recorded),
    ...checkChanges(id, from, desired, recorded),
    ...checkPause(id, desired),
    ...checkEvidence(request, from, desired),
    ...checkRunning(request, from, desired),
    ...checkSoak(request, from, desired),
  ];
}

function checkStep({ id, desired }: ReplicationRequest, from: Stage): Refusal[] {
  if (!desired) return checkGivenUp(id, from);
  if (following[from].includes(desired.phase)) return [];
  return [
    {
      rule: "phase",
      message: `${id} is at ${from} and was asked for ${desired.phase}: ${whyNot[from]}`,
      allowed: following[from].join(", "),
    },
  ];
}

/** `source` was taken out of the stack file, so the private name would stand for the new database from now on. */
function checkLeft(id: string, recorded: Recorded | undefined): Refusal[] {
  if (!recorded || recorded.stage === "done") return [];
  return [
    {
      rule: "phase",
      message: `${id} is at ${recorded.stage}; without \`source\` its private name would stand for the new database at once`,
      allowed: "`source` as it was, until the phase is `done`",
    },
  ];
}

/** `replication` was taken out, and would be deleted with all that it has loaded. */
function checkGivenUp(id: string, from: Stage): Refusal[] {
  if (from === "none" || from === "load" || from === "back") return [];
  return [
    {
      rule: "phase",
      message: `${id} is at ${from}, and its replication was taken out of the stack file`,
      allowed:
        from === "stream"
          ? "`phase: load` first, then without"
          : `\`phase: ${from}\`, and \`source\` with it once it is done`,
    },
  ];
}

/** The private name isn't where the last finished update left it: that step is finished, or another hand was here. */
function checkMoved({ id, desired }: ReplicationRequest, from: Stage, live: Side | "elsewhere"): Refusal[] {
  const finish = unfinished(from, live);
  if (finish.length === 0)
    return [
      {
        rule: "name",
        message: `${id} is at ${from}, but its private name stands for ${where(live)}`,
        allowed: `point the name at ${where(declaredIn(from).live)}, if nothing was written elsewhere`,
      },
    ];
  if (desired && finish.includes(desired.phase)) return [];
  return [
    {
      rule: "unfinished",
      message: `${id} is past ${from}: an update was interrupted after it had switched the private name`,
      allowed: finish.join(" or "),
    },
  ];
}

/** The stages that an update was on its way to when it switched the name and didn't end. */
function unfinished(from: Stage, live: Side | "elsewhere"): readonly Stage[] {
  if (from === "stream" && live === "target") return ["cutover", "reverse"];
  return from === "reverse" && live === "source" ? ["back"] : [];
}

function where(live: Side | "elsewhere"): string {
  if (live === "elsewhere") return "neither of its databases";
  return live === "source" ? "the old database" : "the new database";
}

/** Only a new round loads again, and only by the phase `load`. After `back` nothing else is left. */
function checkRound(id: string, from: Stage, desired: Wish, recorded: Recorded | undefined): Refusal[] {
  const before = recorded?.wish?.round;
  if (before === undefined) return [];
  const [next, loads] = [before + 1, desired.phase === "load"];
  const anew = loads && desired.round === next;
  if (anew || (desired.round === before && !(loads && from === "back"))) return [];
  return [
    {
      rule: "round",
      message: loads
        ? `${id} was loaded in round ${before}; to load it anew is round ${next}, with the new database's tables emptied`
        : `${id} is in round ${before} and was asked for ${desired.round}: only the phase \`load\` begins another`,
      allowed: `\`round: ${loads ? next : before}\``,
    },
  ];
}

/** What a change would replace, and what DMS changes only while nothing runs. */
function checkChanges(id: string, from: Stage, desired: Wish, recorded: Recorded | undefined): Refusal[] {
  const before = recorded?.wish;
  if (!before || desired.round !== before.round || desired.phase === "done") return [];
  const fixed = differences(before.fixed, desired.fixed);
  if (fixed.length > 0)
    return [
      {
        rule: "replace",
        message: `${id} would lose what it has loaded: a replication can't change its ${fixed.join(", ")}`,
        allowed: `leave them, or \`phase: load\` with \`round: ${before.round + 1}\`, which loads everything anew`,
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

/** A table that was loaded half would be loaded again into what is there. */
function checkPause(id: string, desired: Wish): Refusal[] {
  if (!desired.paused || desired.phase === "stream" || desired.phase === "reverse") return [];
  return [
    {
      rule: "modify",
      message:
        desired.phase === "load"
          ? `${id} can't pause during the load: half-loaded tables would be loaded twice`
          : `${id} has nothing that runs in the phase ${desired.phase}`,
      allowed: "`paused: false`",
    },
  ];
}

/**
 * Before another database is written to, or a way back begins, writes must have been seen stopped. Once the name is
 * switched, finishing the same step asks for nothing more, except that a way back begins only then.
 */
function checkEvidence({ id, live, now }: ReplicationRequest, from: Stage, desired: Wish): Refusal[] {
  const switches = declaredIn(desired.phase).live !== (live ?? declaredIn(from).live);
  const begins = desired.phase === "reverse" && from !== "reverse";
  return switches || begins ? checkFresh(id, desired, now) : [];
}

function checkFresh(id: string, { phase, checked }: Wish, now: Date): Refusal[] {
  const age = checked === undefined ? undefined : now.getTime() - new Date(checked).getTime();
  if (age !== undefined && age >= 0 && age <= evidenceLifetime) return [];
  const found =
    age === undefined
      ? "`checked` is missing"
      : age < 0
        ? "`checked` is in the future"
        : "`checked` is older than 15 min";
  return [
    {
      rule: "evidence",
      message: `${id} goes to ${phase} only while writes are stopped, the lag is 0 and sequences are raised: ${found}`,
      allowed: "the time of a check just made, in `checked`",
    },
  ];
}

/**
 * Nothing is level behind a replication that is paused or has failed. One that is stopped may have been stopped by an
 * update that was killed before the switch; what `checked` says of it is recent.
 */
function checkRunning({ id, status, recorded }: ReplicationRequest, from: Stage, desired: Wish): Refusal[] {
  const relied = from === "stream" ? "cutover reverse" : from === "reverse" ? "back" : "";
  if (!relied.split(" ").includes(desired.phase)) return [];
  const found = recorded?.wish?.paused ? "paused" : (status ?? "running");
  if (found === "running" || found === "stopped") return [];
  return [
    {
      rule: "evidence",
      message: `${id} isn't kept level: its replication is ${found}`,
      allowed: `\`phase: ${from}\` with \`paused: false\`, until the lag is 0`,
    },
  ];
}

/** The way back is kept as long as a fallback of traffic is. */
function checkSoak({ id, recorded, now, soak }: ReplicationRequest, from: Stage, desired: Wish): Refusal[] {
  if (from !== "reverse" || desired.phase !== "done" || !recorded) return [];
  const until = new Date(new Date(recorded.since).getTime() + soak);
  if (now >= until) return [];
  const when = until.toISOString().replace(/\.\d{3}Z$/, "Z");
  return [
    {
      rule: "soak",
      message: `${id} has had its way back since ${recorded.since}, and keeps it until ${when}`,
      allowed: `the same from ${when}`,
    },
  ];
}
