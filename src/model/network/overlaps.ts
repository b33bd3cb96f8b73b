// Checks that ranges don't overlap: the VPC's, its peers' and the VPN clients'.
import { freeRange, overlaps } from "./addresses";
import type { Report } from "../problem";

/** A range, and its path in the stack file. */
export interface Place {
  /** E.g. `Pulumi.prod.yaml: crossover:network.cidr`. */
  readonly path: string;
  readonly cidr: string;
}

/** Reports every two ranges that have an address in common, at the later one, with both named. */
export function reportOverlaps(places: readonly Place[], report: Report): void {
  const ranges = places.map(({ cidr }) => cidr);
  for (const [i, { path, cidr }] of places.entries())
    for (const other of places.slice(0, i)) {
      if (!overlaps(cidr, other.cidr)) continue;
      const free = freeRange(cidr, ranges);
      report(
        path,
        `\`${cidr}\` overlaps \`${other.cidr}\` of ${other.path}: an address would mean two hosts`,
        "network",
        free === undefined
          ? "a range that doesn't overlap it"
          : `a range that doesn't overlap it, such as ${free}`,
      );
    }
}
