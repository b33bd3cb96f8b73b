// Opens the simulated cloud of a rehearsal, with what the program looks up in it.
import type { StackReading } from "../config";
import type { Environment } from "../model/environment/types";
import { parseFault, startRehearsal, type Fault, type Rehearsal, type RehearsalOptions } from "../rehearsal";
import { killHolder } from "./locks";
import { seededNetworks } from "./seeded-networks";
import type { Invocation } from "./types";
import { UsageError } from "./usage-error";

/**
 * @param place where the cloud and the stack's state are kept; with a scratch folder, nothing is.
 * @throws UsageError on a fault that can't be read.
 */
export function rehearse(
  { directory, scratch }: Pick<RehearsalOptions, "directory" | "scratch">,
  { stack, advance, faults }: Invocation,
  reading: StackReading,
  environment: Environment | undefined,
): Promise<Rehearsal> {
  return startRehearsal({
    directory,
    scratch,
    advanceMs: advance,
    faults: faults.map(readFault),
    kill: () => {
      killHolder(directory, stack);
    },
    seed: seedOf(reading, environment?.settings.services ?? []),
  });
}

/** What the program only looks up has to be there, as it is in the account that is rehearsed. */
function seedOf({ stack, region }: StackReading, services: Environment["settings"]["services"]) {
  const adoptions = Object.values(stack?.services ?? {}).flatMap(({ legacy }) =>
    typeof legacy === "object" && legacy.adopt ? [legacy.adopt] : [],
  );
  return {
    region,
    zones: stack && "adopt" in stack.zone ? [stack.zone.adopt] : [],
    ...(stack && seededNetworks(stack, region)),
    loadBalancers: adoptions.flatMap(({ loadBalancer: name, targetGroup }) =>
      name === undefined ? [] : [{ name, targetGroup }],
    ),
    environments: adoptions.flatMap(({ environment }) => environment ?? []),
    ecsServices: adoptions.flatMap(({ ecs }) => ecs ?? []),
    alarms: adoptions.flatMap(({ hosts }) => hosts?.alarm ?? []),
    secrets: [
      ...services.flatMap(({ secrets }) => Object.values(secrets)),
      ...Object.values(stack?.databases ?? {}).flatMap(({ source, replication }) =>
        [source?.secret, replication?.secret].filter((secret) => secret !== undefined),
      ),
    ].filter((secret) => !secret.startsWith("arn:")),
  };
}

function readFault(text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    throw new UsageError(`--fault ${(error as Error).message}`);
  }
}
