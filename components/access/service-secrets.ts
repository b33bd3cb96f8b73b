// Declares the secrets of one service in one cluster: who may read them, and the object that has them copied.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels } from "../../src/model/workload/pod";
import { roleNaming } from "../../src/model/names/physical";
import {
  externalSecretSpec,
  secretName,
  secretsPolicy,
  secretStoreSpec,
  type SecretsPlace,
} from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";
import { trustRole } from "../../src/model/access/trust";

/** Where a cluster's secrets come from. */
export interface SecretsSource extends SecretsPlace {
  /** ARN of the role of the cluster's {@link SecretsOperator}, in the same account. */
  readonly operatorRoleArn: pulumi.Input<string>;
}

export interface ServiceSecretsArgs {
  /** A service that names secrets. Another list of names makes another Kubernetes Secret; values never pass here. */
  readonly service: Pick<Service, "name" | "kind" | "secrets">;
  /** Namespace of the service. A change replaces the objects in it. */
  readonly namespace: pulumi.Input<string>;
  /** Where the secrets are, and who copies them. */
  readonly source: SecretsSource;
}

/**
 * A role that may read the secrets of this service and no others, a store that reads as this role, and an ExternalSecret
 * which has them copied into the Kubernetes Secret that the pods name ({@link secretName}). The cluster encrypts it with
 * its own key. Nothing here ever holds a value.
 */
export class ServiceSecrets extends pulumi.ComponentResource {
  /** Exists once every value has been copied. */
  readonly synced: kubernetes.apiextensions.CustomResource;

  constructor(name: string, args: ServiceSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:access:ServiceSecrets", name, {}, opts);
    const { service, namespace, source } = args;
    const child = { parent: this };

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        ...roleNaming(`${name}-role`),
        description: `Reads the secrets of ${service.name}`,
        assumeRolePolicy: pulumi.output(source.operatorRoleArn).apply(trustRole),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-read`,
      { role: role.name, policy: JSON.stringify(secretsPolicy(service.secrets, source)) },
      child,
    );
    const store = new kubernetes.apiextensions.CustomResource(
      `${name}-store`,
      {
        apiVersion,
        kind: "SecretStore",
        metadata: { name: service.name, namespace, labels: labels(service) },
        spec: secretStoreSpec(source.region, role.arn),
      },
      child,
    );
    this.synced = new kubernetes.apiextensions.CustomResource(
      name,
      {
        apiVersion,
        kind: "ExternalSecret",
        metadata: {
          name: secretName(service),
          namespace,
          labels: labels(service),
          annotations: { "pulumi.com/waitFor": "condition=Ready" },
        },
        spec: externalSecretSpec(service),
      },
      { ...child, dependsOn: [store, policy] },
    );
    this.registerOutputs({});
  }
}

const apiVersion = "external-secrets.io/v1";
