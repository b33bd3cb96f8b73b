// Simulates the account's quotas: answers questions about them, and refuses what goes beyond them.
import { aws } from "./aws";
import defaultQuotas from "./default-quotas.json";
import { textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudFunction, CloudResource, CloudView, ResourceKind } from "./types";

/** Quotas of an account that never asked for more; global services know theirs in one region only. */
const quotas: readonly {
  readonly serviceCode: string;
  readonly quotaCode: string;
  readonly standard: number;
  readonly name: string;
  readonly region?: string;
}[] = defaultQuotas;

/** What the simulated account was granted beyond what every account has, in vCPUs. */
const granted: Readonly<Record<string, number>> = {
  "L-1216C47A": 4096,
  "L-34B43A08": 4096,
  "L-DB2E81BA": 128,
  "L-3819A6DF": 128,
};

function valueOf(quotaCode: string | undefined): number | undefined {
  const known = quotas.find((quota) => quota.quotaCode === quotaCode);
  return known && (granted[known.quotaCode] ?? known.standard);
}

const getServiceQuota: CloudFunction = (args, { region }) => {
  const { serviceCode, quotaCode } = args;
  const quota = quotas.find((one) => one.quotaCode === quotaCode && one.serviceCode === serviceCode);
  const value = valueOf(textAt(args, "quotaCode"));
  if (!quota || value === undefined)
    throw new CloudError(
      "NoSuchResourceException",
      "The request failed because the specified service quota does not exist.",
    );
  // Global services know their quotas in one region only.
  if (quota.region && (textAt(args, "region") ?? region) !== quota.region)
    throw new CloudError(
      "NoSuchResourceException",
      "The request failed because the specified service does not exist.",
    );
  return {
    ...args,
    id: `${quota.serviceCode}/${quota.quotaCode}`,
    quotaName: quota.name,
    defaultValue: quota.standard,
    value,
    adjustable: true,
    globalQuota: quota.region !== undefined,
    usageMetrics: [],
  };
};

export const quotaFunctions: Record<string, CloudFunction> = {
  "aws:servicequotas/getServiceQuota:getServiceQuota": getServiceQuota,
};

interface Limit {
  readonly quotaCode: string;
  readonly error: readonly [code: string, message: string];
  /** Which of the type count. @default all */
  readonly counts?: (resource: Pick<CloudResource, "inputs">) => boolean;
}

const balancer = (type: string) => (resource: Pick<CloudResource, "inputs">) =>
  (textAt(resource.inputs, "loadBalancerType") ?? "application") === type;

const tooManyBalancers = [
  "TooManyLoadBalancers",
  "The maximum number of load balancers has been reached",
] as const;

/** What each API answers beyond its quota. */
const limits: Readonly<Record<string, readonly Limit[]>> = {
  [aws.eip]: [
    {
      quotaCode: "L-0263D0A3",
      error: ["AddressLimitExceeded", "The maximum number of addresses has been reached."],
    },
  ],
  [aws.loadBalancer]: [
    { quotaCode: "L-53DA6B97", error: tooManyBalancers, counts: balancer("application") },
    { quotaCode: "L-69A177A2", error: tooManyBalancers, counts: balancer("network") },
  ],
  [aws.targetGroup]: [
    {
      quotaCode: "L-B22855CB",
      error: ["TooManyTargetGroups", "The maximum number of target groups has been reached"],
    },
  ],
  [aws.healthCheck]: [
    {
      quotaCode: "L-ACB674F3",
      error: ["TooManyHealthChecks", "Cannot create more health checks: the limit on the account is reached"],
    },
  ],
};

function refuseBeyond(type: string, resource: Pick<CloudResource, "inputs">, cloud: CloudView): void {
  for (const { quotaCode, error, counts = () => true } of limits[type] ?? []) {
    if (!counts(resource)) continue;
    const there = cloud.list(type).filter((other) => !other.seeded && counts(other)).length;
    if (there >= (valueOf(quotaCode) ?? Infinity)) throw new CloudError(...error);
  }
}

/** The kinds, each within the account's quota. */
export function withinQuotas(kinds: Readonly<Record<string, ResourceKind>>): Record<string, ResourceKind> {
  return Object.fromEntries(
    Object.entries(kinds).map(([type, kind]) => [
      type,
      type in limits
        ? {
            ...kind,
            create: (inputs, context) => {
              refuseBeyond(type, { inputs }, context.cloud);
              return kind.create!(inputs, context);
            },
          }
        : kind,
    ]),
  );
}
