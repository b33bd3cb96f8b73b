// Writes the folder that a rehearsal's engine runs in, so that overrides are never written to the user's files.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { decoded, fileOf, readYaml, standInForSecrets, type Values } from "../config";
import { newPrivateFolder, privateFile } from "../files";
import { isAlive } from "../rehearsal";
import { accountKeys } from "../schema/aws-provider";
import { applyOverrides } from "./overrides";
import type { Invocation } from "./types";

/** A folder of its own for each run, in `directory`; those that killed runs left there go. */
export function writeWorkFolder(root: string, { stack, overrides }: Invocation, directory: string): string {
  const folder = newPrivateFolder(directory, `run-${String(process.pid)}-`);
  removeAbandoned(directory);
  try {
    fill(folder, root, stack, overrides);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Of processes that are gone; in the common folder for temporary files some may be another user's. */
function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(directory, name), { recursive: true, force: true });
    } catch {
      // Theirs to remove.
    }
  }
}

function fill(folder: string, root: string, stack: string, overrides: Invocation["overrides"]): void {
  // Without `main`, which the engine would look for here: the program is inline.
  privateFile(join(folder, "Pulumi.yaml"), stringify({ name: "crossover", runtime: "nodejs" }));
  // What is wrong with it is reported without the engine, which only needs to start.
  const { config } = mapping(readYaml(join(root, fileOf(stack)), (path) => path).value);
  // Nothing of the real stack's is left: its keys, its secrets, and the environments that only Pulumi's cloud has.
  const rehearsed = overridden(withoutAccount(standInForSecrets(mapping(config)).values), overrides);
  privateFile(join(folder, fileOf(stack)), stringify({ config: rehearsed }));
}

/** A rehearsal asks its own cloud by its own credentials, and needs none that lead to a real one. */
function withoutAccount(config: Values): Values {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !accountKeys.includes(key)));
}

/** A value that Pulumi has written as text is laid over as what it says. */
function overridden(config: Values, overrides: Invocation["overrides"]): Values {
  const keys = overrides.map(({ path: [first] }) => `crossover:${String(first)}`);
  const said = decoded(Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key))));
  return applyOverrides({ ...config, ...said }, overrides);
}

/** The value there if it is a mapping, else none. */
function mapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
