// Declares the stack's outputs about traffic and moves: one run writes them, the next reads them.
import * as pulumi from "@pulumi/pulumi";
import type { Application } from "../../components/workload/application";
import type { Settings } from "../model/environment/types";
import { ttl } from "../model/environment/types";
import { removableLegacy, type FoundLegacy, type Removable } from "../model/legacy/adopted";
import { moveOutput, trafficOutput } from "../model/outputs";
import type { Moves } from "../model/replication/moves";
import { recordMove } from "../model/replication/record";
import type { Recorded as RecordedMove } from "../model/replication/types";
import { wishOf } from "../model/replication/wish";
import type { Recorded } from "../model/traffic/observed";
import type { SubjectPlan } from "../model/traffic/types";
import type { StackFile } from "../schema/stack";
import type { DeclaredStores } from "./stores";

/**
 * One output for each key: its value, the `cluster` that `kubernetes` means in it, and since when. Each resolves only
 * once the split is in force, so that an update that fails before leaves the former outputs as they are.
 */
export function trafficOutputs(
  plan: readonly SubjectPlan[],
  applications: readonly Application[],
  cluster: string,
  clock: () => Date,
): Record<string, pulumi.Output<Recorded>> {
  const inForce = Object.assign({}, ...applications.map((one) => one.inForce)) as Application["inForce"];
  return Object.fromEntries(
    plan.map(({ key, value, since, fresh }) => [
      trafficOutput(key),
      inForce[key]!.apply(() => ({ value, cluster, since: (fresh ? clock() : since).toISOString() })),
    ]),
  );
}

/** The hostname of each route. */
export function hostnamesOutput({ services }: Settings): Record<string, string> {
  return Object.fromEntries(
    services.flatMap(({ routes }) => routes.map(({ name, hostname }) => [name, hostname])),
  );
}

/** What of the adopted legacy sides may be removed by hand, by service; each only once its service has left it. */
export function removableOutput(
  { services }: Settings,
  plan: readonly SubjectPlan[],
  found: ReadonlyMap<string, FoundLegacy>,
): Record<string, Removable> {
  return Object.fromEntries(
    services.flatMap(({ name, legacy }) => {
      const plans = plan.filter(({ service }) => service === name);
      const one = removableLegacy(legacy, plans, found.get(name)?.databases ?? [], ttl);
      return one ? [[name, one]] : [];
    }),
  );
}

/**
 * One output for each database that moves. Each resolves only once all is as declared, so that an update that fails
 * before leaves the former output. Where none moves, each stays as it is, whatever the stack file says by now.
 */
export function moveOutputs(
  { plans, recorded, still }: Moves,
  databases: StackFile["databases"],
  moved: DeclaredStores["moved"],
): Record<string, pulumi.Input<RecordedMove | undefined>> {
  if (still) return Object.fromEntries([...recorded].map(([id, before]) => [moveOutput(id), before]));
  return Object.fromEntries(
    Object.entries(plans).flatMap(([id, plan]) => {
      const one = databases[id];
      if (!one?.source) return [];
      const { source, replication } = one;
      const wish = replication && wishOf(replication, source, one);
      const before = recorded.get(id);
      const { address, settled } = moved[id]!;
      const output = pulumi.all([address, settled]).apply(([target, carriedOut]) => {
        const hosts = { source: source.host, target };
        return recordMove({ plan, wish, hosts, before, carriedOut });
      });
      return [[moveOutput(id), output] as const];
    }),
  );
}
