// The simulated cloud's state: resources and clock, kept in a directory and shared by all processes that use it.
import * as fs from "node:fs";
import * as path from "node:path";
import type { CloudResource, CloudView, Json } from "../cloud/types";
import { Journal } from "./journal";
import { type LockOptions, withLock } from "./lock";

type Change =
  | { readonly put: CloudResource }
  | { readonly delete: { readonly type: string; readonly id: string; readonly cluster?: string } }
  | { readonly advance: number }
  | { readonly note: { readonly key: string; readonly value: Json } };

/** A journal of at least this many lines is rewritten at opening when most of them are outdated. */
const compactFrom = 1_000;

/**
 * The resources of the simulated cloud, its clock and its notes. Every change is on disk when its method returns, and a
 * process that is killed leaves either the whole change or none of it.
 *
 * @throws an error that says what to do when the directory's journal can't be read or its lock isn't free in time.
 */
export class CloudStore implements CloudView {
  private readonly types = new Map<string, Map<string, CloudResource>>();
  private readonly lists = new Map<string, readonly CloudResource[]>();
  private readonly notes = new Map<string, Json>();
  private offset = 0;
  private readonly journal: Journal;
  private readonly lock: string;
  /** The changes of the transaction under way, and how to take each back. */
  private pending: { change: Change; undo: () => void }[] | undefined;
  private reading = false;

  constructor(
    directory: string,
    private readonly options: LockOptions = {},
  ) {
    fs.mkdirSync(directory, { recursive: true });
    this.lock = path.join(directory, "cloud.lock");
    this.journal = new Journal(path.join(directory, "cloud.jsonl"), {
      restart: () => this.clear(),
      read: (line) => (line as Change[]).forEach((change) => this.apply(change)),
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

  /** Adds the resource, or replaces the one of the same type, id and cluster. */
  put(resource: CloudResource): void {
    this.change({ put: resource });
  }

  delete(type: string, id: string, cluster?: string): void {
    this.change({ delete: { type, id, cluster } });
  }

  /** Lets the simulated clock jump ahead. */
  advance(milliseconds: number): void {
    this.change({ advance: milliseconds });
  }

  /** Keeps a value under a key, for all processes and later runs. */
  note(name: string, value: Json): void {
    this.change({ note: { key: name, value } });
  }

  noted(name: string): Json | undefined {
    this.catchUp();
    return this.notes.get(name);
  }

  /** All changes that `work` makes are kept, or none if it throws. No other process changes the cloud meanwhile. */
  transaction<T>(work: () => T): T {
    if (this.pending) return work();
    return this.locked(() => {
      const pending: { change: Change; undo: () => void }[] = (this.pending = []);
      try {
        const result = work();
        if (pending.length) this.journal.append(pending.map(({ change }) => change));
        return result;
      } catch (error) {
        for (const { undo } of pending.reverse()) undo();
        throw error;
      } finally {
        this.pending = undefined;
      }
    });
  }

  /** Lets `work` look at one state of the cloud, without asking the disk again at each look. */
  snapshot<T>(work: () => T): T {
    this.catchUp();
    const outer = this.reading;
    this.reading = true;
    try {
      return work();
    } finally {
      this.reading = outer;
    }
  }

  close(): void {
    this.journal.close();
  }

  private change(change: Change): void {
    this.transaction(() => this.pending?.push({ change, undo: this.apply(change) }));
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

  private catchUp(): void {
    if (!this.pending && !this.reading) this.journal.catchUp(false);
  }

  /** Applies one change in memory and returns how to take it back. */
  private apply(change: Change): () => void {
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
      return () => void (this.offset -= change.advance);
    }
    const { key: name, value } = change.note;
    const before = this.notes.get(name);
    this.notes.set(name, value);
    return () => void (before === undefined ? this.notes.delete(name) : this.notes.set(name, before));
  }

  private set(type: string, at: string, resource: CloudResource | undefined): () => void {
    let resources = this.types.get(type);
    if (!resources) this.types.set(type, (resources = new Map()));
    const before = resources.get(at);
    // A deletion that is taken back must not change the order, so the whole type is remembered then.
    const order = before && !resource ? [...resources] : undefined;
    if (resource) resources.set(at, resource);
    else resources.delete(at);
    this.lists.delete(type);
    return () => {
      if (order) this.types.set(type, new Map(order));
      else if (before) resources.set(at, before);
      else resources.delete(at);
      this.lists.delete(type);
    };
  }

  private clear(): void {
    this.types.clear();
    this.lists.clear();
    this.notes.clear();
    this.offset = 0;
  }

  private compact(): void {
    const live: Change[][] = this.allLoaded().map((resource) => [{ put: resource }]);
    for (const [name, value] of this.notes) live.push([{ note: { key: name, value } }]);
    if (this.offset) live.push([{ advance: this.offset }]);
    if (this.journal.lines < compactFrom || this.journal.lines < 2 * live.length) return;
    this.clear();
    this.journal.replace(live);
    for (const changes of live) changes.forEach((change) => this.apply(change));
  }

  private allLoaded(): CloudResource[] {
    return [...this.types.values()].flatMap((resources) => [...resources.values()]);
  }
}

function key(id: string, cluster: string | undefined): string {
  return cluster === undefined ? id : `${cluster}\n${id}`;
}
