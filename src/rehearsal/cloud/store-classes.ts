// Knows which classes of databases and which cache nodes there are: those of the generations that AWS sells now.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html and
// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
import { regionOf } from "./aws";
import { textAt, textsAt } from "./properties";
import sizes from "./store-class-sizes.json";
import { CloudError } from "./types";
import type { CloudFunction } from "./types";

const named = (prefix: string, families: Readonly<Record<string, string>>): ReadonlySet<string> =>
  new Set(
    Object.entries(families).flatMap(([family, names]) =>
      names.split(" ").map((size) => `${prefix}.${family}.${size}`),
    ),
  );
const databaseClasses = named("db", sizes.database);
const cacheNodes = named("cache", sizes.cache);

/** Every class is offered for each version of each engine in every region. */
const getOrderableDbInstance: CloudFunction = (args, context) => {
  const asked = textAt(args, "instanceClass");
  if (asked !== undefined && !databaseClasses.has(asked))
    throw new CloudError("NotFound", "no RDS DB Instance Classes match the criteria; try a different search");
  const found = textsAt(args, "preferredInstanceClasses").find(
    (one) => databaseClasses.has(one) && (asked === undefined || one === asked),
  );
  if (found === undefined)
    throw new CloudError(
      "NotFound",
      "multiple RDS DB Instance Classes match the criteria; try a different search",
    );
  return { ...args, id: found, region: regionOf(args, context), instanceClass: found };
};

const getReservedCacheNodeOffering: CloudFunction = (args, context) => {
  const type = textAt(args, "cacheNodeType") ?? "";
  if (!cacheNodes.has(type))
    throw new CloudError("NotFound", "reading ElastiCache Reserved Cache Node Offering: empty result");
  return { ...args, id: `${type}-offering`, region: regionOf(args, context), offeringId: `${type}-offering` };
};

export const storeClassFunctions: Record<string, CloudFunction> = {
  "aws:rds/getOrderableDbInstance:getOrderableDbInstance": getOrderableDbInstance,
  "aws:elasticache/getReservedCacheNodeOffering:getReservedCacheNodeOffering": getReservedCacheNodeOffering,
};
