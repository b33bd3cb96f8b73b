// Tells how far operations on the cloud move its clock, by the types of their resources: the table is `durations.json`.
import rows from "./durations.json";

export type OperationKind = "create" | "update" | "delete";

/** Milliseconds of simulated time. The row with the longest beginning of the type counts; the first fits every type. */
export function durationOf(type: string, kind: OperationKind): number {
  const fitting = rows.filter((row) => type.startsWith(row.type));
  const row = fitting.reduce((best, next) => (next.type.length > best.type.length ? next : best));
  return row[kind] * 1_000;
}

/** What each further operation takes of a kind that is under way already, in milliseconds. */
const call = 1_000;

/**
 * The time of one update. Its operations run side by side as far as they may, which a provider isn't told. Those of one kind
 * on one type mostly do, so the first of them moves the clock by what it takes, and each further one by a second; those of
 * different types mostly wait for each other. The sum depends neither on their order nor on the machine.
 */
export class UpdateTime {
  private readonly begun = new Set<string>();

  /** How far the next operation moves the clock, in milliseconds. */
  next(type: string, kind: OperationKind): number {
    const key = `${kind} ${type}`;
    if (this.begun.has(key)) return call;
    this.begun.add(key);
    return durationOf(type, kind);
  }
}
