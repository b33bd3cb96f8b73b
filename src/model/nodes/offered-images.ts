// Names the images that the nodes of Karpenter's pools start from, by the parameter in which EKS publishes each.
import type { EksSettings } from "../../schema/stack/clusters";
import { collectProblems, type Problem } from "../problem";
import { nodeVersionOf } from "../versions/kubernetes";
import { imageKind, imageName } from "./karpenter";

/** A release of images where a stack file names it. */
export interface NamedImages {
  /** Path with its file. */
  readonly path: string;
  readonly release: string;
  readonly kubernetes: string;
  /** The names of the parameters that hold the ids of the images that its pools start from. */
  readonly parameters: readonly string[];
}

/**
 * The releases that the files name; `latest` is always there.
 *
 * @param clusters that the stack makes, by id.
 * @param file the stack file's name, for the paths.
 */
export function namedImages(
  clusters: Readonly<
    Record<string, Pick<EksSettings, "version" | "nodeVersion" | "nodeImages" | "nodePools" | "autoscaling">>
  >,
  file: string,
): NamedImages[] {
  return Object.entries(clusters).flatMap(([id, cluster]) => {
    const { nodeImages: release, nodePools = {}, autoscaling } = cluster;
    if (autoscaling !== "karpenter" || release === "latest") return [];
    const kubernetes = nodeVersionOf(cluster);
    const parameters = Object.values(nodePools).map((pool) => imageParameter(pool, release, kubernetes));
    return {
      path: `${file}: crossover:clusters.${id}.nodeImages`,
      release,
      kubernetes,
      parameters: [...new Set(parameters)].sort(),
    };
  });
}

/** https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html, as Karpenter's `pkg/providers/amifamily/al2023.go` asks. */
function imageParameter(pool: Parameters<typeof imageName>[0], release: string, kubernetes: string): string {
  const { platform, variant } = imageKind(pool.families, pool.purpose);
  const kind = `/aws/service/eks/optimized-ami/${kubernetes}/amazon-linux-2023/${platform}/${variant}`;
  return `${kind}/${imageName(pool, release, kubernetes)}/image_id`;
}

/** Those of which there is no image. @param missing parameters that there aren't. */
export function missingImages(named: readonly NamedImages[], missing: ReadonlySet<string>): Problem[] {
  const { problems, report } = collectProblems("account");
  for (const { path, release, kubernetes, parameters } of named) {
    const kinds = parameters
      .filter((name) => missing.has(name))
      .map((name) => name.split("/").slice(-4, -2).join(" "));
    if (kinds.length > 0)
      report(
        path,
        `EKS has no image ${release} of Amazon Linux 2023 for Kubernetes ${kubernetes} (${kinds.join(", ")})`,
        "account",
        "`latest`, or a release of https://github.com/awslabs/amazon-eks-ami/releases that names that version",
      );
  }
  return problems;
}
