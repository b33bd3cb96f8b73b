// Does what a provider asks of the simulated cloud: plan, create, read, update, delete and call functions, with faults.
import { createHash } from "node:crypto";
import { type OperationKind, UpdateTime } from "../cloud/duration";
import { lostHost } from "../cloud/lookup";
import { CloudError } from "../cloud/types";
import type {
  CheckFailure,
  CloudFunction,
  CloudResource,
  Json,
  OperationContext,
  Properties,
  ResourceKind,
  Work,
} from "../cloud/types";
import type { FaultPlan } from "../fault";
import type { FileStore } from "../store/fileStore";
import { diffInputs, type PropertyChange } from "./diff";
import { autoName, nameForbidsTwo } from "./naming";
import { containsUnknown, isObject, knownPart, unknown, valueAt, withValueAt } from "./values";

/** What the simulated cloud is made of. */
export interface Cloud {
  readonly store: FileStore;
  kindOf(token: string): ResourceKind | undefined;
  functionOf(token: string): CloudFunction | undefined;
  readonly faults: FaultPlan;
  /** Called for a fault that kills; the operation is then never answered. */
  kill(): void;
}

/** The resource that an operation is about. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly provider: ProviderSettings;
}

/** What a provider was configured with. */
export interface ProviderSettings {
  readonly region: string;
  /** The cluster of its kubeconfig. */
  readonly cluster?: string;
  /** Kubernetes only: an object that exists already is taken over instead of refused. @default false */
  readonly upsertsObjects?: boolean;
}

export interface Diff {
  readonly changes: ReadonlyMap<string, PropertyChange>;
  readonly deleteBeforeReplace: boolean;
}

export class Operations {
  private readonly time = new UpdateTime();

  constructor(private readonly cloud: Cloud) {}

