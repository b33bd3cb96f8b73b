// Decides which cluster `kubernetes` means, and on which nodes of each cluster the pods of a service may run.
import type { StackFile } from "../../schema/stack";
import type { ClusterSettings } from "../../schema/stack/clusters";
import { placement, type Misplaced, type NodePlace, type Placement } from "../nodes/architecture";
import { checkPodDisk, checkPodSize, checkRoom, type Running } from "../nodes/cluster-room";
import { checkDrain } from "../nodes/drain";
import { limits } from "../names/limits";
import { checkNodes, nodePlaces } from "../nodes/node-groups";
import type { Report } from "../problem";
import type { Service } from "../service";
import { shareOf, targetsOf, toSplit } from "../traffic/split";
import { trafficKeys, desiredSplit } from "../traffic/keys";
import { checkTogether } from "../versions/kubernetes";
import type { Placements } from "./types";

/** The cluster that `kubernetes` and a plain percentage mean: the one that is named so, or the only one. */
export function primaryCluster({ clusters, kubernetes }: Pick<StackFile, "clusters" | "kubernetes">): string {
  return kubernetes ?? Object.keys(clusters)[0]!;
}

/**
 * Finds where each service may run. One that fits nowhere in a cluster is reported only for the cluster that
 * `kubernetes` means and those that its own traffic names: others are none of its business.
 */
export function placementsOf(
  services: readonly Service[],
  stack: StackFile,
  primary: string,
  file: string,
  report: Report,
): Placements {
  const wanted = targetsOfServices(services, stack, primary);
  return Object.fromEntries(
    Object.entries(stack.clusters).map(([id, cluster]) => {
      const path = `${file}: crossover:clusters.${id}`;
      const places = placesOf(cluster, path, file, report);
      const placed = (places ? services : []).flatMap((service) => {
        const found = placementIn(cluster, service, places!);
        if ("architectures" in found) return [[service.name, found] as const];
        if (id === primary || wanted.get(service.name)?.has(id))
          report(
            `services/${service.name}.yaml: ${found.path}`,
            found.message,
            found.rule ?? "architecture",
            found.allowed,
          );
        return [];
      });
      const placements = Object.fromEntries(placed);
      if (places && cluster.kind === "eks") {
        checkRoom(runningIn(id, services, placements, stack, primary), places, cluster, path, report);
        checkDrain(services, placements, places, cluster.nodePools ?? {}, path, report);
      }
      return [id, placements];
    }),
  );
}

/** Where a service may run in a cluster by its architecture and size; only the owner knows the size of shared nodes. */
function placementIn(
  cluster: ClusterSettings,
  service: Service,
  places: Readonly<Record<string, NodePlace>>,
): Placement | Misplaced {
  const found = placement(service, places);
  if (cluster.kind === "shared" || "path" in found) return found;
  const { architectures } = found;
  return (
    checkPodSize(service, architectures, places, cluster) ??
    checkPodDisk(service, architectures, places, cluster) ??
    found
  );
}

/** The services that the traffic lets run in a cluster. Jobs are left out: they wait for room. */
function runningIn(
  id: string,
  services: readonly Service[],
  placements: Readonly<Record<string, Placement>>,
  { traffic }: StackFile,
  primary: string,
): Running[] {
  const running = new Map<string, Running>();
  for (const [key, { service }] of trafficKeys(services)) {
    const placed = placements[service.name];
    const split = desiredSplit(traffic, key, service, primary);
    if (!placed || !service.scale || !targetsOf(split).includes(id)) continue;
    const pods = service.kind === "worker" ? shareOf(service.scale.min, split, id) : service.scale.min;
    running.set(service.name, { service, architectures: placed.architectures, pods });
  }
  return [...running.values()];
}

/** The targets that the traffic of each service names. */
function targetsOfServices(services: readonly Service[], { traffic }: StackFile, primary: string) {
  const wanted = new Map<string, Set<string>>();
  for (const [key, { service }] of trafficKeys(services)) {
    const value = traffic[key];
    if (value === undefined) continue;
    const targets = targetsOf(toSplit(value, primary));
    wanted.set(service.name, new Set([...(wanted.get(service.name) ?? []), ...targets]));
  }
  return wanted;
}

/** The nodes of a cluster; nothing if the architecture of some can't be told, which leaves open what fits. */
function placesOf(
  cluster: ClusterSettings,
  path: string,
  file: string,
  report: Report,
): Readonly<Record<string, NodePlace>> | undefined {
  if (cluster.kind === "shared") {
    if (file === `Pulumi.${cluster.stack}.yaml`)
      report(
        `${path}.stack`,
        "names this stack itself",
        "config",
        "the name of the stack that owns the cluster",
      );
    return Object.fromEntries(
      cluster.architectures.map((architecture) => [
        architecture,
        { architecture, purpose: "general", gpus: 0 },
      ]),
    );
  }
  const name = `${file.replace(/^Pulumi\.|\.yaml$/g, "")}-${path.split(".").at(-1)}`;
  if (name.length > limits.ownCluster)
    report(
      path,
      `the cluster's name \`${name}\` would have ${name.length} characters`,
      "config",
      `names of stack and cluster of ${limits.ownCluster - 1} characters together, since other names are made from the cluster's`,
    );
  checkNodes(cluster, path, report);
  checkTogether(cluster, path, report);
  return nodePlaces(cluster);
}
