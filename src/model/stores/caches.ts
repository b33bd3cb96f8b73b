// Derives a cache's copies, parameters and users from its settings.
import type { CacheSettings } from "../../schema/stack/databases";
import { limitedName, limits } from "../names/limits";
import { majorVersion } from "./versions";

/** The port of Valkey and Redis. */
export const cachePort = 6379;

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html */
export function cacheFamily({ engine, version }: Pick<CacheSettings, "engine" | "version">): string {
  return `${engine}${majorVersion(engine, version)}`;
}

/** How many nodes there are, and whether a replica takes over: that needs one, in another zone. */
export function cacheNodes({ replicas, nodeType }: Pick<CacheSettings, "replicas" | "nodeType">) {
  const failover = replicas > 0;
  return {
    numCacheClusters: replicas + 1,
    automaticFailoverEnabled: failover,
    multiAzEnabled: failover,
    // These types have local disks, and no other use:
    // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html
    ...(nodeType.startsWith("cache.r6gd.") && { dataTieringEnabled: true }),
  };
}

/** Everything but administration, which ElastiCache keeps to itself; pub/sub channels are granted apart since Redis 7. */
export const fullAccess = "on ~* &* +@all";
/** Groups of Redis must have a user called `default`, which anyone is who doesn't sign in: it may do nothing. */
export const noAccess = "off ~* -@all";

/** Id of that user; at most 40 characters, as any. */
export function defaultUserId(identifier: string): string {
  return limitedName(`${identifier}-default`, limits.replicationGroup);
}

/** What a role needs to sign in by IAM: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html */
export function connectPolicy(groupArn: string, userArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "elasticache:Connect", Resource: [groupArn, userArn] }],
  });
}
