// Watches every public name through every change of the cloud, and remembers its worst moment and what caused it.
import { aws } from "./aws";
import { Lookup } from "./lookup";
import { Notices, type Notice } from "./notices";
import { objectsAt, textAt } from "./properties";
import { type Held, Resolvers } from "./resolvers";
import type { CloudChange, CloudListener, CloudResource, CloudView, Passed } from "./types";
import { type Seen, Watched } from "./watched";

/** What was seen of one public name. */
export interface Observation {
  readonly hostname: string;
  /** Share of the answers that a resolver may give now and that name a target which answers: 0 to 1. */
  readonly availability: number;
  /** The lowest since the name answered first; 0 if it never has. */
  readonly lowest: number;
  /** The operation after which it was lowest; undefined while nothing was ever missing. */
  readonly operation?: string;
  /** Why it was not 1 then. */
  readonly reason?: string;
  /** Whether it was lower at some moment than at an earlier one. */
  readonly fell: boolean;
}

/** What an observer has to know of the time before it began: nothing else is written down in the cloud. */
export interface ObserverMemory {
  /** What resolvers may still hold, by hostname. */
  readonly held: Readonly<Record<string, readonly Held[]>>;
  /** What health checks hadn't noticed yet. */
  readonly notices: Readonly<Record<string, Notice>>;
}

/**
 * Observes each name of a weighted set of a public zone. Give {@link after} to the store as its listener. A change costs
 * only the names whose answers it can touch. Between changes it looks at each moment at which the clock alone changes
 * something: a health check that notices, an instance that is ready, an answer that resolvers have forgotten.
 */
export class Observer {
  private readonly lookup: Lookup;
  private readonly notices: Notices;
  private readonly watched = new Map<string, Watched>();
  /** The names that depend on a key of the lookup. */
  private readonly dependents = new Map<string, Set<string>>();
  private readonly resolvers: Resolvers;
  private suspended = false;
  private last = "the start";
  private known = "";

  constructor(
    private readonly view: CloudView,
    memory: ObserverMemory = { held: {}, notices: {} },
  ) {
    this.notices = new Notices(memory.notices);
    this.lookup = new Lookup(view, this.notices);
    this.lookup.at = view.now().getTime();
    this.resolvers = new Resolvers(this.lookup, memory.held);
    for (const record of view.list(aws.record)) this.watch(record);
    for (const hostname of this.watched.keys()) this.look(hostname, "the start");
    this.known = JSON.stringify(this.memory());
  }

  /** To be called once after each transaction; without changes it looks at what the clock alone has changed. */
  readonly after: CloudListener = (
    operation: string,
    changes: readonly CloudChange[],
    { took = 0, jumped = 0 }: Passed = {},
  ): void => {
    const end = this.view.now().getTime();
    const start = Math.max(this.lookup.now(), end - took);
    this.pass(start, jumped, jumped > 0 ? operation : this.last);
    const due = new Set<string>();
    for (const key of this.lookup.apply(changes)) this.dependents.get(key)?.forEach((name) => due.add(name));
    for (const { after } of changes)
      if (after?.type === aws.record) for (const name of this.watch(after)) due.add(name);
    for (const hostname of due) this.look(hostname, operation);
    if (changes.length > 0) this.last = operation;
    this.pass(end, 0, operation);
  };

  /** From here on a name may go away, as it does when everything is destroyed. */
  suspend(): void {
    this.suspended = true;
  }

  /** All names ever watched, in order of appearance. */
  report(): Observation[] {
    return [...this.watched].map(([hostname, watched]) => ({ hostname, ...watched.report() }));
  }

  /** What the next observer has to be told; nothing while that is what it was when this was asked last. */
  changedMemory(): ObserverMemory | undefined {
    const memory = this.memory();
    const known = JSON.stringify(memory);
    if (known === this.known) return undefined;
    this.known = known;
    return memory;
  }

  private memory(): ObserverMemory {
    return { held: this.resolvers.held(), notices: this.notices.pending() };
  }

  /** Lets time pass, with a look at each moment at which that alone changes something. */
  private pass(to: number, jumped: number, operation: string): void {
    let left = jumped;
    const move = (at: number): void => {
      // Only what is waited on purpose counts for caches: operations may run side by side, in less time than the clock says.
      const waited = Math.min(left, Math.max(0, at - this.lookup.now()));
      left -= waited;
      this.resolvers.wait(waited);
      this.lookup.at = Math.max(at, this.lookup.now());
    };
    for (;;) {
      const next = Math.min(...[...this.watched.values()].map(({ trace }) => trace.validUntil));
      if (next > to) break;
      move(next);
      for (const [hostname, { trace }] of this.watched)
        if (trace.validUntil <= next) this.look(hostname, operation);
    }
    move(to);
    this.resolvers.wait(left);
  }

  /** Begins to watch the name of a weighted record, and returns it if it is new. */
  private watch(record: CloudResource): string[] {
    const hostname = textAt(record.outputs, "fqdn");
    if (!hostname || this.watched.has(hostname)) return [];
    if (objectsAt(record.outputs, "weightedRoutingPolicies").length === 0) return [];
    this.watched.set(hostname, new Watched());
    return [hostname];
  }

  private look(hostname: string, operation: string): void {
    const watched = this.watched.get(hostname);
    if (!watched) return;
    const { value: seen, trace } = this.lookup.traced((): Seen => this.resolvers.ask(hostname));
    for (const key of watched.trace.keys)
      if (!trace.keys.has(key)) this.dependents.get(key)?.delete(hostname);
    for (const key of trace.keys) {
      let names = this.dependents.get(key);
      if (!names) this.dependents.set(key, (names = new Set()));
      names.add(hostname);
    }
    watched.trace = trace;
    watched.see(seen, operation, this.suspended);
  }
}
