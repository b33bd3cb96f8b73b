// The Pulumi CLI, as the Automation API wants it.
import { delimiter, dirname } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { ensureEngine } from "../../tools/engine";

/** Finds, installs or builds the CLI. */
export async function findEngine(log: (line: string) => void): Promise<PulumiCommand> {
  const { command } = await ensureEngine({ log });
  // Without a root of its own layout, the Automation API takes the first on PATH.
  process.env.PATH = `${dirname(command)}${delimiter}${process.env.PATH ?? ""}`;
  return PulumiCommand.get();
}
