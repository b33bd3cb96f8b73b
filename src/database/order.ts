// Orders the statements of the SQL file: each after what it needs, and no sooner than its part of the migration.
import { pauses, stages, type Finding, type Pause, type Stage, type Step } from "./finding";

/** The parts of a migration: before the load, while changes are copied, at the cutover. */
const phases = [...pauses, "cutover"] as const;
type Phase = (typeof phases)[number];

/** The first stage of each phase. */
const begins: Readonly<Record<Phase, Stage>> = { load: "schemas", prepare: "columns", cutover: "values" };

const headings: Readonly<Record<Stage, string>> = {
  schemas: "Schemas and extensions",
  types: "Types, collations, text search",
  sequences: "Sequences, without their values",
  functions: "Functions, procedures, aggregates, operators",
  tables: "Tables, with their keys; what would hinder the load comes later",
  defaults: "Defaults that draw on sequences or functions",
  columns: "Columns. A changed type may rewrite the table under a lock",
  partitions: "Partitions and inheritance",
  views: "Views",
  indexes: "Indexes, built while others write",
  constraints: "Constraints: for new rows first, where the engine can, then proved for the others",
  access: "Policies, comments, owners and grants",
  values: "At the cutover: identity columns and values of sequences",
  triggers:
    "At the cutover: triggers and rules, which would have acted a second time on each row that was copied",
  database:
    "At the cutover: rows of materialized views, settings, publications, event triggers, privileges of what is made later",
};

/** Consecutive statements of one stage. */
export interface Part {
  readonly stage: Stage;
  readonly heading: string;
  readonly steps: readonly Step[];
}

/** The statements of all findings in order; up to where the SQL pauses. */
export function inParts(findings: readonly Finding[], until?: Pause): Part[] {
  // One that several findings share is done once.
  const steps = [...new Set(findings.flatMap((one) => one.steps))];
  const graph = graphOf(steps);
  const last = phases.indexOf(until ?? "cutover");
  const phase = phasesOf(steps, graph);
  const parts: { stage: Stage; heading: string; steps: Step[] }[] = [];
  for (let number = 0; number <= last; number++)
    for (const step of sorted(
      steps.filter((one) => phase.get(one) === number),
      graph,
    )) {
      const current = parts.at(-1);
      if (current?.stage === step.stage) current.steps.push(step);
      else parts.push({ stage: step.stage, heading: headings[step.stage], steps: [step] });
    }
  return parts;
}

/** By step: those that must run before it. */
type Graph = ReadonlyMap<Step, ReadonlySet<Step>>;

function graphOf(steps: readonly Step[]): Graph {
  const makers = new Map<string, Step[]>();
  for (const step of steps)
    for (const name of step.makes ?? []) makers.set(name, [...(makers.get(name) ?? []), step]);
  return new Map(
    steps.map((step) => {
      const before = (step.needs ?? []).flatMap((name) => makers.get(name) ?? []);
      return [step, new Set(before.filter((one) => one !== step))];
    }),
  );
}

/** A statement waits for the phase of what it needs, unless tables can't be made without it. */
function phasesOf(steps: readonly Step[], graph: Graph): Map<Step, number> {
  const early = new Set(steps.filter(({ beforeLoad }) => beforeLoad));
  for (const step of early) for (const before of graph.get(step)!) early.add(before);
  const own = ({ stage }: Step) =>
    phases.findLastIndex((phase) => stages.indexOf(begins[phase]) <= stages.indexOf(stage));
  const phase = new Map(steps.map((step) => [step, early.has(step) ? 0 : own(step)]));
  for (let changed = true; changed;) {
    changed = false;
    for (const step of steps) {
      if (early.has(step)) continue;
      const latest = Math.max(phase.get(step)!, ...[...graph.get(step)!].map((one) => phase.get(one)!));
      if (latest > phase.get(step)!) {
        phase.set(step, latest);
        changed = true;
      }
    }
  }
  return phase;
}

/** Topologically; what is free goes by stage, then as it was given. In a circle, a stand-in is made first. */
function sorted(steps: readonly Step[], graph: Graph): Step[] {
  const own = new Set(steps);
  const waiting = new Map(
    steps.map((step) => [step, new Set([...graph.get(step)!].filter((one) => own.has(one)))]),
  );
  const dependents = new Map<Step, Step[]>();
  for (const [step, before] of waiting)
    for (const one of before) dependents.set(one, [...(dependents.get(one) ?? []), step]);
  const free = new Map(stages.map((stage) => [stage, [] as Step[]]));
  const place = new Map(steps.map((step, i) => [step, i]));
  const release = (step: Step) => free.get(step.stage)!.push(step);
  const settle = (step: Step) => {
    for (const dependent of dependents.get(step) ?? []) {
      const before = waiting.get(dependent);
      if (before?.delete(step) && before.size === 0) release(dependent);
    }
  };
  for (const [step, before] of waiting) if (before.size === 0) release(step);
  const ordered: Step[] = [];
  const take = (step: Step) => {
    if (!waiting.delete(step)) return;
    ordered.push(step);
    settle(step);
  };
  let stage: Stage = stages[0];
  while (waiting.size > 0) {
    // What comes of one stage stays together as long as it can.
    if (free.get(stage)!.length === 0) {
      const next = stages.find((one) => free.get(one)!.length > 0);
      if (next === undefined) {
        const breaker = breakerOf(waiting);
        if (breaker.standIn === undefined) take(breaker);
        else {
          ordered.push({ ...breaker, sql: breaker.standIn });
          settle(breaker);
          dependents.delete(breaker);
        }
        continue;
      }
      stage = next;
      free.get(stage)!.sort((a, b) => place.get(a)! - place.get(b)!);
    }
    take(free.get(stage)!.shift()!);
  }
  return ordered;
}

/** The step to begin a circle with: one that has a stand-in not made yet, else any. */
function breakerOf(waiting: ReadonlyMap<Step, ReadonlySet<Step>>): Step {
  // Whoever only waits for a circle isn't in it.
  const circle = [...waiting.keys()].filter((step) => reaches(step, step, waiting));
  return circle.find(({ standIn }) => standIn !== undefined) ?? circle[0] ?? [...waiting.keys()][0]!;
}

function reaches(from: Step, to: Step, waiting: ReadonlyMap<Step, ReadonlySet<Step>>): boolean {
  const seen = new Set<Step>();
  const open = [...(waiting.get(from) ?? [])];
  for (let step = open.pop(); step; step = open.pop()) {
    if (step === to) return true;
    if (seen.has(step)) continue;
    seen.add(step);
    open.push(...(waiting.get(step) ?? []));
  }
  return false;
}
