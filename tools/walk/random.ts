// Draws numbers that a seed and a step decide, so that each step of a walk can be repeated.

/** Draws for one step: the same numbers for the same seed and step, whatever the steps before have drawn. */
export class Random {
  private state: number;

  constructor(seed: number, step: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b)) >>> 0;
    // The first numbers of neighbouring states are alike.
    for (let i = 0; i < 4; i++) this.fraction();
  }

  /** From 0 to below 1, by the generator Mulberry32. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of the keys, each as often as its weight says. */
  weighted(weights: Readonly<Record<string, number>>): string {
    const all = Object.entries(weights);
    let left = this.fraction() * all.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of all) if ((left -= weight) < 0) return key;
    return all.at(-1)![0];
  }
}
