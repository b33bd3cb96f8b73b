// Makes clients of the AWS SDK that ask as the AWS provider does: with its profile, keys, roles, region and addresses.
import type { STSClientConfig } from "@aws-sdk/client-sts";
import type { AssumedRole, AwsProvider } from "../../schema/aws-provider";
import { durationSeconds } from "./role-duration";

/** What every client is made with, as far as it doesn't depend on the service. */
export interface Settings {
  readonly region: string;
  readonly profile?: string;
  readonly credentials?: STSClientConfig["credentials"];
  readonly endpoint?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

/** The services that are asked, by the names that the provider has for them in `aws:endpoints`. */
export type Service = "cloudwatch" | "elbv2" | "route53" | "sts";

/** Other names of a service in `aws:endpoints`. */
const aliases: Readonly<Record<Service, readonly string[]>> = {
  cloudwatch: [],
  elbv2: ["elb", "elasticloadbalancingv2"],
  route53: [],
  sts: [],
};

/** Milliseconds: a connection takes far less, and each question is small. */
const patience = { connectionTimeout: 2_000, requestTimeout: 4_000, throwOnRequestTimeout: true } as const;

/** The settings of a service's client. Roles are taken on once, for all that are made of the result. */
export function clientSettings(provider: AwsProvider): (service: Service, region?: string) => Settings {
  const { profile, accessKey, secretKey, token, assumeRoles } = provider;
  // As in the provider, keys come before a profile.
  const keys =
    accessKey !== undefined && secretKey !== undefined
      ? { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey, sessionToken: token } }
      : profile !== undefined
        ? { profile }
        : {};
  const settings = (service: Service, region = provider.region): Settings => ({
    region,
    ...keys,
    endpoint: endpointOf(provider, service),
    ...(provider.useFipsEndpoint && { useFipsEndpoint: true }),
    ...(provider.useDualstackEndpoint && { useDualstackEndpoint: true }),
    maxAttempts: 3,
    requestHandler: patience,
  });
  if (assumeRoles.length === 0) return settings;
  let taken: Promise<Credentials> | undefined;
  const credentials = (): Promise<Credentials> => (taken ??= takeOn(assumeRoles, settings("sts")));
  return (service, region) => ({ ...settings(service, region), profile: undefined, credentials });
}

function endpointOf({ endpoints }: AwsProvider, service: Service): string | undefined {
  const all = Object.assign({}, ...endpoints) as Readonly<Record<string, string>>;
  return [service, ...aliases[service]].map((name) => all[name]).find((url) => url);
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Each role by the one before it. */
async function takeOn(roles: readonly AssumedRole[], first: Settings): Promise<Credentials> {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  let settings = first;
  for (const role of roles) {
    const { Credentials: found } = await new STSClient(settings).send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? "crossover",
        ExternalId: role.externalId,
        SourceIdentity: role.sourceIdentity,
        Policy: role.policy,
        PolicyArns: role.policyArns?.map((arn) => ({ arn })),
        DurationSeconds: durationSeconds(role.duration),
        Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
        TransitiveTagKeys: role.transitiveTagKeys,
      }),
    );
    const credentials: Credentials = {
      accessKeyId: found?.AccessKeyId ?? "",
      secretAccessKey: found?.SecretAccessKey ?? "",
      sessionToken: found?.SessionToken,
    };
    settings = { ...settings, profile: undefined, credentials };
  }
  return settings.credentials as Credentials;
}
