// Reads tables from YAML files, each checked by a schema that knows every key.
import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { readYaml, validate } from "../../src/config";
import { root } from "../generated";

/** Words that a page shows. */
export const words = z.string().regex(/\S/, "must be text that isn't empty");

/** Where something is said, for readers to look it up. */
export const address = z.string().regex(/^https:\/\/\S+$/, "must be an address that begins with `https://`");

/** A test, by its file and its full title: those of its `describe` blocks come first, apart by ` > `. */
export type Proof = readonly [file: string, title: string];

/** Tests by file, at least one. */
export const proofs = z
  .record(
    z.string().regex(/^test\/\S+\.test\.ts$/, "must be a file such as `test/model/service.test.ts`"),
    z.array(words).min(1),
  )
  .refine((files) => Object.keys(files).length > 0, "needs at least one test")
  .transform((files): readonly Proof[] =>
    Object.entries(files).flatMap(([file, titles]) => titles.map((title): Proof => [file, title])),
  );

/**
 * Reads one table, or throws with every mistake in it.
 *
 * @param file from `directory`, which is the project's root unless a test says otherwise.
 */
export function readTable<T>(schema: z.ZodType<T>, file: string, directory = root): T {
  const where = (inside: string) => `${file}${inside && `: ${inside}`}`;
  const parsed = readYaml(path.join(directory, file), where);
  const checked = parsed.problems.length > 0 ? parsed : validate(schema, parsed.value, where);
  if (checked.problems.length > 0)
    throw new Error(checked.problems.map((problem) => `${problem.path}: ${problem.message}`).join("\n"));
  return checked.value as T;
}

/** Reads every table of a folder, in the order of the files' names. */
export function readTables<T>(schema: z.ZodType<T>, folder: string, directory = root): T[] {
  const names = fs.readdirSync(path.join(directory, folder)).sort();
  return names.map((name) => readTable(schema, path.posix.join(folder, name), directory));
}
