// Declares a namespace for services: it admits only pods that keep to the restricted Pod Security Standard.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { namespaceLabels } from "../../src/model/workload/objects";

export interface ApplicationNamespaceArgs {
  /** The namespace's name. A change replaces it with all that is in it. */
  readonly name: string;
}

/** A namespace whose routes may be attached to the cluster's Gateway. */
export class ApplicationNamespace extends pulumi.ComponentResource {
  /** Resolves once the namespace exists. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: ApplicationNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:workload:ApplicationNamespace", name, {}, opts);
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name: args.name, labels: namespaceLabels() } },
      { parent: this },
    );
    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }
}
