// Checks, right before a record is written, that the zone is still what the plan was made from.
import { parseEntry } from "./ledger";
import { weightsOf } from "./split";
import type { Observed } from "./splitter";

/** The set that a step began from, and what it leads to. */
export interface Step {
  readonly hostname: string;
  /** The name of the ledger's entry. */
  readonly ledger: string;
  readonly before: Observed;
  /** What the ledger said then. @default it had no entry */
  readonly said?: string;
  readonly weights: Readonly<Record<string, number>>;
  /** The name is taken over, whoever's entry the ledger has. */
  readonly takenOver: boolean;
}

function weightsIn(observed: Observed): Readonly<Record<string, number>> {
  return observed.kind === "set" ? observed.weights : {};
}

/** What of a route the zone holds now. */
export interface Held {
  readonly observed: Observed;
  /** What its ledger says. @default it has no entry */
  readonly says?: string;
}

/**
 * What something else has moved since the plan was made, a rollback past the engine, say; or nothing. Such a rollback may
 * have asked for the weights that are there, and has said so in the ledger.
 */
function moved(step: Step, { observed: now, says }: Held): string | undefined {
  const before = weightsIn(step.before);
  const found = Object.entries(weightsIn(now)).find(
    ([id, value]) => value !== before[id] && value !== step.weights[id],
  );
  const what = found
    ? `the weight of \`${found[0]}\` is ${String(found[1])} now`
    : says !== step.said && `the ledger says \`${says ?? "nothing"}\` now`;
  return what
    ? `${step.hostname} has been moved since this step was planned: ${what}; preview again`
    : undefined;
}

/**
 * Why a weight may not be written, or nothing. Each weight in the zone must be the one from before the step or the one
 * after it. And never may a write leave a set in which every weight is zero, which Route 53 reads as all equal.
 */
export function refuseWrite(
  step: Step,
  now: Held,
  setIdentifier: string,
  weight: number,
): string | undefined {
  const after = { ...weightsIn(now.observed), [setIdentifier]: weight };
  if (moved(step, now) === undefined && Object.values(after).every((value) => value === 0))
    return `all weights of ${step.hostname} would be 0, which Route 53 reads as all equal`;
  return moved(step, now);
}

/**
 * Why an entry of the ledger may not be written, or nothing. It says what the zone holds, so it comes after the weights; and
 * what another stack has written there is left alone.
 */
export function refuseEntry(step: Step, now: Held, wanted: string): string | undefined {
  const entry = parseEntry(wanted);
  if (!entry) return `the ledger's entry of ${step.hostname} would say nothing: ${wanted}`;
  const there = now.says === undefined ? undefined : parseEntry(now.says);
  if (there && there.owner !== entry.owner && !step.takenOver)
    return `${step.hostname} belongs to ${there.owner} since this step was planned, as the zone's ledger says; preview again`;
  const elsewhere = moved(step, now);
  if (elsewhere !== undefined) return elsewhere;
  const held = weightsIn(now.observed);
  const differs = Object.entries(weightsOf(entry.split)).find(([id, weight]) => held[id] !== weight);
  if (!differs) return undefined;
  const [id, weight] = differs;
  return (
    `the ledger would say that the weight of \`${id}\` of ${step.hostname} is ${String(weight)}, and the zone holds ` +
    `${held[id] === undefined ? "no such record" : String(held[id])}: the state doesn't know what the zone holds; ` +
    "run `crossover up`, or `pulumi refresh` and then the same command"
  );
}
