// Reads the names that complete a command line from the project's files, as far as they can be read: nothing here throws.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { findRoot } from "../root";
import type { Source } from "./sources";

const mostBytes = 1_000_000;

type Names = Exclude<Source, "files">;

/** @param stack where the line has named it; else the names of all stacks. */
export async function namesOf(source: Names, stack: string | undefined, from?: string): Promise<string[]> {
  const root = attempt(() => findRoot(from));
  if (root === undefined) return [];
  const found = source === "stacks" ? stacksOf(root) : await inStacks(root, source, stack);
  // A name that a shell would take for anything else can't be one.
  return [...new Set(found)].filter((name) => /^[A-Za-z0-9_][\w.-]*$/.test(name)).sort();
}

function stacksOf(root: string): string[] {
  return list(root).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}

async function inStacks(
  root: string,
  source: Exclude<Names, "stacks">,
  stack: string | undefined,
): Promise<string[]> {
  // Stacks alone need no file to be read.
  const { parseDocument } = await import("yaml");
  const read = (file: string): unknown =>
    attempt(() => parseDocument(textOf(file), { logLevel: "silent", merge: true }).toJS() as unknown);
  const configs = (stack === undefined ? stacksOf(root) : [stack]).map((name) =>
    mapping(mapping(read(join(root, `Pulumi.${name}.yaml`)))["config"]),
  );
  if (source !== "routes")
    return configs.flatMap((config) => Object.keys(mapping(config[`crossover:${source}`])));
  const includes = configs.map((config) => config["crossover:include"]);
  const isDeployed = (service: string) =>
    includes.some((include) => !Array.isArray(include) || include.includes(service));
  const folder = join(root, "services");
  return list(folder).flatMap((file) => {
    const service = /^(.+)\.yaml$/.exec(file)?.[1];
    if (service === undefined || !isDeployed(service)) return [];
    const routes = Object.keys(mapping(mapping(read(join(folder, file)))["routes"]));
    return routes.length > 0 ? routes : [service];
  });
}

function list(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

/** The text of a regular file of a bearable size; a pipe may never end. */
function textOf(file: string): string {
  const stats = statSync(file);
  return stats.isFile() && stats.size <= mostBytes ? readFileSync(file, "utf8") : "";
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
