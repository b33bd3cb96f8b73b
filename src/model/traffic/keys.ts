// Lists the keys of `crossover:traffic`, and what each of them asks for.
import type { TrafficValue } from "../../schema/stack/traffic";
import type { Service } from "../service";
import { type Split, toSplit } from "./split";

/** The keys of `crossover:traffic` that a catalogue allows, each with its service and, for a route, its public name. */
export function trafficKeys(
  services: readonly Service[],
): ReadonlyMap<string, { service: Service; hostname?: string; ladder?: readonly number[] }> {
  return new Map(
    services.flatMap((service) =>
      service.routes.length > 0
        ? service.routes.map(({ name, ...route }) => [name, { service, ...route }] as const)
        : [[service.name, { service }] as const],
    ),
  );
}

/** The split that a key asks for; by default where its service can be. */
export function desiredSplit(
  traffic: Readonly<Record<string, TrafficValue>>,
  key: string,
  { legacy }: Service,
  cluster: string,
): Split {
  const fallback = traffic.default === "legacy" && legacy !== undefined ? "legacy" : "kubernetes";
  return toSplit(traffic[key] ?? fallback, cluster);
}

/** The path of a traffic key in the stack file. */
export function pathOf(key: string): string {
  return `crossover:traffic.${key}`;
}
