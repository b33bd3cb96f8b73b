// Remembers what Route 53 has noticed: a verdict that changes counts only once it has lasted as long as noticing takes.

/** How long a verdict has to last before it is noticed, in milliseconds. */
export interface Delays {
  /** Until what answered counts as down. */
  readonly down: number;
  /** Until what was down counts as up. */
  readonly up: number;
}

export interface Notice {
  readonly value: boolean;
  /** Since when the verdict differs, in milliseconds of simulated time; absent while it doesn't. */
  readonly since?: number;
}

/** When it is asked, and how it says until when its answer holds. */
export interface Moment {
  now(): number;
  expires(at: number): void;
}

export class Notices {
  private readonly known: Map<string, Notice>;

  /** @param known what an earlier run hadn't noticed yet. */
  constructor(known: Readonly<Record<string, Notice>> = {}) {
    this.known = new Map(Object.entries(known));
  }

  /** What counts of a verdict. The first one that is asked about counts at once: nothing says how long it has been so. */
  noticed(key: string, verdict: boolean, delays: Delays, moment: Moment): boolean {
    const { value, since = moment.now() } = this.known.get(key) ?? { value: verdict };
    const due = since + (verdict ? delays.up : delays.down);
    if (value === verdict || moment.now() >= due) {
      this.known.set(key, { value: verdict });
      return verdict;
    }
    this.known.set(key, { value, since });
    moment.expires(due);
    return value;
  }

  /** What hasn't been noticed yet; the rest is as it is. */
  pending(): Record<string, Notice> {
    return Object.fromEntries([...this.known].filter(([, { since }]) => since !== undefined));
  }
}
