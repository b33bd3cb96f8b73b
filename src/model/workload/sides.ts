// Decides which sides of a service run, and how large each is, by the split of its traffic.
import type { Service } from "../service";
import { legacyTarget, shareOf, targetsOf, type Split } from "../traffic/split";
import type { SubjectPlan } from "../traffic/types";

/** Bounds of a side's autoscaling; none where they are the service's own. */
export interface Bounds {
  /** Fewest pods, instances or tasks. */
  readonly min: number;
  /** Most of them. */
  readonly max: number;
}

/** One side that exists. */
export interface Side {
  /** How many run there. @default as the service says */
  readonly size?: Bounds;
  /** A job's side that is there but doesn't run. */
  readonly idle: boolean;
  /** A legacy side that must not scale in, because the traffic that has left it may return at any moment. */
  readonly hold: boolean;
}

/** The sides of a service, by target id. */
export interface Sides {
  /** Each side that exists. */
  readonly byTarget: Readonly<Record<string, Side>>;
  /** A job's side that must have come to rest before the other starts, so that it never runs on both. @default none */
  readonly restsFirst?: string;
}

/** @param plans of the service's routes, or the one of a service without. */
export function sidesOf(service: Service, plans: readonly SubjectPlan[]): Sides {
  if (service.kind === "job") return jobSides(plans[0]!);
  const targets = [...new Set(plans.flatMap((plan) => targetsOf(plan.split)))];
  const split = service.kind === "worker" ? plans[0]!.split : undefined;
  const hold =
    service.kind === "web" && plans.some(({ split }) => "from" in split && split.from === legacyTarget);
  const side = (target: string): Side => ({
    size: split && workerSize(service, split, target),
    idle: false,
    hold: hold && target === legacyTarget,
  });
  return { byTarget: Object.fromEntries(targets.map((target) => [target, side(target)])) };
}

function workerSize(service: Service, split: Split, target: string): Bounds | undefined {
  const own = target === legacyTarget ? service.legacy : service.scale;
  if (!own || !("min" in own)) return undefined;
  return { min: shareOf(own.min, split, target), max: shareOf(own.max, split, target) };
}

/** While a job moves, the side that it leaves stays for one more update, at rest. */
function jobSides({ split, before }: SubjectPlan): Sides {
  const [target] = targetsOf(split) as [string];
  const left = before.kind === "at" ? targetsOf(before.split)[0]! : target;
  const running: Side = { idle: false, hold: false };
  if (left === target) return { byTarget: { [target]: running } };
  const resting: Side = { size: { min: 0, max: 0 }, idle: true, hold: false };
  return { byTarget: { [target]: running, [left]: resting }, restsFirst: left };
}
