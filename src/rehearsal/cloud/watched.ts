// Keeps what was seen of one public name: how much of it answers now, and its worst moment.
import type { Trace } from "./lookup";

/** How a name answers at one moment. */
export interface Seen {
  /** 0 to 1. */
  readonly availability: number;
  /** Why it isn't 1. */
  readonly reason: string;
}

export class Watched {
  /** What the last look depended on. */
  trace: Trace = { keys: new Set(), validUntil: Infinity };
  private availability = 0;
  /** The highest so far; 0 while it has never answered. */
  private highest = 0;
  private lowest = 1;
  private operation?: string;
  private reason?: string;
  private fell = false;

  /** @param suspended whether it may be lower now. */
  see({ availability, reason }: Seen, operation: string, suspended: boolean): void {
    this.availability = availability;
    const before = this.highest;
    this.highest = Math.max(before, availability);
    if (this.highest === 0) this.reason = reason;
    else if (!suspended) {
      this.fell ||= availability < before;
      if (availability >= this.lowest) return;
      Object.assign(this, { lowest: availability, operation, reason });
    }
  }

  report() {
    const { availability, operation, reason, fell } = this;
    return this.highest > 0
      ? { availability, lowest: this.lowest, operation, reason: operation && reason, fell }
      : { availability, lowest: 0, reason: reason ?? "it never answered", fell };
  }
}
