// Simulates the resolvers of all clients: any of them may hold an answer for its time to live, whatever the zone says.
import { type Answer, availability, type Family, holdAnswers } from "./answer";
import { resolveIn } from "./dns";
import type { Lookup } from "./lookup";
import type { Seen } from "./watched";

/** An answer that the zone no longer gives, and that resolvers may still hold. */
export interface Held {
  readonly answers: readonly Answer[];
  /** Simulated time at which the last one has forgotten it, in milliseconds. */
  readonly until: number;
}

interface Cached extends Held {
  /** The same on the clock of {@link Resolvers.wait}, which is what counts while this runs. */
  readonly waited: number;
}

/**
 * How long it may take until all of Route 53's servers give a new answer, in milliseconds:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-editing.html
 */
const propagation = 60_000;

interface Name {
  readonly current: Record<Family, readonly Answer[]>;
  cached: readonly Cached[];
  /** Whether clients have got addresses of the family `A`, which some can't do without. */
  hadA: boolean;
}

export class Resolvers {
  private readonly names = new Map<string, Name>();
  /** How long caches have had to forget, in milliseconds. */
  private waited = 0;

  /** @param held what they hold from an earlier time, by hostname. */
  constructor(
    private readonly lookup: Lookup,
    private readonly earlier: Readonly<Record<string, readonly Held[]>>,
  ) {}

  wait(milliseconds: number): void {
    this.waited += milliseconds;
  }

  /**
   * How the hostname answers now, at worst: of every answer that is given or held, the share that names what answers.
   * A client may use either family.
   */
  ask(hostname: string): Seen {
    const name = this.name(hostname);
    for (const family of ["A", "AAAA"] as const)
      this.renew(name, family, resolveIn(this.lookup, hostname, family));
    name.cached = name.cached.filter(({ waited }) => waited > this.waited);
    for (const { waited } of name.cached) this.lookup.expires(this.lookup.now() + waited - this.waited);
    const { A, AAAA } = name.current;
    if (A.length === 0 && (name.hadA || AAAA.length === 0))
      return {
        availability: 0,
        reason: AAAA.length > 0 ? "no record gives it an IPv4 address" : "no zone has the name",
      };
    const given = [A, AAAA].filter(({ length }) => length > 0).map((answers) => judge(answers, ""));
    const held = name.cached.map(({ answers }) =>
      judge(holdAnswers(this.lookup, answers, hostname), ", which resolvers may still hold"),
    );
    return [...given, ...held].reduce((worst, seen) =>
      seen.availability < worst.availability ? seen : worst,
    );
  }

  /** What they may still hold, by hostname. */
  held(): Record<string, Held[]> {
    const entries = [...this.names].map(([hostname, { cached }]) => {
      const held = cached.filter(({ waited }) => waited > this.waited);
      return [hostname, held.map(({ answers, until }): Held => ({ answers, until }))] as const;
    });
    return Object.fromEntries(entries.filter(([, held]) => held.length > 0));
  }

  private name(hostname: string): Name {
    let name = this.names.get(hostname);
    if (!name) {
      const cached = (this.earlier[hostname] ?? []).map((held) => ({
        ...held,
        waited: this.waited + held.until - this.lookup.now(),
      }));
      this.names.set(hostname, (name = { current: { A: [], AAAA: [] }, cached, hadA: false }));
    }
    return name;
  }

  /** Takes what the zone gives now; what it gave until now stays with those that have just asked. */
  private renew(name: Name, family: Family, answers: readonly Answer[]): void {
    const before = name.current[family];
    if (before.length > 0 && key(before) !== key(answers)) {
      const left = propagation + 1_000 * Math.max(...before.map(({ ttl }) => ttl));
      const others = name.cached.filter((cached) => key(cached.answers) !== key(before));
      const cached = { answers: before, until: this.lookup.now() + left, waited: this.waited + left };
      name.cached = [...others, cached];
    }
    name.current[family] = answers;
    if (family === "A" && answers.length > 0) name.hadA = true;
  }
}

/** What tells one answer from another, whether its targets answer or not. */
function key(answers: readonly Answer[]): string {
  return JSON.stringify(answers.map(({ setIdentifier, target, share }) => [setIdentifier, target, share]));
}

function judge(answers: readonly Answer[], note: string): Seen {
  const failing = answers.find(({ answers: answered }) => !answered);
  const reason = failing ? `${failing.setIdentifier}${note}: ${failing.reason}` : "";
  return { availability: availability(answers), reason };
}
