// Reads from a kubeconfig which cluster a Kubernetes provider talks to.
import { parse } from "yaml";
import type { Properties } from "../cloud/types";

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly { name?: string; context?: { cluster?: string; user?: string } }[];
  readonly clusters?: readonly { name?: string }[];
  readonly users?: readonly { name?: string; user?: { exec?: { args?: readonly string[] } } }[];
}

/**
 * The cluster in the kubeconfig's current context (JSON or YAML), else its only cluster; undefined when it names none.
 * For EKS that is the name that `aws eks get-token` is given, since `@pulumi/eks` calls every cluster `kubernetes`. A path
 * to a file is not followed: a rehearsed cluster has no files.
 */
export function clusterOf(kubeconfig: string, context?: string): string | undefined {
  const config = read(kubeconfig);
  const current = context ?? config?.["current-context"];
  const { cluster, user } = config?.contexts?.find(({ name }) => name === current)?.context ?? {};
  const args = config?.users?.find(({ name }) => name === user)?.user?.exec?.args ?? [];
  const flag = args.indexOf("--cluster-name");
  if (flag >= 0) return args[flag + 1];
  return cluster ?? (config?.clusters?.length === 1 ? config.clusters[0]?.name : undefined);
}

/**
 * A Kubernetes provider is replaced, and all its objects with it, when it comes to name another cluster. With a
 * `clusterIdentifier` only that counts (pulumi-kubernetes, `DiffConfig`).
 */
export function otherCluster(olds: Properties, news: Properties): boolean {
  if (olds.clusterIdentifier && news.clusterIdentifier)
    return olds.clusterIdentifier !== news.clusterIdentifier;
  const [before, after] = [olds.kubeconfig, news.kubeconfig].map((config) =>
    typeof config === "string" ? clusterOf(config) : undefined,
  );
  return before !== undefined && after !== undefined && before !== after;
}

function read(kubeconfig: string): Kubeconfig | undefined {
  try {
    const config: unknown = parse(kubeconfig);
    return typeof config === "object" && config !== null ? config : undefined;
  } catch {
    return undefined;
  }
}
