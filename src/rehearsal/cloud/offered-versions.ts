// Knows what AWS offers on a day, by the table of versions: Kubernetes versions, images of nodes, solution stacks.
import { versions, type SupportDates } from "../../schema/versions";

const minor = (version: string) => Number(version.split(".")[1]);

/** Whether AWS has begun to offer it, and hasn't given it up. */
function isOffered({ released, standardUntil, extendedUntil }: SupportDates, now: Date): boolean {
  const began = released === undefined || Date.parse(released) <= now.getTime();
  const last = extendedUntil ?? standardUntil;
  return began && (last === "unannounced" || now.getTime() < Date.parse(last));
}

/** The Kubernetes versions that EKS makes clusters of, the oldest first. */
export function offeredKubernetes(now: Date): string[] {
  return Object.entries(versions().kubernetes)
    .filter(([, dates]) => isOffered(dates, now))
    .map(([version]) => version)
    .sort((a, b) => minor(a) - minor(b));
}

/** The newest release of images for a Kubernetes version, as a node group names it. */
export function newestRelease(version: string): string {
  return versions().kubernetes[version]?.nodeImages.releases[0]?.slice(1) ?? "";
}

/** An image of Amazon Linux 2023 for nodes. */
export interface NodeImage {
  readonly name: string;
  readonly kubernetes: string;
  readonly release: string;
}

/** All of them, for each Kubernetes version the newest first. */
export function nodeImages(): NodeImage[] {
  return Object.entries(versions().kubernetes).flatMap(([kubernetes, entry]) =>
    entry.nodeImages.releases.flatMap((release) =>
      ["x86_64-standard", "arm64-standard", "x86_64-nvidia", "arm64-nvidia"].map((kind) => ({
        name: `amazon-eks-node-al2023-${kind}-${kubernetes}-${release}`,
        kubernetes,
        release,
      })),
    ),
  );
}

/** Whether a public parameter of EKS holds an image's id: those of Amazon Linux 2023, by the releases of each version. */
export function isNodeImage(parameter: string): boolean {
  const form =
    /^\/aws\/service\/eks\/optimized-ami\/(1\.\d+)\/amazon-linux-2023\/(x86_64|arm64)\/(standard|nvidia)\/(\S+)\/image_id$/;
  const [, version = "", platform = "", variant = "", image = ""] = form.exec(parameter) ?? [];
  const entry = versions().kubernetes[version];
  if (!entry) return false;
  const name = `amazon-eks-node-al2023-${platform}-${variant}-${version}-`;
  return image === "recommended" || entry.nodeImages.releases.some((release) => image === name + release);
}

/** The solution stacks for Docker, the newest first. */
export function offeredStacks(now: Date): string[] {
  return Object.entries(versions().platforms)
    .filter(([, dates]) => isOffered(dates, now))
    .flatMap(([system, { docker }]) =>
      (docker?.versions ?? []).map((version) => `${system} ${version} running Docker`),
    );
}
