// Decides whether a database may go to the phase that the config asks for, given what is recorded and where its private
// name points.
import { declaredIn, type Declared, type Side } from "./phases";
import { checkMove } from "./rules";
import type { ReplicationRequest, ReplicationPlan, Recorded } from "./types";

/** The path of a database's phase in the stack file. */
export function phasePath(id: string): string {
  return `crossover:databases.${id}.replication.phase`;
}

/** The one decision of a database's step. */
export function planReplication(request: ReplicationRequest): ReplicationPlan {
  const { desired, recorded, now } = request;
  const hasSource = request.source !== undefined;
  const from = recorded?.stage ?? "none";
  const stage = desired?.phase ?? "none";
  const declared: Declared = hasSource ? declaredIn(stage, desired?.paused) : { live: "target" };
  const live = knownSide(request.live) ?? declaredIn(from).live;
  const resumes = recorded?.wish?.paused === true && desired?.paused === false;
  const stays = recorded !== undefined && from === stage && !resumes;
  return {
    stage,
    declared,
    switches: hasSource && live !== declared.live,
    lives: [...new Set([hasSource ? live : declared.live, declared.live])],
    since: stays ? new Date(recorded.since) : now,
    problems: checkMove(request, from).map((refusal) => ({ ...refusal, path: phasePath(request.id) })),
  };
}

/**
 * Which database a private name points to, by what it is an alias of now.
 *
 * @param source the old database's host name in the stack file.
 */
export function liveSide(
  host: string | undefined,
  source: string | undefined,
  recorded: Recorded | undefined,
): ReplicationRequest["live"] {
  if (host === undefined) return undefined;
  const is = (other: string | undefined) => host === other?.toLowerCase();
  if (is(source) || is(recorded?.hosts.source)) return "source";
  return is(recorded?.hosts.target) ? "target" : "elsewhere";
}

/** The same without a step: for a run in which something else moves. */
export function keepReplication({ recorded, live, source, now }: ReplicationRequest): ReplicationPlan {
  const stage = recorded?.stage ?? "none";
  const declared: Declared =
    source !== undefined ? declaredIn(stage, recorded?.wish?.paused) : { live: "target" };
  const lives = [...new Set([knownSide(live) ?? declared.live])];
  const since = recorded ? new Date(recorded.since) : now;
  return { stage, declared, switches: false, lives, since, problems: [] };
}

function knownSide(live: ReplicationRequest["live"]): Side | undefined {
  return live === "elsewhere" ? undefined : live;
}
