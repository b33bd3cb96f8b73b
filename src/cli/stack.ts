// Selects a stack by the Automation API.
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import type { Engine } from "../../tools/engine";

export interface StackPlace {
  readonly engine: Engine;
  readonly workDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** `exists`: it is known to be there. `unknown`: it has to be there. `missing`: it is to be made. */
export type Presence = "exists" | "unknown" | "missing";

export async function selectStack(name: string, place: StackPlace, presence: Presence): Promise<Stack> {
  const { engine, workDir, env } = place;
  const workspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: toCommand(engine),
    envVars: { ...env },
    program: () => Promise.resolve({}),
  });
  // Each call of the engine names its stack, so selecting it only asks whether it is there: a quarter of a second.
  if (presence === "exists") workspace.selectStack = () => Promise.resolve();
  const stack = await (presence === "missing"
    ? Stack.createOrSelect(name, workspace)
    : Stack.select(name, workspace));
  // After each update the Automation API asks the engine for outputs and history: a second that nothing here needs.
  stack.outputs = () => Promise.resolve({});
  stack.info = () => Promise.resolve(undefined);
  return stack;
}

/** The API's own constructor finds a CLI only in its own layout or on PATH, and asks it for its version once more. */
function toCommand({ command, version }: Engine): PulumiCommand {
  const engine = { command, version: new SemVer(version) };
  return Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, engine);
}
