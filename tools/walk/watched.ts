// Follows one public name through the changes of the cloud: what it was worth, and since when it has had its weights.
import type { CloudResource } from "../../src/rehearsal";
import { resolve, targetAnswers, type Reading, type Resources, type Side } from "./resolver";
import { ttl } from "./rules";

/** Weights by set identifier, of the records of type A. */
export type Weights = Readonly<Record<string, number>>;

interface Cached {
  readonly record: CloudResource;
  /** Until when resolvers may name it, in milliseconds of simulated time. */
  until: number;
  answers: number;
}

export class Watched {
  reading: Reading;
  /** Whether it has ever answered in full. */
  answered = false;
  /** When its weights last became what they are. */
  since: number;
  /** What the last command that was done left, and when that began. */
  left: { readonly weights: Weights; readonly since: number };
  /** When the program last raised its new side. */
  raised?: number;
  /** Since when the program has known of its weights: the end of the first command that left them so. */
  settled?: number;
  private readonly cached = new Map<string, Cached>();

  constructor(
    readonly name: string,
    cloud: Resources,
    now: number,
  ) {
    this.reading = resolve(cloud, name);
    this.since = now;
    this.left = { weights: {}, since: now };
    this.cache(now);
  }

  /** The label that its route goes by. */
  get key(): string {
    return this.name.split(".")[0]!;
  }

  get weights(): Weights {
    return weightsOf(this.reading);
  }

  /**
   * Looks again. Returns what got worse: shares that fell, and sides that stopped answering while resolvers may still
   * name them.
   */
  look(cloud: Resources, now: number): string[] {
    const before = this.reading;
    const worse = this.lookAtCached(cloud, now);
    this.reading = resolve(cloud, this.name);
    const shares = [
      ["byWeight", "of its answers"],
      ["byHealth", "of its answers after health checks"],
    ] as const;
    for (const [share, what] of shares)
      if (this.answered && this.reading[share] < before[share] - 1e-9)
        worse.push(`${percent(before[share])} ${what} led somewhere, now ${percent(this.reading[share])}`);
    const weights = this.weights;
    if (!same(weights, weightsOf(before))) this.settled = undefined;
    const changed = !same(weights, weightsOf(before));
    if (changed && same(weights, this.left.weights)) this.since = this.left.since;
    // A side without weight goes last, long after the weights were written that let it go.
    else if (changed && !same(weights, withWeight(weightsOf(before)))) this.since = now;
    this.answered ||= this.reading.byWeight === 1;
    this.cache(now);
    return worse;
  }

  /** A command that knows of its weights has been done. */
  settle(now: number): void {
    this.settled ??= now;
    this.left = { weights: this.weights, since: this.since };
  }

  private lookAtCached(cloud: Resources, now: number): string[] {
    return [...this.cached].flatMap(([id, one]) => {
      if (one.until < now) {
        this.cached.delete(id);
        return [];
      }
      const before = one.answers;
      one.answers = targetAnswers(cloud, this.name, one.record);
      return one.answers < before - 1e-9 ? [`${id} stopped answering while resolvers may name it`] : [];
    });
  }

  private cache(now: number): void {
    const zero = this.reading.sides.every(({ weight }) => weight === 0);
    for (const side of this.reading.sides)
      if (zero || side.weight > 0)
        this.cached.set(`${side.family} ${side.id}`, {
          record: side.record,
          until: now + ttl,
          answers: side.answers,
        });
  }
}

export function weightsOf({ sides }: { readonly sides: readonly Side[] }): Weights {
  const own = sides.filter(({ family }) => family === "A");
  return Object.fromEntries(own.map(({ id, weight }) => [id, weight]));
}

function withWeight(weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0));
}

export function same(one: Weights, other: Weights): boolean {
  const ids = Object.keys(one);
  return ids.length === Object.keys(other).length && ids.every((id) => one[id] === other[id]);
}

/** Share of the new side in percent; `legacy` and `kubernetes` where one side alone has a record. */
export function positionOf(weights: Weights): number | "legacy" | "kubernetes" | "none" | "foreign" {
  const ids = Object.keys(weights);
  if (ids.length === 0) return "none";
  if (ids.some((id) => id !== "legacy" && id !== "blue")) return "foreign";
  if (ids.length === 1) return ids[0] === "legacy" ? "legacy" : "kubernetes";
  const total = weights.legacy! + weights.blue!;
  return total === 0 ? 50 : (100 * weights.blue!) / total;
}

function percent(share: number): string {
  return `${String(Math.round(1000 * share) / 10)} %`;
}
