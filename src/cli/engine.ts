// The Pulumi CLI, as the Automation API wants it.
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import { ensureEngine } from "../../tools/engine";

/** Finds, installs or builds the CLI. */
export async function findEngine(log: (line: string) => void): Promise<PulumiCommand> {
  const { command, version } = await ensureEngine({ log });
  // Its own constructor finds a CLI only in its own layout or on PATH, and asks it for its version once more.
  const engine = { command, version: new SemVer(version) };
  return Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, engine);
}
