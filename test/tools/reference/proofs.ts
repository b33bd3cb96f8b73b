// Whether a test that a page names is there, and runs.
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "../../../tools/generated";
import type { Proof } from "../../../tools/reference/limits/limit";
import { titlesOf } from "../../../tools/reference/test-titles";

const titles = new Map<string, ReadonlySet<string>>();

export function isThere([file, title]: Proof): boolean {
  if (!fs.existsSync(path.join(root, file))) return false;
  if (!titles.has(file)) titles.set(file, titlesOf(fs.readFileSync(path.join(root, file), "utf8")));
  return titles.get(file)!.has(title);
}
