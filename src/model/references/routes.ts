// Checks that a route is one service's alone.
import { maxHostnames } from "../workload/objects";
import type { Report } from "../problem";
import type { NamedService } from "./named";

/** Each route has an origin name in a cluster. */
const most = maxHostnames / 2;

/** A route is a name of the whole stack, and a key of `crossover:traffic`. */
export function checkRoutes(services: readonly NamedService[], report: Report): void {
  const owners = new Map<string, string>();
  for (const { name: service, routes = [] } of services) {
    if (routes.length > most)
      report(
        `services/${service}.yaml: routes`,
        `are ${routes.length}, and an HTTPRoute holds ${most} with their origin names`,
        "config",
        `${most} at most: split them over two services`,
      );
    for (const name of routes) {
      const path = `services/${service}.yaml: routes.${name}`;
      const owner = owners.get(name);
      if (owner) report(path, `is already a route of services/${owner}.yaml`);
      else if (name === "default")
        report(path, "is reserved: in `crossover:traffic` it means all other routes");
      else if (services.some((other) => other.name === name && other.routes?.length === 0))
        report(
          path,
          `is also the name of services/${name}.yaml, which has no route and uses it in \`crossover:traffic\``,
        );
      owners.set(name, service);
    }
  }
}
