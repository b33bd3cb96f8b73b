// Describes the priority classes of a cluster, by which pods get a place before or after others.
import type { Priority } from "../service";

/** The name of a class; it is the whole cluster's. */
export function priorityClassName(priority: Priority): string {
  return `crossover-${priority}`;
}

/**
 * Pods without a class have 0. The cluster autoscaler adds no node for pods below -10
 * (https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md, `expendable-pods-priority-cutoff`),
 * and from 1,000,000,000 on a value is the system's.
 */
export const priorityClasses = {
  low: {
    value: -5,
    preemptionPolicy: "Never",
    description: "Pods that wait for a place, and give theirs up first.",
  },
  high: {
    value: 1000,
    preemptionPolicy: "PreemptLowerPriority",
    description: "Pods that take the place of others where nodes are full.",
  },
} as const satisfies Record<Priority, object>;
