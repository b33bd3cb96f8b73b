// Selects a stack by the Automation API.
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";
import type { Engine } from "../../tools/engine";

export interface StackPlace {
  readonly engine: Engine;
  readonly workDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @param create makes the stack where there is none. */
export async function selectStack(name: string, place: StackPlace, create: boolean): Promise<Stack> {
  const { engine, workDir, env } = place;
  const args = { stackName: name, projectName: "crossover", program: () => Promise.resolve({}) };
  const options = { workDir, pulumiCommand: toCommand(engine), envVars: { ...env } };
  const stack = create
    ? await LocalWorkspace.createOrSelectStack(args, options)
    : await LocalWorkspace.selectStack(args, options);
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
