// Compares a text with the one that was last reviewed; `npm run goldens` writes it anew.
import { readFileSync, writeFileSync } from "node:fs";

export function expectGolden(file: string, text: string): void {
  if (process.env.UPDATE_GOLDENS === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

/** A list as JSON, one entry a line, so that a review sees what changes of which. */
export function listed(lines: readonly string[]): string {
  return `[\n${lines.join(",\n")}\n]\n`;
}
