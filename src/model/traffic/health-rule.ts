// Decides which side has to be healthy before a step, refuses the step where it isn't, and warns where that is allowed.
import type { Objection, Problem } from "../problem";
import { describeHealth, type SideHealth } from "./health";
import { pathOf } from "./keys";
import { toValue, writeSplit, type Split } from "./split";
import type { Judged, TrafficRequest } from "./types";

/** The side that a step makes answer more, and whether the step has to wait until it is healthy. */
interface Receiver {
  readonly side: string;
  readonly mustBeHealthy: boolean;
}

/** Rule 12. Nothing is said of what has no checks, and of what nobody has asked about. */
export function checkHealth(one: Judged, request: TrafficRequest): Objection[] {
  const receiver = receiverOf(one);
  if (!receiver?.mustBeHealthy) return [];
  const { side } = receiver;
  const health = healthOf(one, side);
  if (health.state === "healthy" || isExcused(health, request)) return [];
  const wish = `${one.subject.key} can't go to ${describeWish(one, request)}`;
  // The last healthy side is never taken away.
  const lasting = "only" in one.subject.desired && { lasting: true as const };
  if (health.state === "unhealthy")
    return [
      {
        rule: "health",
        ...lasting,
        message: `${wish} while ${side} is unhealthy: ${health.reason}`,
        allowed: `${writeSplit(present(one), request.cluster)} until ${side} is healthy, then the same value`,
      },
    ];
  return [
    {
      rule: "health",
      ...lasting,
      message: `${wish} while the health of ${side} is unknown: ${health.reason}`,
      allowed: health.excusable
        ? "the same value once it can be read; or, where nobody may read it, `crossover:rules.health: warn`"
        : "the same value once both are the same identity",
    },
  ];
}

/** What whoever runs the update should know of the steps that are allowed all the same. */
export function healthWarnings(all: readonly Judged[], request: TrafficRequest): string[] {
  return all.flatMap((one) => {
    const receiver = receiverOf(one);
    const health = receiver && healthOf(one, receiver.side);
    if (!health || health.state === "healthy") return [];
    if (receiver.mustBeHealthy && !isExcused(health, request)) return [];
    const wish = `${one.subject.key} goes to ${describeWish(one, request)}`;
    const but = health.state === "unknown" ? `the health of ${receiver.side}` : receiver.side;
    return [`${wish} though ${but} is ${describeHealth(health)}`];
  });
}

/** The checks whose own checkers could say more about what is refused. */
export function unexplained({ subjects }: TrafficRequest, problems: readonly Problem[]): string[] {
  const refused = new Set(problems.filter(({ rule }) => rule === "health").map(({ path }) => path));
  return subjects
    .filter(({ key }) => refused.has(pathOf(key)))
    .flatMap(({ health = {} }) => Object.values(health))
    .flatMap((side) => (side.state === "unhealthy" && side.check !== undefined ? [side.check] : []));
}

/**
 * The side that answers more after a step, or alone:
 *
 * | from         | to           | side   | has to be healthy                                                  |
 * | ------------ | ------------ | ------ | ------------------------------------------------------------------ |
 * | legacy       | 0            | legacy | yes: if it isn't, Route 53 answers with the new side, which is cold |
 * | kubernetes   | 100          | blue   | no: it is the way back                                             |
 * | a percentage | a higher one | blue   | yes                                                                |
 * | a percentage | a lower one  | legacy | no: down is always allowed                                         |
 * | 100          | kubernetes   | blue   | yes: nothing else is left                                          |
 * | 0            | legacy       | legacy | yes: nothing else is left                                          |
 *
 * Any other step is refused by another rule. A name that has no records yet is exempt.
 */
function receiverOf({ subject, position, moves }: Judged): Receiver | undefined {
  if (!moves || !subject.health || subject.observed?.kind !== "set") return undefined;
  const { desired } = subject;
  if (position.kind === "unfinished") {
    if ("only" in desired || desired.from !== position.from || desired.to !== position.to) return undefined;
    return towards(position, desired.percent > position.share);
  }
  if (position.kind !== "at") return undefined;
  const { split } = position;
  if ("only" in split) {
    if ("only" in desired) return undefined;
    const leaves = desired.from === split.only && desired.percent === 0;
    const returns = desired.to === split.only && desired.percent === 100;
    return leaves || returns ? { side: split.only, mustBeHealthy: leaves } : undefined;
  }
  if (!("only" in desired))
    return desired.from === split.from && desired.to === split.to
      ? towards(split, desired.percent > split.percent)
      : undefined;
  const last = { 0: split.from, 100: split.to }[split.percent];
  return last === desired.only ? { side: last, mustBeHealthy: true } : undefined;
}

function towards({ from, to }: { from: string; to: string }, up: boolean): Receiver {
  return { side: up ? to : from, mustBeHealthy: up };
}

function healthOf({ subject }: Judged, side: string): SideHealth {
  return subject.health?.[side] ?? { state: "unhealthy", reason: "it has no record in the zone" };
}

/** What may be asked for meanwhile: the update that does so makes anew what was deleted. */
function present({ position, subject: { desired, ladder } }: Judged): Split {
  if (position.kind === "at") return position.split;
  if (position.kind !== "unfinished") return desired;
  const { from, to, share } = position;
  return { from, to, percent: ladder.filter((rung) => rung <= share).at(-1) ?? 0 };
}

function isExcused(health: SideHealth, { unknownHealth }: TrafficRequest): boolean {
  return health.state === "unknown" && health.excusable && unknownHealth === "warn";
}

function describeWish({ subject: { desired } }: Judged, { cluster }: TrafficRequest): string {
  const value = toValue(desired, cluster);
  return typeof value === "object" ? `${value.percent} from ${value.from} to ${value.to}` : String(value);
}
