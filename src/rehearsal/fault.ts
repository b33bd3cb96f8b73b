// Describes faults that a rehearsal injects: which operation on the cloud goes wrong, and how.

/**
 * What goes wrong. `kill` strikes before the change is made, `kill-after` once it has been, but before the answer; `lose`
 * takes a host away before it, for good.
 */
export type FaultKind = "fail" | "throttle" | "delay" | "kill" | "kill-after" | "lose";

export interface Fault {
  readonly kind: FaultKind;
  /** Only operations on types that begin with this count, e.g. `kubernetes` or `aws:route53/record:Record`. */
  readonly type?: string;
  /** The how-manieth such operation, from 1; `*` is every one. */
  readonly at: number | "*";
  /** For `delay`, in milliseconds. */
  readonly milliseconds?: number;
  /** For `lose`: a host outside of the cloud, by the name or address that records hold, or an alarm that turns red. */
  readonly host?: string;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const shape = /^(fail|throttle|delay|kill|kill-after|lose)(?::(.+))?@([^@]*)$/;
const help =
  "Write `<what>@<n>` or `<what>:<type>@<n>`, where <what> is fail, throttle, kill, kill-after, delay:<time> or lose:<host>, and <n> " +
  "the operation's number or `*`: `fail@3`, `fail:kubernetes@*`, `delay:500ms@6`.";

/**
 * Reads a fault such as `fail@3`, `fail:aws:route53/record:Record@2`, `kill-after@12` or `delay:500ms@6`.
 *
 * @throws an error that says what is wrong with the text and what to write instead.
 */
export function parseFault(text: string): Fault {
  const match = shape.exec(text);
  if (!match) throw new Error(`\`${text}\` is not a fault. ${help}`);
  const [, kind, detail, place] = match as unknown as [string, FaultKind, string | undefined, string];
  const at = place === "*" ? "*" : /^[1-9]\d{0,8}$/.test(place) ? Number(place) : undefined;
  if (at === undefined)
    throw new Error(`\`${text}\`: \`${place}\` is neither an operation's number nor \`*\`. ${help}`);
  if (kind === "lose") {
    if (detail === undefined)
      throw new Error(`\`${text}\` names no host to lose, such as \`lose:203.0.113.10@1\`. ${help}`);
    return { kind, host: detail, at };
  }
  if (kind !== "delay") return { kind, type: detail, at };
  const time = /^(\d{1,6})(ms|s|m)(?::(.+))?$/.exec(detail ?? "");
  if (!time) throw new Error(`\`${text}\`: a delay needs its length, such as \`delay:500ms@6\`. ${help}`);
  return { kind, type: time[3], at, milliseconds: Number(time[1]) * units[time[2]!]! };
}

/** Counts the operations that change the cloud (previews and reads don't) and says which faults strike each. */
export class FaultPlan {
  private readonly counts: number[];

  constructor(private readonly faults: readonly Fault[] = []) {
    this.counts = faults.map(() => 0);
  }

  /** The faults that strike the operation that begins now. */
  next(type: string): Fault[] {
    return this.faults.filter((fault, i) => {
      if (fault.type !== undefined && !type.startsWith(fault.type)) return false;
      const count = (this.counts[i] ?? 0) + 1;
      this.counts[i] = count;
      return fault.at === "*" || fault.at === count;
    });
  }
}
