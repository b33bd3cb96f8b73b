// Checks whether the nodes of Karpenter's pools may drain for as long as a job that runs there may take.
import type { NodePoolSettings } from "../../schema/stack/node-groups";
import type { NodePlace, Placement } from "./architecture";
import { drainSeconds } from "./karpenter";
import type { Report } from "../problem";
import type { Service } from "../service";
import { defaults } from "../workload/pod-settings";

/** What of a service tells how long its pods hold a node. */
export type Holding = Pick<Service, "name" | "kind" | "purpose" | "graceSeconds" | "deadlineSeconds">;

/**
 * Reports pools whose nodes end before a job that runs there has to: Karpenter leaves a job alone while it drains the
 * node, and ends it when the time is up (https://karpenter.sh/v1.14/concepts/disruption/#terminationgraceperiod). Other pods
 * fit always, by the bounds of `grace` and `drainWithin`.
 *
 * @param placed where each service may run in the cluster.
 */
export function checkDrain(
  services: readonly Holding[],
  placed: Readonly<Record<string, Pick<Placement, "architectures">>>,
  places: Readonly<Record<string, NodePlace>>,
  pools: Readonly<Record<string, Pick<NodePoolSettings, "drainWithin">>>,
  path: string,
  report: Report,
): void {
  for (const [name, pool] of Object.entries(pools)) {
    const { architecture, purpose } = places[name]!;
    const longest = services
      .filter((one) => one.kind === "job" && (one.purpose ?? "general") === purpose)
      .filter((one) => placed[one.name]?.architectures.includes(architecture))
      .map((one) => ({ name: one.name, needed: neededBy(one) }))
      .reduce<{ name: string; needed: number } | undefined>(
        (most, one) => (most === undefined || one.needed > most.needed ? one : most),
        undefined,
      );
    if (longest === undefined || longest.needed <= drainSeconds(pool)) continue;
    const hours = Math.ceil(longest.needed / 3600);
    report(
      `${path}.nodePools.${name}.drainWithin`,
      `lets a node drain for ${length(drainSeconds(pool))}, and \`${longest.name}\` may run there for ${length(longest.needed)}, its \`grace\` included: ` +
        "Karpenter would end it with its node",
      "nodes",
      `at least \`${hours}h\`, or a shorter \`deadline\``,
    );
  }
}

/** Seconds for which a run may hold its node. */
function neededBy({ deadlineSeconds = defaults.deadline, graceSeconds = defaults.grace }: Holding): number {
  return deadlineSeconds + graceSeconds;
}

/** E.g. `48h 1m`. */
function length(total: number): string {
  const parts: [number, string][] = [
    [Math.floor(total / 3600), "h"],
    [Math.floor((total % 3600) / 60), "m"],
    [total % 60, "s"],
  ];
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : [])).join(" ");
}
