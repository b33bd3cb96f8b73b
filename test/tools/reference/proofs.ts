// Checks what the reference names as proof: tests that exist and run, and resources that a stack declares.
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "../../../tools/generated";
import type { Proof } from "../../../tools/reference/tables";
import { titlesOf } from "../../../tools/reference/test-titles";

const titles = new Map<string, ReadonlySet<string>>();

export function isThere([file, title]: Proof): boolean {
  if (!fs.existsSync(path.join(root, file))) return false;
  if (!titles.has(file)) titles.set(file, titlesOf(fs.readFileSync(path.join(root, file), "utf8")));
  return titles.get(file)!.has(title);
}

/** The types of all resources in the reviewed lists of the stacks. */
export function declaredTypes(): ReadonlySet<string> {
  const stacks = path.join(root, "test/stacks");
  const lists = fs.readdirSync(stacks).filter((file) => file.endsWith(".json"));
  const rows = lists.flatMap(
    (file) => JSON.parse(fs.readFileSync(path.join(stacks, file), "utf8")) as [type: string][],
  );
  return new Set(rows.map(([type]) => type));
}
