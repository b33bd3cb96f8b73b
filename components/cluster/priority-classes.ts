// Declares the priority classes of one cluster, which the pods of every stack in it may name.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { priorityClasses, priorityClassName } from "../../src/model/workload/priorities";

/** A class for pods that get a place before others, and one for those that wait. The provider must be given in the options. */
export class PriorityClasses extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:PriorityClasses", name, {}, opts);
    for (const priority of ["low", "high"] as const)
      new kubernetes.scheduling.v1.PriorityClass(
        `${name}-${priority}`,
        { metadata: { name: priorityClassName(priority) }, ...priorityClasses[priority] },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
