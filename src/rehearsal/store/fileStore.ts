// Keeps the simulated cloud's resources and clock in a directory that all processes of a rehearsal share.
import * as fs from "node:fs";
import * as path from "node:path";
import type { CloudChange, CloudListener, CloudResource, CloudStore, Json } from "../cloud/types";
import { Journal } from "./journal";
import { type LockOptions, withLock } from "./lock";

type Change =
  | { readonly operation: string }
  | { readonly put: CloudResource }
  | { readonly delete: { readonly type: string; readonly id: string; readonly cluster?: string } }
  | { readonly advance: number }
  | { readonly note: { readonly key: string; readonly value: Json } };

/** A change that is made in memory: how to take it back, and the resource that it concerns. */
interface Applied {
  readonly undo: () => void;
  readonly resource?: CloudChange;
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
  private readonly journal: Journal;
  private readonly lock: string;
  /** The changes of the transaction under way. */
  private pending: (Applied & { readonly change: Change })[] | undefined;
  private reading = false;
  private listener: CloudListener | undefined;

  constructor(
    directory: string,
    private readonly options: LockOptions = {},
  ) {
    fs.mkdirSync(directory, { recursive: true });
    this.lock = path.join(directory, "cloud.lock");
    this.journal = new Journal(path.join(directory, "cloud.jsonl"), {
      restart: () => this.clear(),
      read: (line) => this.replay(line as readonly Change[]),
    });
    this.locked(() => this.compact());
  }

  /** Simulated time: real time, and what {@link advance} has added. */
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

  /** Keeps a value under a key, for all processes and later runs. */
  note(name: string, value: Json): void {
    this.change(`note ${name}`, { note: { key: name, value } });
  }

  noted(name: string): Json | undefined {
    this.catchUp();
    return this.notes.get(name);
  }

  /** Has `listener` told of every transaction from now on, of this process and, once it is noticed, of others. */
  listen(listener: CloudListener): void {
    this.catchUp();
    this.listener = listener;
  }

  /**
   * All changes that `change` makes are kept, or none if it throws. No other process changes the cloud meanwhile. A
   * transaction within another is a part of it.
   */
  transaction<T>(operation: string, change: () => T): T {
    if (this.pending) return change();
    const { result, changes } = this.locked(() => this.commit(operation, change));
    if (changes) this.tell(operation, changes);
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

  private commit<T>(operation: string, change: () => T): { result: T; changes?: CloudChange[] } {
    const pending: NonNullable<typeof this.pending> = (this.pending = []);
    try {
      const result = change();
      if (!pending.length) return { result };
      this.journal.append([{ operation }, ...pending.map(({ change }) => change)]);
      return { result, changes: summary(pending) };
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
    if (this.listener && first && "operation" in first) this.tell(first.operation, summary(applied));
  }

  private tell(operation: string, changes: readonly CloudChange[]): void {
    this.looking(() => this.listener?.(operation, changes));
  }

  private locked<T>(critical: () => T): T {
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
    if ("advance" in change) {
      this.offset += change.advance;
      const undo = (): void => {
        this.offset -= change.advance;
      };
      return { undo };
    }
    const { key: name, value } = change.note;
    const before = this.notes.get(name);
    this.notes.set(name, value);
    const undo = (): void => {
      if (before === undefined) this.notes.delete(name);
      else this.notes.set(name, before);
    };
    return { undo };
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
