// Finds the project: its root, and its stack files.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { fileOf } from "../config";
import { didYouMean } from "../model/names/nearest";
import { UsageError } from "./usage-error";

/** The directory with `Pulumi.yaml`, from the current one upwards. */
export function findRoot(from = process.cwd()): string {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "Pulumi.yaml"))) return directory;
    if (dirname(directory) === directory)
      throw new UsageError("there is no Pulumi.yaml here or above: run it inside the project");
  }
}

/** The project's name, as `Pulumi.yaml` has it. */
export function projectName(root: string): string {
  return (parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { name: string }).name;
}

/** Stops early where a stack has no file. */
export function checkStackFile(root: string, stack: string): void {
  if (existsSync(join(root, fileOf(stack)))) return;
  const stacks = readdirSync(root).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  const has = stacks.length === 0 ? "no stack" : stacks.join(", ");
  throw new UsageError(`there is no ${fileOf(stack)}${didYouMean(stack, stacks)}; this project has ${has}`);
}
