// Declares the ConfigMap of a service's environment, one for each content.
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { environmentName, labels } from "../../src/model/workload/pod";
import type { DeployedService } from "../../src/model/service";

interface EnvironmentArgs {
  readonly service: DeployedService;
  readonly namespace: pulumi.Input<string>;
  readonly keeping?: kubernetes.Provider;
}

/**
 * What the pods read when they start. A changed one is another object: pods that restart during a rollout, and those of a
 * release that is taken back, find the one that they name. None is deleted while the service is there, since nothing tells
 * which of them the older revisions of a Deployment and the runs of a job still name; all leave with its account.
 *
 * @param account whose pods read it.
 */
export function environmentOf(
  name: string,
  { service, namespace, keeping: provider }: EnvironmentArgs,
  account: kubernetes.core.v1.ServiceAccount,
  parent: pulumi.Resource,
): kubernetes.core.v1.ConfigMap {
  const variables = service.environment.kubernetes;
  return new kubernetes.core.v1.ConfigMap(
    name,
    {
      metadata: {
        name: environmentName(service),
        namespace,
        labels: labels(service),
        ownerReferences: account.metadata.apply(({ name, uid }) => [
          { apiVersion: "v1", kind: "ServiceAccount", name, uid },
        ]),
      },
      immutable: true,
      // The API server drops an empty map, and a preview would ask for it for ever.
      ...(Object.keys(variables).length > 0 && { data: { ...variables } }),
    },
    { parent, provider, retainOnDelete: true },
  );
}
