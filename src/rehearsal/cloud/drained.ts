// Tells which changes drain nodes.
import { aws } from "./aws";
import type { CloudChange, CloudResource } from "./types";

/** Milliseconds until a pod that was evicted is ready on another node. */
const podTime = 60_000;

/** A change of one of these replaces every node of a group. */
const replacing = ["version", "releaseVersion", "launchTemplate"];

/** The group whose nodes a change drains, at work until its pods are back; nothing where it drains none. */
export function drainedBy({ before, after }: CloudChange, now: number): CloudResource | undefined {
  if (before?.type !== aws.nodeGroup) return undefined;
  const same = (name: string) => JSON.stringify(before.inputs[name]) === JSON.stringify(after?.inputs[name]);
  if (after && replacing.every(same)) return undefined;
  const until = new Date(now + podTime).toISOString();
  return { ...before, id: `${before.id} ${until}`, work: { until, serving: 0 } };
}
