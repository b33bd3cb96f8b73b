// Asks other stacks for the clusters that this one shares.
import * as pulumi from "@pulumi/pulumi";
import type { SharedAccess } from "../model/clusters/types";
import { sharing } from "../model/outputs";
import type { Answer } from "../model/problem";
import type { StackFile } from "../schema/stack";

type Offered = Readonly<Record<string, SharedAccess>>;

/**
 * How each shared cluster is reached, by its id here.
 *
 * @param file the stack file's name, for the problems' paths: one for each cluster that its stack doesn't have.
 */
export async function sharedClusters(
  clusters: StackFile["clusters"],
  file: string,
): Promise<Answer<ReadonlyMap<string, SharedAccess>>> {
  const shared = Object.entries(clusters).flatMap(([id, one]) =>
    one.kind === "shared" ? [{ id, ...one }] : [],
  );
  const found = await Promise.all(
    shared.map(async ({ id, stack, cluster }) => {
      const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
      const owner = new pulumi.StackReference(`${id}-owner`, { name });
      const offered = (await owner.getOutputDetails(sharing)).value as Offered | undefined;
      return { id, stack, cluster, offered: offered ?? {} };
    }),
  );
  const problems = found
    .filter(({ cluster, offered }) => !Object.hasOwn(offered, cluster))
    .map(({ id, stack, cluster, offered }) => {
      const ids = Object.keys(offered);
      return {
        rule: "cluster" as const,
        path: `${file}: crossover:clusters.${id}`,
        message:
          ids.length === 0
            ? `the stack \`${stack}\` has no cluster to share yet`
            : `the stack \`${stack}\` has no cluster \`${cluster}\``,
        allowed: ids.length === 0 ? `update \`${stack}\` first` : ids.join(" or "),
      };
    });
  const value = found.flatMap(({ id, cluster, offered: { [cluster]: access } }) =>
    access ? [[id, access] as const] : [],
  );
  return { value: new Map(value), problems };
}
