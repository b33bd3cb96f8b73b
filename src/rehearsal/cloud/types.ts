// Defines the contract between the provider protocol and the simulated cloud: what a kind of resource is and does.

/** Plain JSON, as the cloud keeps it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Properties = { [key: string]: Json };

/** One thing that exists in the simulated cloud. */
export interface CloudResource {
  /** Pulumi type token, e.g. `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Provider id, unique within its type (and, for Kubernetes objects, within its cluster). */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Simulated time of creation, ISO 8601. */
  readonly createdAt: string;
  /** The cluster that a Kubernetes object lives in, taken from its provider's kubeconfig. */
  readonly cluster?: string;
  /** There before the program's first update (an adopted zone, say); not counted as left behind. */
  readonly seeded?: boolean;
  /** What its last change has set going: instances, tasks or pods that start or are replaced. */
  readonly work?: Work;
}

/** A change that goes on after it was asked for. */
export interface Work {
  /** Simulated time at which it is done, ISO 8601. */
  readonly until: string;
  /** How many instances, tasks or pods serve meanwhile. */
  readonly serving: number;
}

/** What the kinds of resource may read of the cloud; only the store writes. */
export interface CloudView {
  /** Simulated time. */
  now(): Date;
  get(type: string, id: string, cluster?: string): CloudResource | undefined;
  /** All resources of one type, in order of creation. */
  list(type: string): readonly CloudResource[];
}

/** The cloud as its keeper sees it; what implements it calls {@link CloudListener} after each transaction. */
export interface CloudStore extends CloudView {
  /** Adds the resource, or takes the place of the one with the same type, id and cluster. */
  put(resource: CloudResource): void;
  delete(type: string, id: string, cluster?: string): void;
  /** Runs all of it or, if it throws, nothing. A put or delete outside of one is a transaction of its own. */
  transaction<T>(operation: string, change: () => T): T;
}

/** One resource before and after a transaction: created without `before`, deleted without `after`. */
export interface CloudChange {
  readonly before?: CloudResource;
  readonly after?: CloudResource;
}

/** How the simulated clock moved in a transaction, besides running like the real one; in milliseconds. */
export interface Passed {
  /** What the operation took: the clock moved after its changes. @default 0 */
  readonly took?: number;
  /** How far it was moved by hand. @default 0 */
  readonly jumped?: number;
}

/** Told once per committed transaction; `operation` says in words what was done. */
export type CloudListener = (operation: string, changes: readonly CloudChange[], passed?: Passed) => void;

/** A refusal by the cloud, with the error code that the real API returns. */
export class CloudError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

export interface OperationContext {
  readonly cloud: CloudView;
  readonly cluster?: string;
  /** Region of the AWS provider, from its configuration. */
  readonly region: string;
  /** Deterministic hexadecimal text of the given length, unique to this operation. */
  hex(length: number): string;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** How one kind of resource behaves. Everything not said is: inputs are echoed as outputs. */
export interface ResourceKind {
  /**
   * Where the resource's name comes from when the program gives none: `${logicalName}-<hex>`. The property may be
   * a path with dots, as `metadata.name` is. Not applied if `unless` (a property such as `namePrefix`) is given.
   * `hexLength` is 7 for AWS and 8 for Kubernetes, as in the real providers. @default 7
   */
  readonly autoName?: {
    readonly property: string;
    readonly maxLength: number;
    readonly hexLength?: number;
    readonly unless?: string;
  };
  /** Input paths (dots for nesting) whose change makes the real provider replace the resource. */
  readonly replaceOn?: readonly string[];
  /** The real provider deletes before it replaces, because the new resource would take the old one's place. */
  readonly deleteBeforeReplace?: boolean;
  /** Creating what exists already (the same id) takes its place, as a server-side apply does. @default refused */
  readonly upserts?: boolean;
  /** Outputs that are unknown at preview before the resource exists. */
  readonly computed?: readonly string[];
  /**
   * Schema and argument errors that the real provider finds in Check, already at preview. What is unknown then is left
   * out of `inputs`, and failures of properties that hold it are dropped.
   */
  check?(inputs: Properties): CheckFailure[];
  /** Creates, or throws {@link CloudError}. Returned outputs are laid over the echoed inputs. */
  create?(inputs: Properties, context: OperationContext): { id: string; outputs?: Properties };
  /** Updates in place, or throws {@link CloudError}. */
  update?(resource: CloudResource, inputs: Properties, context: OperationContext): { outputs?: Properties };
  /**
   * What a creation (without `before`) or an update sets going: for how many seconds after the operation, and how many
   * instances, tasks or pods serve until then. @default nothing: it serves at once, as it was asked for
   */
  work?(
    change: { readonly before?: CloudResource; readonly inputs: Properties; readonly outputs: Properties },
    cloud: CloudView,
  ): { readonly seconds: number; readonly serving: number } | undefined;
  /** Throws {@link CloudError} where the real API refuses to delete (`DependencyViolation`, …). */
  remove?(resource: CloudResource, context: OperationContext): void;
  /** What the cloud deletes by itself once the resource is gone. @default nothing */
  dependents?(resource: CloudResource, cloud: CloudView): readonly CloudResource[];
}

/** A provider function (data source), e.g. `aws:route53/getRecords:getRecords`. */
export type CloudFunction = (args: Properties, context: OperationContext) => Properties;
