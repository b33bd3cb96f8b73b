// Compares every refusal of a set of rules, in all its words, with those that were last reviewed.
import { join } from "node:path";
import type { Problem } from "../../src/model/problem";
import { expectGolden, listed } from "../golden";

/** What is refused in one case: of a whole problem, or of one that says of its own where it stands. */
type Refused = readonly (Omit<Problem, "path"> & { readonly path?: string })[];

/**
 * Compares the words of all refusals, one a line, with `refusals.json` in the directory.
 *
 * @param cases what is refused by what is asked; each refuses something.
 */
export function expectRefusals(directory: string, cases: Readonly<Record<string, Refused>>): void {
  const silent = Object.entries(cases).filter(([, refused]) => refused.length === 0);
  expect(silent.map(([asked]) => asked)).toEqual([]);
  const lines = Object.entries(cases).flatMap(([asked, refused]) =>
    refused.map(({ path, rule, message, allowed }) =>
      JSON.stringify({ asked, path, rule, message, allowed }),
    ),
  );
  expectGolden(join(directory, "refusals.json"), listed(lines));
}
