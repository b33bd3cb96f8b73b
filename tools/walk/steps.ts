// Takes the steps of a walk, and tells what was done, what was accepted and what was wrong.
import { cloud } from "./actions/cloud";
import { edits } from "./actions/edits";
import { rollbacks } from "./actions/rollback";
import { runs } from "./actions/run";
import { traffic } from "./actions/traffic";
import { zone } from "./actions/zone";
import { Random } from "./random";
import { converge } from "./repair";
import { Walk, type Action } from "./walk";

export interface Course {
  readonly seed: number;
  readonly steps: number;
  /** How often each kind of action is taken. */
  readonly weights: Readonly<Record<string, number>>;
  /** Tells every step. */
  readonly verbose: boolean;
  /** Doesn't stop at what is wrong. */
  readonly goOn: boolean;
}

const actions: Readonly<Record<string, Action>> = {
  ...traffic,
  ...rollbacks,
  ...runs,
  ...zone,
  ...cloud,
  ...edits,
};

/** A walk is put right this often, so that what went wrong is near. */
const restEvery = 25;

/** Steps after which a long walk says how far it is. */
const tellEvery = 50;

interface Tally {
  taken: number;
  accepted: number;
}

/** Returns whether nothing was wrong. */
export async function walkAtRandom({ seed, steps, weights, verbose, goOn }: Course): Promise<boolean> {
  const walk = new Walk();
  const tallies = new Map<string, Tally>();
  const started = Date.now();
  const faults: string[] = [];
  let step = 0;
  const take = async (kind: string, action: () => Promise<unknown>) => {
    walk.did.splice(0);
    let accepted: unknown = false;
    try {
      accepted = await action();
    } catch (error) {
      walk.wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const wrong = [...walk.wrong.splice(0), ...walk.judge.take()];
    if (verbose || wrong.length > 0)
      console.log(`${String(step)} ${kind} (${String(walk.takeTime())} ms)\n    ${walk.did.join("\n    ")}`);
    for (const what of wrong) console.log(`wrong, seed ${String(seed)}, step ${String(step)}: ${what}`);
    faults.push(...wrong);
    return accepted === true;
  };
  try {
    await take("deploy", () => walk.run("up"));
    for (step = 1; step <= steps && (faults.length === 0 || goOn); step++) {
      const random = new Random(seed, step);
      const troubled = walk.trouble !== undefined || walk.damages.count > 0;
      const kind =
        step % restEvery === 0
          ? "converge"
          : troubled && random.chance(0.4)
            ? "repair"
            : random.weighted(weights);
      const accepted = await take(kind, () => actions[kind]!(walk, random));
      const tally = tallies.get(kind) ?? { taken: 0, accepted: 0 };
      tallies.set(kind, { taken: tally.taken + 1, accepted: tally.accepted + (accepted ? 1 : 0) });
      if (step % tellEvery === 0 && steps > tellEvery)
        console.error(`step ${String(step)} of ${String(steps)}, ${String(faults.length)} wrong`);
    }
    if (faults.length === 0 || goOn) await take("converge", () => converge(walk));
  } finally {
    walk.close();
  }
  return tell(tallies, step - 1, Date.now() - started) && faults.length === 0;
}

/** Prints what was done by kind; whether enough of it was accepted. */
function tell(tallies: ReadonlyMap<string, Tally>, steps: number, milliseconds: number): boolean {
  const sum = (key: keyof Tally) => [...tallies.values()].reduce((total, one) => total + one[key], 0);
  console.log("\nkind                 taken  accepted");
  for (const [kind, { taken, accepted }] of [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${kind.padEnd(20)} ${String(taken).padStart(5)} ${String(accepted).padStart(9)}`);
  const [taken, accepted] = [sum("taken"), sum("accepted")];
  console.log(`${"all".padEnd(20)} ${String(taken).padStart(5)} ${String(accepted).padStart(9)}`);
  console.log(`\n${String(Math.round(milliseconds / Math.max(1, steps)))} ms a step`);
  const enough = 3 * accepted >= taken;
  if (!enough) console.log("too few were accepted: at least a third must be");
  return enough;
}
