// Watches every public name through every change of the cloud, and remembers its worst moment and what caused it.
import { aws } from "./aws";
import { availability, resolveIn } from "./dns";
import { Lookup } from "./lookup";
import type { Trace } from "./lookup";
import { objectsAt, textAt } from "./properties";
import type { CloudChange, CloudListener, CloudResource, CloudView } from "./types";

/** What was seen of one public name. */
export interface Observation {
  readonly hostname: string;
  /** Share of the answers that name a target which answers, now: 0 to 1. */
  readonly availability: number;
  /** The lowest since the name answered first; 0 if it never has. */
  readonly lowest: number;
  /** The operation after which it was lowest; undefined while nothing was ever missing. */
  readonly operation?: string;
  /** Why it was not 1 then. */
  readonly reason?: string;
}

interface Watched {
  availability: number;
  lowest: number;
  operation?: string;
  reason?: string;
  answered: boolean;
  trace: Trace;
}

/**
 * Observes each name of a weighted set of a public zone. Give {@link after} to the store as its listener. A change
 * costs only the names whose answers it can touch.
 */
export class Observer {
  private readonly lookup: Lookup;
  private readonly watched = new Map<string, Watched>();
  /** The names that depend on a key of the lookup. */
  private readonly dependents = new Map<string, Set<string>>();
  private suspended = false;

  constructor(view: CloudView) {
    this.lookup = new Lookup(view);
    for (const record of view.list(aws.record)) this.watch(record);
    for (const hostname of this.watched.keys()) this.look(hostname, "the start");
  }

  /** To be called once after each transaction; without changes it looks at what the clock alone has changed. */
  readonly after: CloudListener = (operation: string, changes: readonly CloudChange[]): void => {
    const due = new Set<string>();
    for (const key of this.lookup.apply(changes)) this.dependents.get(key)?.forEach((name) => due.add(name));
    for (const { after } of changes)
      if (after?.type === aws.record) for (const name of this.watch(after)) due.add(name);
    const now = this.lookup.now();
    for (const [hostname, { trace }] of this.watched) if (trace.validUntil <= now) due.add(hostname);
    for (const hostname of due) this.look(hostname, operation);
  };

  /** From here on a name may go away, as it does when everything is destroyed. */
  suspend(): void {
    this.suspended = true;
  }

  /** All names ever watched, in order of appearance. */
  report(): Observation[] {
    return [...this.watched].map(([hostname, { availability, lowest, operation, reason, answered }]) =>
      answered
        ? { hostname, availability, lowest, operation, reason }
        : { hostname, availability, lowest: 0, reason: reason ?? "it never answered" },
    );
  }

  /** Begins to watch the name of a weighted record, and returns it if it is new. */
  private watch(record: CloudResource): string[] {
    const hostname = textAt(record.outputs, "fqdn");
    if (!hostname || this.watched.has(hostname)) return [];
    if (objectsAt(record.outputs, "weightedRoutingPolicies").length === 0) return [];
    const trace = { keys: new Set<string>(), validUntil: Infinity };
    this.watched.set(hostname, { availability: 0, lowest: 1, answered: false, trace });
    return [hostname];
  }

  private look(hostname: string, operation: string): void {
    const watched = this.watched.get(hostname);
    if (!watched) return;
    const { value: answers, trace } = this.lookup.traced(() => resolveIn(this.lookup, hostname));
    for (const key of watched.trace.keys)
      if (!trace.keys.has(key)) this.dependents.get(key)?.delete(hostname);
    for (const key of trace.keys) {
      let names = this.dependents.get(key);
      if (!names) this.dependents.set(key, (names = new Set()));
      names.add(hostname);
    }
    watched.trace = trace;
    watched.availability = availability(answers);
    watched.answered ||= watched.availability > 0;
    const failing = answers.find(({ answers: answered }) => !answered);
    const reason = failing ? `${failing.setIdentifier}: ${failing.reason}` : "no zone has the name";
    if (!watched.answered) watched.reason = reason;
    else if (watched.availability < watched.lowest && !this.suspended) {
      watched.lowest = watched.availability;
      watched.operation = operation;
      watched.reason = reason;
    }
  }
}
