// Reads the controls of each framework, and the measures that serve them, from `tools/reference/controls/`.
import { z } from "zod";
import { address, proofs, readTable, readTables, words } from "./tables";

/** Something that a stack does, which serves controls of any framework. */
const measure = z.strictObject({
  /** In two or three words; a heading. */
  title: words,
  /** In a sentence without its full stop. */
  says: words,
  /** Types of the resources that do it, as the reviewed lists of `test/stacks/` have them; none if the program itself does. */
  resources: z.array(words),
  /** What proves it. */
  tests: proofs,
});
export type Measure = z.infer<typeof measure>;

/** What a framework asks for. @param measures the keys that a control may name. */
const control = (measures: readonly string[]) =>
  z.strictObject({
    /** As the framework numbers it, e.g. `CC6.1`. */
    id: words,
    /** In this project's own words: read the framework for what it says. */
    asks: words,
    /** Keys of measures. Without any, all of it is the company's. */
    measures: z.array(z.enum(measures)),
    /** What no program can do, or this one doesn't. */
    company: words,
  });
export type Control = z.infer<ReturnType<typeof control>>;

const framework = (measures: readonly string[]) =>
  z.strictObject({
    title: words,
    /** The address of its text. */
    source: address,
    controls: z.array(control(measures)).min(1),
  });
export type Framework = z.infer<ReturnType<typeof framework>>;

/** The table of controls. */
export interface Controls {
  /** By the key under which controls name them. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** In the order of the page, which is that of the numbers in their files' names. */
  readonly frameworks: readonly Framework[];
}

export function readControls(directory?: string): Controls {
  const folder = "tools/reference/controls";
  const measures = readTable(z.record(z.string(), measure), `${folder}/measures.yaml`, directory);
  const frameworks = readTables(framework(Object.keys(measures)), `${folder}/frameworks`, directory);
  return { measures, frameworks };
}
