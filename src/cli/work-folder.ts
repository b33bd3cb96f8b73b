// Writes the folder that a rehearsal's engine runs in, so that overrides are never written to the user's files.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { fileOf } from "../config";
import { isAlive } from "../rehearsal";
import { applyOverrides } from "./overrides";
import type { Invocation } from "./types";

/** A folder of its own for each run, in `directory`; those that killed runs left there go. */
export function writeWorkFolder(root: string, { stack, overrides }: Invocation, directory: string): string {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(directory, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(directory, `run-${String(process.pid)}-`));
  // Without `main`, which the engine would look for here: the program is inline.
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: "crossover", runtime: "nodejs" }));
  const text = readFileSync(join(root, fileOf(stack)), "utf8");
  let file: Record<string, unknown> = {};
  try {
    file = mapping(parse(text));
  } catch {
    // What is wrong with it is reported without the engine, which only needs to start.
  }
  // A rehearsal has a passphrase of its own, and asks no key of the real stack's.
  const { encryptionsalt, encryptedkey, secretsprovider, ...rest } = file;
  const config = applyOverrides(withoutCredentials(mapping(rest.config)), overrides);
  writeFileSync(join(folder, fileOf(stack)), stringify({ ...rest, config }));
  return folder;
}

/** A rehearsal asks its own cloud by its own credentials, and needs none that lead to a real one. */
function withoutCredentials(config: Record<string, unknown>): Record<string, unknown> {
  const real = [
    ...["accessKey", "secretKey", "token", "profile", "assumeRoles", "assumeRoleWithWebIdentity"],
    ...["endpoints", "useFipsEndpoint", "useDualstackEndpoint"],
  ];
  return Object.fromEntries(
    Object.entries(config).filter(([key]) => !real.some((name) => key === `aws:${name}`)),
  );
}

/** The value there if it is a mapping, else none. */
function mapping(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
