// Keeps the simulated cloud's resources and clock in a directory that all processes of a rehearsal share.
import * as path from "node:path";
import { privateFolder } from "../../files";
import type { CloudChange, CloudListener, CloudResource, CloudStore, Json, Passed } from "../cloud/types";
import { FrozenJournal, Journal } from "./journal";
import { type LockOptions, withLock } from "./lock";

type Change =
  | { readonly operation: string }
  | { readonly put: CloudResource }
  | { readonly delete: { readonly type: string; readonly id: string; readonly cluster?: string } }
  | { readonly advance: number }
  | { readonly took: number }
  | { readonly note: { readonly key: string; readonly value: Json } };

/** A change that is made in memory: how to take it back, the resource that it concerns, and the time that passed. */
interface Applied {
  readonly undo: () => void;
  readonly resource?: CloudChange;
  readonly passed?: Passed;
}

/** How a store is opened. */
export interface StoreOptions extends LockOptions {
  /**
   * Reads the directory once, and keeps every change in memory alone: nothing is written, not even a directory that is
   * missing, and nothing is seen of what other processes change. @default false
   */
  readonly frozen?: boolean;
}

/** What a listener wants to have kept until the next run, under a key. */
export interface Memory {
  readonly key: string;
  /** Asked after each transaction of this process; nothing while it hasn't changed. */
  changed(): Json | undefined;
}

/** A journal of at least this many lines is rewritten at opening when most of them are outdated. */
const compactFrom = 1_000;

/**
 * The resources of the simulated cloud, its clock and its notes. Every change is on disk when its method returns, and a
 * process that is killed leaves either the whole change or none of it.
 *
 * @throws an error that says what to do when the directory's journal can't be read or its lock isn't free in time.
 */
export class FileStore implements CloudStore {
  private readonly types = new Map<string, Map<string, CloudResource>>();
  private readonly lists = new Map<string, readonly CloudResource[]>();
  private readonly notes = new Map<string, Json>();
  private offset = 0;
  private readonly journal: Journal | FrozenJournal;
  private readonly lock: string;
  /** The changes of the transaction under way. */
  private pending: (Applied & { readonly change: Change })[] | undefined;
  private reading = false;
  private listener: CloudListener | undefined;
  private memory: Memory | undefined;

  constructor(
    directory: string,
    private readonly options: StoreOptions = {},
  ) {
    const file = path.join(directory, "cloud.jsonl");
    this.lock = path.join(directory, "cloud.lock");
    const reader = {
      restart: () => this.clear(),
      read: (line: readonly unknown[]) => this.replay(line as readonly Change[]),
    };
    if (options.frozen) {
      this.journal = new FrozenJournal(file, reader);
      this.journal.catchUp();
      return;
    }
    privateFolder(directory);
    this.journal = new Journal(file, reader);
    this.locked(() => this.compact());
  }

  /** Simulated time: real time, and what {@link advance} and {@link take} have added. */
  now(): Date {
    this.catchUp();
    return new Date(Date.now() + this.offset);
  }

  get(type: string, id: string, cluster?: string): CloudResource | undefined {
    this.catchUp();
    return this.types.get(type)?.get(key(id, cluster));
  }

  list(type: string): readonly CloudResource[] {
    this.catchUp();
    let list = this.lists.get(type);
    if (!list) this.lists.set(type, (list = [...(this.types.get(type)?.values() ?? [])]));
    return list;
  }

  /** All resources of all types, each type in order of creation. */
  all(): CloudResource[] {
    this.catchUp();
    return [...this.types.values()].flatMap((resources) => [...resources.values()]);
  }

  put(resource: CloudResource): void {
    this.change(`put ${resource.type} ${resource.id}`, { put: resource });
  }

  delete(type: string, id: string, cluster?: string): void {
    this.change(`delete ${type} ${id}`, { delete: { type, id, cluster } });
  }

  /** Lets the simulated clock jump ahead. */
  advance(milliseconds: number): void {
    this.change(`advance the clock by ${milliseconds} ms`, { advance: milliseconds });
  }

  /** Lets the operation under way take its time: the clock moves, and who listens hears that it did so afterwards. */
  take(milliseconds: number): void {
    this.change(`take ${milliseconds} ms`, { took: milliseconds });
  }

  /** Keeps a value under a key, for all processes and later runs. */
  note(name: string, value: Json): void {
    this.change(`note ${name}`, { note: { key: name, value } });
  }

  noted(name: string): Json | undefined {
    this.catchUp();
    return this.notes.get(name);
  }

  /**
   * Has `listener` told of every transaction from now on, of this process and, once it is noticed, of others.
   *
   * @param memory what is to be noted when a transaction of this process has changed it.
   */
  listen(listener: CloudListener, memory?: Memory): void {
    this.catchUp();
    this.listener = listener;
    this.memory = memory;
  }

  /**
   * All changes that `change` makes are kept, or none if it throws. No other process changes the cloud meanwhile. A
   * transaction within another is a part of it.
   */
  transaction<T>(operation: string, change: () => T): T {
    if (this.pending) return change();
    const { result, applied } = this.locked(() => this.commit(operation, change));
    if (applied) this.tell(operation, applied);
    const memory = applied && this.memory?.changed();
    if (memory !== undefined) this.note(this.memory!.key, memory);
    return result;
  }

