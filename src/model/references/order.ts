// Checks the order in which services are switched over.
import type { Report } from "../problem";
import { wrongService } from "./unknown-service";
import type { Named } from "./named";

/** `after` names services that exist, and never in a circle, in which no service could begin. */
export function checkOrder(named: Named, report: Report): void {
  const { services } = named;
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (done.has(name)) return;
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name].join(" -> ");
      report(`services/${name}.yaml: after`, `is a circle, so no service could go first: ${circle}`);
      return;
    }
    for (const other of byName.get(name)?.after ?? []) visit(other, [...trail, name]);
    done.add(name);
  };
  for (const service of services) {
    for (const other of service.after) {
      const wrong = wrongService(other, named);
      if (wrong) report(`services/${service.name}.yaml: after`, ...wrong);
    }
    visit(service.name, []);
  }
}
