// Reads what the project is called, and finds its stack files.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fileOf } from "../config";
import { didYouMean } from "../model/names/nearest";
import { UsageError } from "./usage-error";

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
