// Judges every single change of the simulated cloud: what a program may never do, whatever has happened before.
import type { CloudChange, FileStore } from "../../src/rehearsal";
import type { Ran } from "./command";
import { consumersOf } from "./consumers";
import { text } from "./fields";
import { isRaised, isSplit, judgeMove, judgeSet, tolerance, type Before } from "./moves";
import { judgeRefusals } from "./refusals";
import { types, weightedNames } from "./resolver";
import { bake } from "./rules";
import { positionOf, same, Watched, type Weights } from "./watched";

/** Who changes the cloud at the moment. */
export type Actor = "program" | "preview" | "hand";

/** What is known of a command besides how it went. */
interface About {
  /** The traffic that the stack file asks for. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** Whether something is broken by hand. */
  readonly damaged: boolean;
  /** Whether it wrote past the engine, or something else did beside it. */
  readonly past: boolean;
}

/** The stack's service without a name. */
const worker = "mailer";

export class Judge {
  /** What should never have been, since the last call of {@link take}. */
  private violations: string[] = [];
  private readonly watched = new Map<string, Watched>();
  private actor: Actor = "hand";
  private before: ReadonlyMap<string, Before> = new Map();
  private changes = 0;
  private consumers = 0;
  private services: readonly string[] = [];
  /** Labels of names that may go. */
  private retired: ReadonlySet<string> = new Set();

  constructor(private readonly cloud: FileStore) {
    cloud.listen((operation, changes) => this.after(operation, changes));
  }

  /** All names that have ever answered and weren't retired. */
  names(): Watched[] {
    this.catchUp();
    return [...this.watched.values()].filter((one) => one.answered && !this.retired.has(one.key));
  }

  /**
   * From here on, changes are someone's.
   *
   * @param retired labels of names that may go.
   * @param services that the files have.
   */
  begin(actor: Actor, retired: ReadonlySet<string>, services: readonly string[]): void {
    this.catchUp();
    this.services = services;
    this.retired = retired;
    this.actor = actor;
    this.changes = 0;
    this.before = new Map(
      [...this.watched].map(([name, { weights, since, settled }]) => [
        name,
        { weights, since, settled: settled !== undefined },
      ]),
    );
  }

  /** Judges a command as a whole, once it has ended. */
  end({ result, traffic, problems }: Ran, { asked, damaged, past }: About): void {
    this.catchUp();
    const now = this.cloud.now().getTime();
    if (result === "refused" && this.changes > 0)
      this.violations.push(`a refused command changed the cloud ${this.changes} times`);
    if (result === "refused" && !damaged)
      this.violations.push(...judgeRefusals(problems, this.names(), this.before, asked, now));
    // What a failed command has moved nobody has written down yet.
    if (this.actor === "program" && result === "failed")
      for (const one of this.watched.values()) one.settled = undefined;
    if (this.actor === "program" && result === "done" && !past) {
      this.compare(traffic, damaged);
      // A rollback of one name leaves what is strange about another.
      for (const one of this.watched.values()) if (positionOf(one.weights) !== "foreign") one.settle(now);
    }
    this.actor = "hand";
  }

  /** Names that don't answer in full now. */
  lacking(): string[] {
    return this.names()
      .filter(({ reading }) => reading.byWeight < 1 || reading.byHealth < 1)
      .map(({ name }) => name);
  }

  /** Records without a health check that exists. */
  unchecked(): string[] {
    const checks = new Set(this.cloud.list(types.check).map(({ id }) => id));
    return this.names().flatMap(({ name, reading }) =>
      reading.sides
        .filter(({ record }) => !checks.has(text(record.outputs, "healthCheckId") ?? ""))
        .map(({ id }) => `${name} ${id}`),
    );
  }

  take(): string[] {
    this.catchUp();
    return this.violations.splice(0);
  }

  /** Hears of what other processes, and other openings of the cloud, have changed. */
  private catchUp(): void {
    this.cloud.now();
  }

  private after(operation: string, changes: readonly CloudChange[]): void {
    const now = this.cloud.now().getTime();
    const real = changes.filter(({ before, after }) => !(before ?? after)?.seeded);
    const actor = real.length === 0 ? "hand" : this.actor;
    if (actor !== "hand") this.changes++;
    const wrong = (what: string) => this.violations.push(`${what}, after: ${operation}`);
    if (actor === "preview") wrong("a preview changed the cloud");
    for (const name of weightedNames(this.cloud))
      if (!this.watched.has(name)) this.watched.set(name, new Watched(name, this.cloud, now));
    for (const one of this.watched.values()) {
      const before = one.weights;
      const worse = one.look(this.cloud, now);
      if (actor !== "program" || this.retired.has(one.key)) continue;
      for (const what of worse) wrong(`${one.name}: ${what}`);
      if (!same(one.weights, before))
        for (const what of this.judgeWrite(one, before, now)) wrong(`${one.name}: ${what}`);
    }
    const consumers = consumersOf(this.cloud, worker);
    // A worker has no name to lose: it goes with its file.
    if (actor === "program" && consumers === 0 && this.consumers > 0 && this.services.includes(worker))
      wrong(`${worker} has no consumer left`);
    this.consumers = consumers;
  }

  private judgeWrite(one: Watched, last: Weights, now: number): string[] {
    const before = this.before.get(one.name);
    const wrong = judgeSet(one, last);
    if (!before || !one.answered) return wrong;
    wrong.push(...judgeMove(one.key, before, one.weights, now));
    if (!isRaised(before.weights, one.weights)) return wrong;
    one.raised = now;
    return [...wrong, ...this.baking(one, now).map((name) => `was raised while ${name} bakes`)];
  }

  /** The other names that were raised within their bake, and are still above 0. */
  private baking(one: Watched, now: number): string[] {
    const others = [...this.watched.values()].filter((other) => other !== one);
    return others
      .filter(
        ({ raised, weights }) => raised !== undefined && raised > now - bake + tolerance && isSplit(weights),
      )
      .map(({ name }) => name);
  }

  /** What the command says of each route must be what the zone holds. */
  private compare(traffic: Ran["traffic"], damaged: boolean): void {
    for (const one of this.names()) {
      const said = traffic[one.key];
      const held = positionOf(one.weights);
      if (!said || (damaged && held === "foreign")) continue;
      if (said.value !== held)
        this.violations.push(
          `${one.name} is said to be at ${JSON.stringify(said.value)}, and the zone holds ${String(held)}`,
        );
      if (said.since !== undefined && Date.parse(said.since) < one.since - 60_000)
        this.violations.push(`${one.name} is said to be there since ${said.since}, which is too early`);
    }
  }
}
