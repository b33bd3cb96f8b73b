// Keeps a cloud in memory for tests: creates, updates and removes through the kinds, as the provider protocol does.
import { functionOf, kindOf } from "../../../src/rehearsal/cloud";
import type {
  CloudChange,
  CloudListener,
  CloudResource,
  CloudStore,
  OperationContext,
  Properties,
  ResourceKind,
} from "../../../src/rehearsal/cloud/types";

export const region = "eu-west-1";

export class MemoryCloud implements CloudStore {
  listener: CloudListener = () => {};
  private readonly resources = new Map<string, CloudResource>();
  private time = Date.parse("2026-11-02T08:00:00Z");
  private serial = 0;
  private pending: Map<string, CloudChange> | undefined;

  now(): Date {
    return new Date(this.time);
  }

  advance(seconds: number): void {
    this.time += seconds * 1_000;
    this.listener(`advance ${seconds} s`, [], { jumped: seconds * 1_000 });
  }

  /** Lets an operation take its time. */
  take(seconds: number): void {
    this.time += seconds * 1_000;
    this.listener(`take ${seconds} s`, [], { took: seconds * 1_000 });
  }

  get(type: string, id: string, cluster?: string): CloudResource | undefined {
    return this.resources.get(key(type, id, cluster));
  }

  list(type: string): readonly CloudResource[] {
    return [...this.resources.values()].filter((resource) => resource.type === type);
  }

  put(resource: CloudResource): void {
    this.change(key(resource.type, resource.id, resource.cluster), resource);
  }

  delete(type: string, id: string, cluster?: string): void {
    this.change(key(type, id, cluster), undefined);
  }

  transaction<T>(operation: string, change: () => T): T {
    const before = new Map(this.resources);
    const pending = (this.pending = new Map<string, CloudChange>());
    try {
      const result = change();
      this.pending = undefined;
      this.listener(operation, [...pending.values()]);
      return result;
    } catch (error) {
      this.resources.clear();
      for (const [at, resource] of before) this.resources.set(at, resource);
      throw error;
    } finally {
      this.pending = undefined;
    }
  }

  create(type: string, name: string, inputs: Properties, cluster?: string): CloudResource {
    return this.transaction(`create ${name}`, () => {
      const created = kind(type).create?.(inputs, this.context(cluster)) ?? { id: name };
      const resource: CloudResource = {
        type,
        id: created.id,
        inputs,
        outputs: { ...inputs, ...created.outputs },
        createdAt: this.now().toISOString(),
        ...(cluster !== undefined && { cluster }),
      };
      this.put(resource);
      return resource;
    });
  }

  update(resource: CloudResource, changes: Properties): CloudResource {
    return this.transaction(`update ${resource.id}`, () => {
      const old = this.get(resource.type, resource.id, resource.cluster)!;
      const inputs = { ...old.inputs, ...changes };
      const changed = kind(old.type).update?.(old, inputs, this.context(old.cluster));
      const updated = { ...old, inputs, outputs: { ...old.outputs, ...inputs, ...changed?.outputs } };
      this.put(updated);
      return updated;
    });
  }

  remove(resource: CloudResource): void {
    this.transaction(`remove ${resource.id}`, () => {
      kind(resource.type).remove?.(resource, this.context(resource.cluster));
      const dependents = kind(resource.type).dependents?.(resource, this) ?? [];
      for (const one of [...dependents, resource]) this.delete(one.type, one.id, one.cluster);
    });
  }

  invoke(token: string, args: Properties): Properties {
    const call = functionOf(token);
    if (!call) throw new Error(`no function ${token}`);
    return call(args, this.context());
  }

  context(cluster?: string): OperationContext {
    const hex = (length: number) => (++this.serial).toString(16).padStart(length, "0").slice(-length);
    return { cloud: this, region, cluster, hex };
  }

  private change(at: string, after: CloudResource | undefined): void {
    const before = this.resources.get(at);
    if (after) this.resources.set(at, after);
    else this.resources.delete(at);
    const change = { before: this.pending?.get(at)?.before ?? before, after };
    if (this.pending) this.pending.set(at, change);
    else this.listener(`change ${at}`, [change]);
  }
}

function key(type: string, id: string, cluster?: string): string {
  return `${type} ${id} ${cluster ?? ""}`;
}

function kind(type: string): ResourceKind {
  const found = kindOf(type);
  if (!found) throw new Error(`no kind ${type}`);
  return found;
}

/** The code and message of the refusal that the work ends with; fails if it isn't refused. */
export function refusal(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("it was not refused");
}
