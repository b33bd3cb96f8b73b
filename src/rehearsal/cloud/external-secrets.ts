// Simulates the External Secrets Operator: whether it may read what its objects name, and what pods then find.
import { aws } from "./aws";
import { clusterNamed } from "./eks";
import { chartName, k8s, namespaceOf } from "./kubernetes-names";
import { allows, roleOf, trusts } from "./permissions";
import { objectsAt, textAt, valueAt } from "./properties";
import { secretNamed } from "./secrets-manager";
import { CloudError } from "./types";
import type { CloudResource, OperationContext, Properties } from "./types";

/** The role of the operator's pods, by their Pod Identity association. */
function operatorRole({ cloud, cluster }: OperationContext): CloudResource | undefined {
  const release = cloud
    .list(k8s.release)
    .find((one) => one.cluster === cluster && chartName(one) === "external-secrets");
  const account = textAt(release?.inputs, "values.serviceAccount.name") ?? "external-secrets";
  const name = clusterNamed(cloud, cluster)?.id;
  const association = cloud
    .list(aws.podIdentityAssociation)
    .find(
      ({ inputs }) =>
        textAt(inputs, "clusterName") === name &&
        textAt(inputs, "serviceAccount") === account &&
        textAt(inputs, "namespace") === textAt(release?.outputs, "namespace"),
    );
  return roleOf(cloud, textAt(association?.inputs, "roleArn"));
}

/** Why the operator can't copy what the object names; nothing if it can. */
function whyUnsynced(inputs: Properties, context: OperationContext): string | undefined {
  const { cloud, cluster } = context;
  const own = operatorRole(context);
  if (!own) return "no Pod Identity association gives the operator's pods a role";
  if (!trusts(own, "pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]))
    return `AccessDenied: ${own.id} doesn't trust pods.eks.amazonaws.com`;
  const reference = `${namespaceOf(inputs)}/${textAt(inputs, "spec.secretStoreRef.name")}`;
  const store = cloud.get(k8s.secretStore, reference, cluster);
  if (!store) return `could not get SecretStore "${reference}": not found`;
  const assumed = textAt(store.inputs, "spec.provider.aws.role");
  const reader = assumed === undefined ? own : roleOf(cloud, assumed);
  if (!reader) return `AccessDenied: there is no role ${assumed}`;
  const arn = textAt(own.outputs, "arn") ?? "";
  if (reader !== own && !trusts(reader, arn, ["sts:AssumeRole", "sts:TagSession"]))
    return `AccessDenied: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${assumed}`;
  for (const entry of objectsAt(inputs, "spec.data")) {
    const key = textAt(entry, "remoteRef.key");
    const secret = secretNamed(cloud, key);
    if (!secret) return `ResourceNotFoundException: Secrets Manager can't find the specified secret: ${key}`;
    if (!allows(cloud, reader, "secretsmanager:GetSecretValue", secret.id))
      return `AccessDeniedException: ${reader.id} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${key}`;
  }
  return undefined;
}

/** The provider waits for the condition Ready, which such an object never has. */
export function refuseUnsynced(kind: string, inputs: Properties, context: OperationContext): void {
  const reason = whyUnsynced(inputs, context);
  if (reason === undefined) return;
  const name = `${namespaceOf(inputs)}/${textAt(inputs, "metadata.name")}`;
  throw new CloudError(
    "Timeout",
    `the Kubernetes API server reported that "${name}" failed to fully initialize or become live: ${kind} is not Ready: SecretSyncedError: ${reason}`,
  );
}

/** The Secret that a container takes its environment from and that isn't there; its pod waits for it in vain. */
export function missingSecret(inputs: Properties, { cloud, cluster }: OperationContext): string | undefined {
  const namespace = namespaceOf(inputs);
  const exists = (name: string) =>
    cloud.get(k8s.secret, `${namespace}/${name}`, cluster) !== undefined ||
    cloud
      .list(k8s.externalSecret)
      .some(
        (one) =>
          one.cluster === cluster &&
          namespaceOf(one.inputs) === namespace &&
          textAt(one.inputs, "spec.target.name") === name,
      );
  return objectsAt(inputs, "spec.template.spec.containers")
    .flatMap((container) => objectsAt(container, "envFrom"))
    .filter((source) => valueAt(source, "secretRef.optional") !== true)
    .flatMap((source) => textAt(source, "secretRef.name") ?? [])
    .find((name) => !exists(name));
}
