// What a row of the table of controls says.
import type { Proof } from "../limits/limit";

/** Something that a stack does, which serves controls of any framework. */
export interface Measure {
  /** In two or three words; a heading. */
  readonly title: string;
  /** In a sentence without its full stop. */
  readonly says: string;
  /** Types of the resources that do it, as the reviewed lists of `test/stacks/` have them; none if the program itself does. */
  readonly resources: readonly string[];
  /** What proves it. */
  readonly tests: readonly Proof[];
}

/** What a framework asks for. */
export interface Control {
  /** As the framework numbers it, e.g. `CC6.1`. */
  readonly id: string;
  /** In this project's own words: read the framework for what it says. */
  readonly asks: string;
  /** Keys of measures. Without any, all of it is the company's. */
  readonly measures: readonly string[];
  /** What no program can do, or this one doesn't. */
  readonly company: string;
}

export interface Framework {
  readonly title: string;
  /** Where its text is to be had. */
  readonly source: string;
  readonly controls: readonly Control[];
}
