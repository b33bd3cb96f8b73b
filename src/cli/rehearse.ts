// Opens the simulated cloud of a rehearsal, with what the program looks up in it.
import { seededNetworks } from "./seeded-networks";
import { resolve } from "node:path";
import { fileOf, load, type StackReading } from "../config";
import { parseFault, startRehearsal, type Fault, type Rehearsal } from "../rehearsal";
import { killHolder } from "./locks";
import type { Invocation } from "./types";
import { UsageError } from "./usage-error";

/** @throws UsageError on a fault that can't be read. */
export function rehearse(
  root: string,
  { stack: name, rehearsal, advance, faults }: Invocation,
  reading: StackReading,
): Promise<Rehearsal> {
  const directory = resolve(root, rehearsal!);
  return startRehearsal({
    directory,
    advanceMs: advance,
    faults: faults.map(readFault),
    kill: () => {
      killHolder(directory, name);
    },
    seed: seedOf(root, fileOf(name), reading),
  });
}

/** What the program only looks up has to be there, as it is in the account that is rehearsed. */
function seedOf(root: string, file: string, reading: StackReading) {
  const { stack, region } = reading;
  const services = load(root, file, reading).environment?.settings.services ?? [];
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
