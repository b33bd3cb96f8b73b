// Finds the root of the project. It loads nothing else, so that a shell that completes a word needn't wait.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "./usage-error";

/** The directory with `Pulumi.yaml`, from the current one upwards. */
export function findRoot(from = process.cwd()): string {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "Pulumi.yaml"))) return directory;
    if (dirname(directory) === directory)
      throw new UsageError("there is no Pulumi.yaml here or above: run it inside the project");
  }
}
