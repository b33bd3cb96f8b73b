// Reads the recorded stacks: what the program declares in each, with its exact inputs.
import * as fs from "node:fs";
import * as path from "node:path";
import type { KubeObject } from "./kube";

const folder = path.join(__dirname, "..", "..", "test", "stacks");

/** What a stack declares. */
export interface Recorded {
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Every resource of every stack. */
export function recordedResources(): readonly Recorded[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.flatMap((file) => {
    const rows = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as [
      string,
      string,
      Recorded["inputs"],
    ][];
    return rows.map(([type, name, inputs]) => ({ stack: path.parse(file).name, type, name, inputs }));
  });
}

/** The Kubernetes objects of each stack; charts are none. */
export function recordedObjects(): ReadonlyMap<string, readonly KubeObject[]> {
  const byStack = new Map<string, KubeObject[]>();
  for (const { stack, type, inputs } of recordedResources())
    if (type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/"))
      byStack.set(stack, [...(byStack.get(stack) ?? []), inputs as unknown as KubeObject]);
  return byStack;
}
