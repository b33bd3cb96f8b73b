// Requires fields that a service has by its kind, though their type says that they may be absent.
import type { Service } from "../service";

/**
 * A field that every service of its kind has: `port` and `healthPath` of a web service, `scale` of it and a worker,
 * `schedule` of a job.
 *
 * @throws TypeError if the service is of another kind.
 */
export function required<K extends "port" | "healthPath" | "scale" | "schedule">(
  service: Pick<Service, "name" | "kind" | K>,
  field: K,
): NonNullable<Service[K]> {
  const value = service[field];
  if (value === undefined)
    throw new TypeError(`${service.name} is a ${service.kind}, which has no \`${field}\``);
  return value;
}
