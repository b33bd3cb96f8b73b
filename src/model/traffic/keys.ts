// Lists the keys of `crossover:traffic`, what each of them asks for, and what none of them can be.
import type { TrafficValue } from "../../schema/stack/traffic";
import { didYouMean } from "../names/nearest";
import type { Problem } from "../problem";
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

/** What is wrong with a key that is no route's, and no service's without one. */
export function unknownKey(
  key: string,
  keys: readonly string[],
  services: readonly { readonly name: string; readonly routes: readonly string[] }[],
): Problem {
  const service = services.find((one) => one.name === key);
  if (!service) return unknownName(pathOf(key), key, keys);
  return {
    rule: "config",
    path: pathOf(key),
    message: `\`${key}\` is a service, and each of its public names shifts by itself`,
    allowed: service.routes.join(", "),
  };
}

/** That no key of the traffic has a name. @param path of the value that has it. */
export function unknownName(path: string, name: string, keys: readonly string[]): Problem {
  return {
    rule: "config",
    path,
    message: `there is no route or service \`${name}\`${didYouMean(name, keys)}`,
    allowed: keys.join(", "),
  };
}

/** The targets that there aren't. @param path of the value that names them. */
export function unknownTargets(
  path: string,
  targets: readonly string[],
  known: readonly string[],
): Problem[] {
  const unknown = targets.filter((id) => !known.includes(id));
  if (unknown.length === 0) return [];
  const message = unknown.map((id) => `there is no target \`${id}\`${didYouMean(id, known)}`).join("; ");
  return [{ rule: "config", path, message, allowed: known.join(", ") }];
}