  /** Lets `work` look at one state of the cloud, without asking the disk again at each look. */
  snapshot<T>(work: () => T): T {
    this.catchUp();
    return this.looking(work);
  }

  close(): void {
    this.journal.close();
  }

  private change(operation: string, change: Change): void {
    this.transaction(operation, () => this.pending?.push({ change, ...this.apply(change) }));
  }

  private commit<T>(operation: string, change: () => T): { result: T; applied?: readonly Applied[] } {
    const pending: NonNullable<typeof this.pending> = (this.pending = []);
    try {
      const result = change();
      if (!pending.length) return { result };
      this.journal.append([{ operation }, ...pending.map(({ change }) => change)]);
      return { result, applied: pending };
    } catch (error) {
      for (const { undo } of pending.reverse()) undo();
      throw error;
    } finally {
      this.pending = undefined;
    }
  }

  /** Applies a line that another process, or an earlier one, has written. */
  private replay(line: readonly Change[]): void {
    const applied = line.map((change) => this.apply(change));
    const [first] = line;
    if (first && "operation" in first) this.tell(first.operation, applied);
  }

  private tell(operation: string, applied: readonly Applied[]): void {
    if (this.listener) this.looking(() => this.listener?.(operation, summary(applied), timeOf(applied)));
  }

  private locked<T>(critical: () => T): T {
    if (this.options.frozen) return critical();
    return withLock(
      this.lock,
      () => {
        this.journal.catchUp(true);
        return critical();
      },
      this.options,
    );
  }

  private looking<T>(work: () => T): T {
    const outer = this.reading;
    this.reading = true;
    try {
      return work();
    } finally {
      this.reading = outer;
    }
  }

  private catchUp(): void {
    if (!this.pending && !this.reading) this.journal.catchUp(false);
  }

  private apply(change: Change): Applied {
    if ("operation" in change) return { undo: () => {} };
    if ("put" in change) {
      const { type, id, cluster } = change.put;
      return this.set(type, key(id, cluster), change.put);
    }
    if ("delete" in change) {
      const { type, id, cluster } = change.delete;
      return this.set(type, key(id, cluster), undefined);
    }
    if ("advance" in change) return this.move(change.advance, { jumped: change.advance });
    if ("took" in change) return this.move(change.took, { took: change.took });
    const { key: name, value } = change.note;
    const before = this.notes.get(name);
    this.notes.set(name, value);
    const undo = (): void => {
      if (before === undefined) this.notes.delete(name);
      else this.notes.set(name, before);
    };
    return { undo };
  }

  private move(milliseconds: number, passed: Passed): Applied {
    this.offset += milliseconds;
    const undo = (): void => {
      this.offset -= milliseconds;
    };
    return { undo, passed };
  }

  private set(type: string, at: string, after: CloudResource | undefined): Applied {
    let resources = this.types.get(type);
    if (!resources) this.types.set(type, (resources = new Map<string, CloudResource>()));
    const before = resources.get(at);
    // A deletion that is taken back must not change the order, so the whole type is remembered then.
    const order = before && !after ? [...resources] : undefined;
    if (after) resources.set(at, after);
    else resources.delete(at);
    this.lists.delete(type);
    const undo = (): void => {
      this.lists.delete(type);
      if (order) {
        resources.clear();
        for (const [key, resource] of order) resources.set(key, resource);
      } else if (before) resources.set(at, before);
      else resources.delete(at);
    };
    return { undo, resource: { before, after } };
  }

  private clear(): void {
    this.types.clear();
    this.lists.clear();
    this.notes.clear();
    this.offset = 0;
  }

  private compact(): void {
    const live: Change[][] = this.all().map((resource) => [{ put: resource }]);
    for (const [name, value] of this.notes) live.push([{ note: { key: name, value } }]);
    if (this.offset) live.push([{ advance: this.offset }]);
    if (this.journal.lines < compactFrom || this.journal.lines < 2 * live.length) return;
    this.journal.replace(live);
    for (const changes of live) changes.forEach((change) => this.apply(change));
  }
}

function key(id: string, cluster: string | undefined): string {
  return cluster === undefined ? id : `${cluster}\n${id}`;
}

/** One entry for each resource that differs, however often the transaction changed it. */
function summary(applied: readonly Applied[]): CloudChange[] {
  const changes = new Map<string, CloudChange>();
  for (const { resource } of applied) {
    const { type, id, cluster } = resource?.after ?? resource?.before ?? {};
    if (!resource || !type || !id) continue;
    const at = `${type}\n${key(id, cluster)}`;
    changes.set(at, { before: (changes.get(at) ?? resource).before, after: resource.after });
  }
  return [...changes.values()].filter(({ before, after }) => before ?? after);
}

function timeOf(applied: readonly Applied[]): Passed {
  const sum = (kind: keyof Passed) => applied.reduce((total, { passed }) => total + (passed?.[kind] ?? 0), 0);
  return { took: sum("took"), jumped: sum("jumped") };
}
