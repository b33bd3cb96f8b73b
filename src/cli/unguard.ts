// Takes the guard of answers off the state of a stack that is to be destroyed; what is protected for its data stays so.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { run } from "../../tools/process";
import { newPrivateFolder, privateFile } from "../files";
import { deleteGuardName, isProtectable, readUrn } from "../model/traffic/guarded-types";
import { isPublicZone } from "../model/traffic/written";

const minutes = 60_000;

/** One resource of the state, as far as the guard is in it. */
export interface GuardedResource {
  readonly urn: string;
  inputs?: Readonly<Record<string, unknown>>;
  outputs?: Readonly<Record<string, unknown>>;
  protect?: boolean;
  /** Names of hooks by the moment that they run at, e.g. `BeforeDelete`. */
  resourceHooks?: Record<string, string[]>;
}

interface Exported {
  readonly deployment?: { readonly resources?: GuardedResource[] };
}

/**
 * Lets the engine delete what answers stand on: it would look for the hook in a program, and a destroy runs none. Secrets
 * stay encrypted on the way.
 *
 * @param keepZone whether the zone stays, since it holds records that are no stack's: Route 53 deletes none that isn't empty.
 * @param lift lifts the deletion protection of load balancers, by their ARNs.
 */
export async function unguard(
  stack: Stack,
  keepZone: boolean,
  lift: (arns: readonly string[]) => Promise<void>,
): Promise<void> {
  const { pulumiCommand, workDir, envVars } = stack.workspace;
  const pulumi = (...args: string[]) =>
    run(pulumiCommand.command, ["stack", ...args, "--stack", stack.name, "--non-interactive"], {
      cwd: workDir,
      env: { PULUMI_SKIP_UPDATE_CHECK: "true", ...envVars },
      timeout: 10 * minutes,
    });
  const state = JSON.parse(await pulumi("export")) as Exported;
  const resources = state.deployment?.resources ?? [];
  const arns = unlock(resources);
  if (!takeOff(resources, keepZone) && arns.length === 0) return;
  await lift(arns);
  const folder = newPrivateFolder(tmpdir(), "crossover-");
  try {
    const file = join(folder, "state.json");
    privateFile(file, JSON.stringify(state));
    await pulumi("import", "--file", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Writes down that load balancers can be deleted, so that an update turns their protection on again should the stack stay.
 *
 * @returns the ARNs of those that AWS wouldn't delete.
 */
export function unlock(resources: readonly GuardedResource[]): string[] {
  return resources.flatMap((resource) => {
    const { inputs, outputs } = resource;
    const { chain } = readUrn(resource.urn);
    const isLocked =
      inputs?.["enableDeletionProtection"] === true || outputs?.["enableDeletionProtection"] === true;
    if (chain.at(-1) !== "aws:lb/loadBalancer:LoadBalancer" || !isLocked) return [];
    resource.inputs = { ...inputs, enableDeletionProtection: false };
    resource.outputs = { ...outputs, enableDeletionProtection: false };
    return typeof outputs?.["arn"] === "string" ? [outputs["arn"]] : [];
  });
}

/** @returns whether anything was changed. */
export function takeOff(resources: readonly GuardedResource[], keepZone = false): boolean {
  let found = false;
  for (const resource of resources) {
    const hooks = resource.resourceHooks;
    if (hooks?.["BeforeDelete"]?.includes(deleteGuardName)) {
      const others = hooks["BeforeDelete"].filter((name) => name !== deleteGuardName);
      if (others.length > 0) hooks["BeforeDelete"] = others;
      // The engine takes an empty list for hooks that it can't run.
      else delete hooks["BeforeDelete"];
      found = true;
    }
    const { chain } = readUrn(resource.urn);
    if (keepZone && isPublicZone({ ...resource, type: chain.at(-1)! })) {
      found ||= !resource.protect;
      resource.protect = true;
    } else if (resource.protect && isProtectable(chain)) {
      resource.protect = false;
      found = true;
    }
  }
  return found;
}
