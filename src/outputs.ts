// The stack's outputs about traffic: written by one run, and read by the next for the one thing DNS doesn't tell.
import * as pulumi from "@pulumi/pulumi";
import type { Application } from "../components/workload/application";
import { removable, type FoundLegacy, type Removable } from "./model/legacy/adopted";
import type { Recorded } from "./model/traffic/observed";
import type { SubjectPlan } from "./model/traffic/types";
import { type Settings, ttl } from "./model/environment/types";

const prefix = "traffic.";

/**
 * One output for each key: its value, the `cluster` that `kubernetes` means in it, and since when. Each resolves only once the split is in force, so that an update
 * that fails before leaves the former outputs as they are.
 */
export function trafficOutputs(
  plan: readonly SubjectPlan[],
  applications: readonly Application[],
  cluster: string,
): Record<string, pulumi.Output<Recorded>> {
  const inForce = Object.assign({}, ...applications.map((one) => one.inForce)) as Application["inForce"];
  return Object.fromEntries(
    plan.map(({ key, value, since }) => [
      `${prefix}${key}`,
      inForce[key]!.apply(() => ({ value, cluster, since: since.toISOString() })),
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
      const one = removable(legacy, plans, found.get(name)?.databases ?? [], ttl);
      return one ? [[name, one]] : [];
    }),
  );
}

/** The outputs of the last update of this stack; none before the first. */
export async function lastOutputs(): Promise<Readonly<Record<string, unknown>>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = new pulumi.StackReference("last-update", { name });
  return (await new Promise<Record<string, unknown> | undefined>((resolve) => outputs.apply(resolve))) ?? {};
}

/** Reads the outputs of a stack; anything that isn't of the form that is written here counts as absent. */
export function fromOutputs(
  outputs: Readonly<Record<string, unknown>> | undefined,
): (key: string) => Recorded | undefined {
  return (key) => {
    const output = outputs?.[`${prefix}${key}`] as Partial<Recorded> | undefined;
    return output?.value === undefined || typeof output.since !== "string" ? undefined : (output as Recorded);
  };
}