  check(
    subject: Subject,
    olds: Properties,
    news: Properties,
    seed: Uint8Array,
  ): { inputs: Properties; failures: CheckFailure[] } {
    const kind = this.kind(subject.type);
    const { inputs, failures } = autoName(kind, subject.name, olds, news, seed);
    // What is unknown can't be judged yet; it is once it is known, when the update checks again.
    const judged = kind.check?.(knownPart(inputs)).filter(({ property }) => {
      const [top] = property.split(/[.[]/);
      return !containsUnknown(top ? inputs[top] : inputs);
    });
    return { inputs, failures: [...failures, ...(judged ?? [])] };
  }

  diff(subject: Subject, olds: Properties, news: Properties): Diff {
    const kind = this.kind(subject.type);
    return {
      changes: diffInputs(olds, news, kind.replaceOn),
      deleteBeforeReplace: kind.deleteBeforeReplace || nameForbidsTwo(kind, subject.name, olds, news),
    };
  }

  /** The outputs that a preview shows for a resource that is to be created. */
  planCreate({ type }: Subject, inputs: Properties): Properties {
    const computed = this.kind(type).computed ?? [];
    return laidIn(
      inputs,
      computed.map((path) => [path, unknown]),
    );
  }

  /** The outputs that a preview shows for a resource that is to be updated: what the cloud computed stays. */
  planUpdate(
    { type }: Subject,
    oldInputs: Properties,
    oldOutputs: Properties,
    inputs: Properties,
  ): Properties {
    const computed = this.kind(type).computed ?? [];
    const merged = mergeOutputs(oldInputs, oldOutputs, inputs);
    return laidIn(
      merged,
      computed.map((path) => [path, valueAt(oldOutputs, path)]),
    );
  }

  create(subject: Subject, inputs: Properties): Promise<CloudResource> {
    const { type, provider } = subject;
    const { cluster } = provider;
    const kind = this.kind(type);
    return this.perform("create", subject, (context, took) => {
      const created = kind.create?.(inputs, context) ?? { id: `${subject.name}-${context.hex(7)}` };
      const existing = this.cloud.store.get(type, created.id, cluster);
      if (existing && !kind.upserts && !provider.upsertsObjects)
        throw new CloudError("AlreadyExists", `${type} ${created.id} exists already`);
      const { createdAt, seeded } = existing ?? { createdAt: this.cloud.store.now().toISOString() };
      const outputs = { ...inputs, ...created.outputs };
      const work = this.work(kind, took, { before: existing, inputs, outputs });
      const resource = { type, id: created.id, inputs, outputs, createdAt, cluster, seeded, work };
      this.cloud.store.put(resource);
      return resource;
    });
  }

  update(subject: Subject, id: string, inputs: Properties): Promise<CloudResource> {
    const { type, provider } = subject;
    const { cluster } = provider;
    const kind = this.kind(type);
    return this.perform("update", subject, (context, took) => {
      const old = this.cloud.store.get(type, id, cluster);
      if (!old) throw new CloudError("NotFound", `${type} ${id} does not exist`);
      const changed = kind.update?.(old, inputs, context);
      const outputs = { ...mergeOutputs(old.inputs, old.outputs, inputs), ...changed?.outputs };
      const work = this.work(kind, took, { before: old, inputs, outputs }) ?? old.work;
      const resource: CloudResource = { ...old, inputs, outputs, work };
      this.cloud.store.put(resource);
      return resource;
    });
  }

  /** Deletes the resource; one that is gone already is as good as deleted. */
  async delete(subject: Subject, id: string): Promise<void> {
    const { type, provider } = subject;
    const { cluster } = provider;
    const kind = this.kind(type);
    await this.perform("delete", subject, (context) => {
      const resource = this.cloud.store.get(type, id, cluster);
      if (resource) kind.remove?.(resource, context);
      const dependents = (resource && kind.dependents?.(resource, this.cloud.store)) ?? [];
      for (const one of [...dependents, { type, id, cluster }])
        this.cloud.store.delete(one.type, one.id, one.cluster);
    });
  }

  read({ type, provider }: Subject, id: string): CloudResource | undefined {
    this.kind(type);
    return this.cloud.store.get(type, id, provider.cluster);
  }

  invoke(token: string, args: Properties, provider: ProviderSettings): Properties {
    const call = this.cloud.functionOf(token);
    if (!call)
      throw new Error(`the rehearsal does not know the function ${token}; add it to src/rehearsal/cloud`);
    return this.cloud.store.snapshot(() =>
      call(args, this.context(`${token} ${JSON.stringify(args)}`, provider)),
    );
  }

  private kind(type: string): ResourceKind {
    const kind = this.cloud.kindOf(type);
    if (kind) return kind;
    throw new Error(`the rehearsal does not know the resource type ${type}; add it to src/rehearsal/cloud`);
  }

  private async perform<T>(
    kind: OperationKind,
    { urn, type, name, provider }: Subject,
    change: (context: OperationContext, took: number) => T,
  ): Promise<T> {
    const { store, faults } = this.cloud;
    if (type.startsWith("kubernetes:") && provider.cluster === undefined)
      throw new Error("configured Kubernetes cluster is unreachable: the kubeconfig names no cluster");
    const struck = faults.next(type);
    for (const { kind: fault, milliseconds, host } of struck) {
      if (fault === "lose") this.lose(host ?? "");
      if (fault === "delay") await new Promise((resolve) => setTimeout(resolve, milliseconds));
      if (fault === "fail") throw new CloudError("InternalFailure", "the rehearsal made this operation fail");
      if (fault === "throttle") throw new CloudError("Throttling", "Rate exceeded");
      if (fault === "kill") return this.killed();
    }
    const result = store.transaction(`${kind} ${type} ${name}`, () => {
      const serial = Number(store.noted("operations") ?? 0) + 1;
      store.note("operations", serial);
      const took = this.time.next(type, kind);
      const changed = change(this.context(`${serial} ${urn}`, provider), took);
      store.take(took);
      return changed;
    });
    return struck.some(({ kind }) => kind === "kill-after") ? this.killed() : result;
  }

  /** What the change sets going: it is done some time after the operation, or with it. */
  private work(
    kind: ResourceKind,
    took: number,
    change: Parameters<NonNullable<ResourceKind["work"]>>[0],
  ): Work | undefined {
    const { store } = this.cloud;
    const begun = kind.work?.(change, store);
    if (!begun) return undefined;
    const until = new Date(store.now().getTime() + took + begun.seconds * 1_000).toISOString();
    return { until, serving: begun.serving };
  }

  /** For good: nothing brings a host back that the program doesn't reach. */
  private lose(host: string): void {
    const { store } = this.cloud;
    const createdAt = store.now().toISOString();
    store.put({ type: lostHost, id: host, inputs: {}, outputs: {}, createdAt, seeded: true });
  }

  private killed(): Promise<never> {
    this.cloud.kill();
    return new Promise(() => {});
  }

  private context(seed: string, provider: ProviderSettings): OperationContext {
    let calls = 0;
    const hex = (length: number): string => {
      let digits = "";
      for (const call = calls++; digits.length < length;)
        digits += createHash("sha256").update(`${seed} ${call} ${digits.length}`).digest("hex");
      return digits.slice(0, length);
    };
    return { cloud: this.cloud.store, region: provider.region, cluster: provider.cluster, hex };
  }
}

/**
 * Values laid under their paths where nothing is yet, also within what is an input for the rest, such as the security group
 * in a cluster's `vpcConfig`; not into what is unknown as a whole.
 */
function laidIn(
  outputs: Properties,
  values: readonly (readonly [path: string, Json | undefined])[],
): Properties {
  return values.reduce((result, [path, value]) => {
    const [top = "", ...rest] = path.split(".");
    const takes = rest.length === 0 || result[top] === undefined || isObject(result[top]);
    return value === undefined || !takes || valueAt(result, path) !== undefined
      ? result
      : withValueAt(result, path, value);
  }, outputs);
}

/** The new inputs over the old outputs, without the inputs that are gone. */
function mergeOutputs(oldInputs: Properties, oldOutputs: Properties, inputs: Properties): Properties {
  const kept = Object.entries(oldOutputs).filter(([key]) => key in inputs || !(key in oldInputs));
  return { ...Object.fromEntries(kept), ...inputs };
}
