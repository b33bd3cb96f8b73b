// Asks which database classes and cache nodes AWS offers: refuses a class that there isn't, and warns of an unknown node.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../model/problem";
import { classesNear, unofferedClass, type NamedClass } from "../model/stores/offered-classes";
import type { StackFile } from "../schema/stack";

/** The named classes that there aren't. Where AWS can't be asked, that is only warned of, once. */
export async function classProblems(named: readonly NamedClass[]): Promise<Problem[]> {
  try {
    const asked = await Promise.all(
      named.map(async (one) => {
        const { engine, version: engineVersion, name } = one;
        if ((await offered({ engine, engineVersion }, [name], name)) !== undefined) return [];
        return [unofferedClass(one, await offered({ engine, engineVersion }, classesNear(name)))];
      }),
    );
    return asked.flat();
  } catch (error) {
    await pulumi.log.warn(
      `whether AWS has the database classes of this stack couldn't be asked (rds:DescribeOrderableDBInstanceOptions): ${reasonOf(error)}`,
    );
    return [];
  }
}

/**
 * The first of the classes that can be ordered.
 *
 * @param only asks for that class alone, rather than for all of the engine.
 * @throws the provider's error where AWS can't be asked.
 */
async function offered(
  engine: { readonly engine: string; readonly engineVersion?: string },
  classes: readonly string[],
  only?: string,
): Promise<string | undefined> {
  try {
    // A class is offered once for each kind of storage: the provider wants to know which of several is preferred.
    const { instanceClass } = await aws.rds.getOrderableDbInstance({
      ...engine,
      instanceClass: only,
      preferredInstanceClasses: [...classes],
    });
    return instanceClass;
  } catch (error) {
    if (nothingFound.test(reasonOf(error))) return undefined;
    throw error;
  }
}

/** What the provider says where nothing, or nothing that is preferred, was found; and RDS of a name that is none. */
const nothingFound = /no RDS .*match|multiple RDS DB Instance|Invalid DB Instance Class/i;

/**
 * Warns of cache nodes that AWS doesn't name. It lists none: what can be asked is whether one can be reserved, as all of the
 * current generations can. So it is no reason to refuse.
 */
export async function warnOfNodes(caches: StackFile["caches"], file: string): Promise<void> {
  await Promise.all(
    Object.entries(caches).map(async ([id, { engine, nodeType }]) => {
      try {
        await aws.elasticache.getReservedCacheNodeOffering({
          cacheNodeType: nodeType,
          productDescription: engine,
          duration: "P1Y",
          offeringType: "No Upfront",
        });
      } catch (error) {
        await pulumi.log.warn(
          `${file}: crossover:caches.${id}.nodeType: AWS doesn't say that there is \`${nodeType}\` for ${engine} here (elasticache:DescribeReservedCacheNodesOfferings): ${reasonOf(error)}`,
        );
      }
    }),
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
