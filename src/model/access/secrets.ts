// Decides under which names a service's secrets are kept, who may read them, and how pods get them.
import { createHash } from "node:crypto";
import { spreadPods } from "../clusters/spread";
import { didYouMean } from "../names/nearest";
import type { Problem } from "../problem";
import type { Service } from "../service";

/** What a service file says: names that are kept under the service's own path, or a path for each name. */
export type DeclaredSecrets = readonly string[] | Readonly<Record<string, string>>;

/** Names in Secrets Manager, by environment variable. */
export type SecretIds = Readonly<Record<string, string>>;

/** The Helm release of the External Secrets Operator, and who its pods are. */
export const operator = { name: "external-secrets", namespace: "external-secrets" } as const;

/** Where the secrets of a stack are in Secrets Manager. */
export interface SecretsPlace {
  /** Their region, e.g. `eu-west-1`. */
  readonly region: string;
  /** The account's id, of 12 digits. */
  readonly account: string;
  /** ARN of the KMS key that they are encrypted with. @default AWS's own */
  readonly key?: string;
}

/** Every secret of a stack is below the stack's name, so that no file can name another environment's. */
export function secretIds(stack: string, service: string, declared: DeclaredSecrets): SecretIds {
  const paths: [string, string][] = Array.isArray(declared)
    ? (declared as readonly string[]).map((name) => [name, `${service}/${name}`])
    : Object.entries(declared);
  return Object.fromEntries(paths.map(([name, path]) => [name, `${stack}/${path}`]));
}

/**
 * What AWS takes in place of a value, by environment variable: ARNs without the suffix that Secrets Manager appends, which
 * GetSecretValue completes (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html).
 */
export function secretArns(secrets: SecretIds, { region, account }: SecretsPlace): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([variable, id]) => [variable, `arn:aws:secretsmanager:${region}:${account}:secret:${id}`]),
  );
}

/** Whether the service names any secret. */
export function namesSecrets({ secrets }: Pick<Service, "secrets">): boolean {
  return Object.keys(secrets).length > 0;
}

/**
 * An IAM policy document that lets read these secrets and nothing else. Secrets Manager appends a hyphen and six
 * characters to a name, for which AWS recommends six question marks:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export function secretsPolicy(secrets: SecretIds, { region, account, key }: SecretsPlace) {
  const ids = [...new Set(Object.values(secrets))].sort();
  return {
    Version: "2012-10-17" as const,
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow" as const,
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ids.map((id) => `arn:aws:secretsmanager:${region}:${account}:secret:${id}-??????`),
      },
      ...(key === undefined
        ? []
        : [
            {
              Sid: "Decrypt",
              Effect: "Allow" as const,
              Action: ["kms:Decrypt"],
              Resource: [key],
              Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
            },
          ]),
    ],
  };
}

/**
 * The name of the Kubernetes Secret that the operator makes; nothing for a service without secrets. It changes with the
 * list, never with a value: pods of the former list keep theirs, and those of the new one wait until all of it is there.
 */
export function secretName({ name, secrets }: Pick<Service, "name" | "secrets">): string | undefined {
  const entries = Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  return `${name}-${createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 8)}`;
}

/** Reads as a role that may read the secrets of one service only. */
export function secretStoreSpec<T>(region: string, role: T) {
  return { provider: { aws: { service: "SecretsManager", region, role } } };
}

/** Copies each secret into one key of a Kubernetes Secret, and looks for new values once an hour. */
export function externalSecretSpec(service: Pick<Service, "name" | "secrets">) {
  return {
    refreshInterval: "1h0m0s",
    secretStoreRef: { kind: "SecretStore", name: service.name },
    target: { name: secretName(service), creationPolicy: "Owner" },
    data: Object.entries(service.secrets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([secretKey, key]) => ({ secretKey, remoteRef: { key } })),
  };
}

/** Two replicas of each part, and nothing that reaches beyond a namespace: no store that all can use, nothing pushed to AWS. */
export function operatorValues() {
  const requests = { cpu: "25m", memory: "128Mi" };
  const resources = { requests, limits: { memory: "256Mi" } };
  const pair = (name: string) => ({
    replicaCount: 2,
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    topologySpreadConstraints: spreadPods({ "app.kubernetes.io/name": name }),
    resources,
  });
  return {
    ...pair(operator.name),
    leaderElect: true,
    serviceAccount: { create: true, name: operator.name },
    processClusterStore: false,
    processClusterExternalSecret: false,
    processClusterGenerator: false,
    processClusterPushSecret: false,
    processPushSecret: false,
    webhook: pair(`${operator.name}-webhook`),
    certController: pair(`${operator.name}-cert-controller`),
  };
}

/** What is wrong with secrets that services name and Secrets Manager doesn't have. */
export function missingSecrets(services: readonly Service[], existing: readonly string[]): Problem[] {
  return services.flatMap((service) =>
    Object.entries(service.secrets)
      .filter(([, id]) => !existing.includes(id))
      .map(([name, id]) => ({
        rule: "secrets",
        path: `services/${service.name}.yaml: secrets.${name}`,
        message: `there is no secret \`${id}\` in Secrets Manager${didYouMean(id, existing)}`,
        allowed: `create it first: aws secretsmanager create-secret --name ${id} --secret-string file://<file>`,
      })),
  );
}
