// Describes the nodes of a cluster: groups that EKS manages, and pools that Karpenter fills.

/** A CPU architecture, by the name that container images and Kubernetes give it. */
export type Architecture = "amd64" | "arm64";

/** What groups and pools have in common. */
export interface NodeSettings {
  /**
   * What the nodes are for: `general`, `batch` for work that may be interrupted, or `gpu`. Nodes of the last two are
   * tainted, and take only pods that tolerate it. From or to `gpu`, a change replaces a managed group: its successor is
   * there before it goes.
   *
   * @default general
   */
  readonly purpose?: "general" | "batch" | "gpu";
  /** Root volume of each node, in GiB. A change replaces the nodes, within what disruption budgets allow. @default 50 */
  readonly diskGiB?: number;
  /**
   * Labels of the nodes besides those of their purpose. EKS makes a change in place, Karpenter replaces the nodes.
   *
   * @default none
   * @example { team: "search" }
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Taints of the nodes besides those of their purpose, each `<value>:<effect>` by its key. EKS makes a change in place,
   * Karpenter replaces the nodes.
   *
   * @default none
   * @example { "example.com/reserved": "search:NoSchedule" }
   */
  readonly taints?: Readonly<Record<string, string>>;
}

/** Nodes of an EKS managed node group. */
export interface ManagedNodes extends NodeSettings {
  /**
   * EC2 instance types, all of one architecture; the first is preferred. Spot capacity needs several. Another list
   * replaces the group: its successor is there before it goes.
   *
   * @example ["m7g.large", "m6g.large"]
   */
  readonly instanceTypes: readonly string[];
  /**
   * `spot` costs less, and EC2 takes it away at two minutes' notice. A change replaces the group: its successor is there
   * before it goes.
   *
   * @default onDemand
   */
  readonly capacity?: "onDemand" | "spot";
  /**
   * Fewest nodes, and how many the group starts with. From then on the number belongs to whatever scales it. EKS refuses
   * a `min` above the number there is, so raise that first (`aws eks update-nodegroup-config`, then `pulumi refresh`):
   * https://github.com/hashicorp/terraform-provider-aws/issues/18310.
   */
  readonly min: number;
  /** Most nodes. */
  readonly max: number;
}

/** Nodes that Karpenter adds as pods need them. */
export interface NodePool extends NodeSettings {
  /**
   * EC2 instance families, all of one architecture; Karpenter takes the size that fits. A change replaces the nodes that
   * are no longer meant, within what disruption budgets allow.
   *
   * @example ["m7g", "c7g"]
   */
  readonly families: readonly string[];
  /** `either` takes spot capacity where there is any. @default onDemand */
  readonly capacity?: "onDemand" | "spot" | "either";
  /** Most vCPUs of all its nodes together. */
  readonly cpu: number;
  /** Most memory of all its nodes together, in GiB. @default no limit but that of `cpu` */
  readonly memoryGiB?: number;
  /**
   * How long a node that is given up may take to drain: a whole number and `s`, `m`, `h` or `d`. Then Karpenter ends what
   * still runs there, also what mustn't be disrupted. A change replaces the nodes, within what disruption budgets allow.
   *
   * @default 25h
   * @example "49h"
   */
  readonly drainWithin?: string;
}

/** GiB of a node's root volume where nothing else is said. */
export const defaultDiskGiB = 50;
