// Groups what has yet to move into waves: each waits for nothing that isn't in an earlier one.
import type { Service } from "../service";
import type { Way } from "./schedule";

/** @returns the wave of each key that isn't through, the first being 1. `after` has no circles: the files are checked for them. */
export function wavesOf(
  ways: readonly Pick<Way, "key" | "service" | "steps">[],
  services: readonly Pick<Service, "name" | "after">[],
): ReadonlyMap<string, number> {
  const after = new Map(services.map((service) => [service.name, service.after]));
  const open = new Set(ways.filter(({ steps }) => steps.length > 0).map(({ service }) => service));
  const found = new Map<string, number>();
  const waveOf = (service: string): number => {
    const known = found.get(service);
    if (known !== undefined) return known;
    const before = (after.get(service) ?? []).map((one) => waveOf(one));
    const wave = Math.max(0, ...before) + (open.has(service) ? 1 : 0);
    found.set(service, wave);
    return wave;
  };
  return new Map(
    ways.filter(({ steps }) => steps.length > 0).map(({ key, service }) => [key, waveOf(service)]),
  );
}
