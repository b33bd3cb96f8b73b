// What a step of a database's move needs to have been seen: writes that are stopped, and a replication that is level.
import { declaredIn, type Phase, type Stage } from "./phases";
import type { Wish } from "./wish";
import type { Refusal, ReplicationRequest } from "./types";

/** How long it counts that writes were seen stopped. */
export const evidenceLifetime = 15 * 60_000;

/**
 * Before another database is written to, or a way back begins, writes must have been seen stopped. Once the name is
 * switched, finishing the same step asks for nothing more, except that a way back begins only then.
 */
export function checkEvidence({ id, live, now }: ReplicationRequest, from: Stage, desired: Wish): Refusal[] {
  const switches = declaredIn(desired.phase).live !== (live ?? declaredIn(from).live);
  const begins = desired.phase === "reverse" && from !== "reverse";
  return switches || begins ? checkFresh(id, desired, now) : [];
}

function checkFresh(id: string, { phase, checked }: Wish, now: Date): Refusal[] {
  const found = staleness(checked, now);
  if (!found) return [];
  return [
    {
      rule: "evidence",
      message: `${id} goes to ${phase} only while writes are stopped, the lag is 0 and sequences are raised: ${found}`,
      allowed: "the time of a check just made, in `checked`",
    },
  ];
}

/** What is wrong with the time of a check; nothing if it counts. */
function staleness(checked: string | undefined, now: Date): string | undefined {
  if (checked === undefined) return "`checked` is missing";
  const age = now.getTime() - new Date(checked).getTime();
  if (age < 0) return "`checked` is in the future";
  return age <= evidenceLifetime ? undefined : "`checked` is older than 15 min";
}

/**
 * While the private name stands for the source, another host of the source is another database that services write to
 * at once. At the same round a replication has a say in it first: it can't change its source.
 */
export function checkSource(
  { id, source, desired, recorded, live, now }: ReplicationRequest,
  from: Stage,
): Refusal[] {
  const before = recorded?.hosts.source;
  if (!before || !source || before.toLowerCase() === source.toLowerCase()) return [];
  if ((live ?? declaredIn(from).live) !== "source") return [];
  if (desired && desired.round === recorded.wish?.round) return [];
  const found = desired ? staleness(desired.checked, now) : "without `replication` there is no `checked`";
  if (!found) return [];
  return [
    {
      rule: "evidence",
      message: `${id} has a private name that stands for ${before}, and would stand for ${source} at once: only while writes are stopped and all data is there, and ${found}`,
      allowed: `\`source.host: ${before}\`, or \`replication\` with \`phase: load\` and the time of a check just made in \`checked\``,
    },
  ];
}

/** The phases that rely on what the stage before has kept level. */
const relying: Readonly<Partial<Record<Stage, readonly Phase[]>>> = {
  stream: ["cutover", "reverse"],
  reverse: ["back"],
};

/**
 * Nothing is level behind a replication that is paused or has failed. One that is stopped may have been stopped by an
 * update that was killed before the switch; what `checked` says of it is recent.
 */
export function checkRunning(
  { id, status, recorded }: ReplicationRequest,
  from: Stage,
  desired: Wish,
): Refusal[] {
  if (!relying[from]?.includes(desired.phase)) return [];
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
