// Checks a database's step by one function a rule; every refusal says what was asked, why not, and what is allowed.
import { iso } from "../moment";
import type { Objection } from "../problem";
import { checkChanges, checkPause, checkRound } from "./changes";
import { checkEvidence, checkRunning, checkSource } from "./evidence";
import { declaredIn, describeStage, following, whatIsMissing, type Side, type Stage } from "./phases";
import type { Wish } from "./wish";
import type { ReplicationRequest } from "./types";

/** Why the step isn't allowed; nothing if it is. */
export function checkMove(request: ReplicationRequest, from: Stage): Objection[] {
  const { id, desired, recorded, live, source } = request;
  if (source === undefined) return checkWithoutSource(request);
  const moved = live !== undefined && live !== declaredIn(from).live;
  const step = moved ? checkPrivateName(request, from, live) : checkStep(request, from);
  if (step.length > 0) return step;
  if (!desired) return checkSource(request, from);
  return [
    ...checkRound(id, from, desired, recorded),
    ...checkChanges(id, from, desired, recorded),
    ...checkPause(id, from, desired),
    ...checkSource(request, from),
    ...checkEvidence(request, from, desired),
    ...checkRunning(request, from, desired),
    ...checkSoak(request, from, desired),
  ];
}

function checkStep({ id, desired, recorded }: ReplicationRequest, from: Stage): Objection[] {
  if (!desired) return checkWithoutReplication(id, from);
  // What an update makes has neither tables nor users for DMS, and its host is in no secret yet.
  if (!recorded)
    return [
      {
        rule: "phase",
        message: `${id} doesn't exist yet, and a load needs its tables, a user that may replicate, and its host in a secret`,
        allowed: "`source` alone in this update, `replication` in a later one",
      },
    ];
  if (following[from].includes(desired.phase)) return [];
  return [
    {
      rule: "phase",
      message: `${id} ${describeStage(from)}, and ${desired.phase} was asked for: ${whatIsMissing[from]}`,
      allowed: following[from].join(", "),
    },
  ];
}

/**
 * `source` was taken out of the stack file, so the private name would point to the new database from now on. With the
 * whole database the name goes too, which is fine while nothing moves.
 */
function checkWithoutSource({ id, recorded, gone }: ReplicationRequest): Objection[] {
  if (!recorded || recorded.stage === "done" || (gone && recorded.stage === "none")) return [];
  const lost = gone
    ? "without its entry in the stack file it would be deleted in the middle of its move"
    : "without `source` its private name would point to the new database at once";
  return [
    {
      rule: "phase",
      message: `${id} ${describeStage(recorded.stage)}; ${lost}`,
      allowed: gone
        ? "the database as it was, until its phase is `done` or its `replication` is removed"
        : "`source` as it was, until its phase is `done`",
    },
  ];
}

/** `replication` was taken out, and would be deleted with all that it has loaded. */
function checkWithoutReplication(id: string, from: Stage): Objection[] {
  if (from === "none" || from === "load" || from === "back") return [];
  return [
    {
      rule: "phase",
      message: `${id} ${describeStage(from)}, and its \`replication\` is missing in the stack file`,
      allowed:
        from === "stream"
          ? "`phase: load` first; then remove `replication`"
          : `\`phase: ${from}\`; once it is \`done\`, remove \`replication\` and \`source\` together`,
    },
  ];
}

/** The private name isn't where the last finished update left it: an update was interrupted, or something else moved it. */
function checkPrivateName(
  { id, desired }: ReplicationRequest,
  from: Stage,
  live: Side | "elsewhere",
): Objection[] {
  const finish = interruptedStages(from, live);
  if (finish.length === 0)
    return [
      {
        rule: "name",
        message: `${id} ${describeStage(from)}, but its private name points to ${describeSide(live)}`,
        allowed: `point the name to ${describeSide(declaredIn(from).live)}, if nothing was written elsewhere`,
      },
    ];
  if (desired && finish.includes(desired.phase)) return [];
  return [
    {
      rule: "unfinished",
      message: `${id} is past the phase ${from}: an update was interrupted after it had switched the private name`,
      allowed: finish.join(" or "),
    },
  ];
}

/** The stages that an update was on its way to when it switched the name and didn't end. */
function interruptedStages(from: Stage, live: Side | "elsewhere"): readonly Stage[] {
  if (from === "stream" && live === "target") return ["cutover", "reverse"];
  return from === "reverse" && live === "source" ? ["back"] : [];
}

function describeSide(live: Side | "elsewhere"): string {
  if (live === "elsewhere") return "neither of its databases";
  return live === "source" ? "the old database" : "the new database";
}

/** The way back is kept as long as a fallback of traffic is. Time that it rests doesn't count. */
function checkSoak({ id, recorded, now, soak }: ReplicationRequest, from: Stage, desired: Wish): Objection[] {
  if (from !== "reverse" || desired.phase !== "done" || !recorded) return [];
  if (recorded.wish?.paused)
    return [
      {
        rule: "soak",
        message: `the way back of ${id} is paused, and its soak begins when it runs again`,
        allowed: "`phase: reverse` with `paused: false`",
      },
    ];
  const until = new Date(new Date(recorded.since).getTime() + soak);
  if (now >= until) return [];
  const [since, when] = [new Date(recorded.since), until].map((at) => iso(at));
  return [
    {
      rule: "soak",
      message: `${id} has had its way back since ${since!}, and soaks until ${when!}`,
      allowed: `\`phase: done\` from ${when!}`,
    },
  ];
}
