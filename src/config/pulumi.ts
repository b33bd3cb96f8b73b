// Reads the `crossover:` keys of the stack that is being deployed, as Pulumi hands them to the program.
import * as pulumi from "@pulumi/pulumi";
import { readValues, fileOf, type StackReading, type Values } from "./stack";

/** The config of the stack that is being deployed. The only place that asks Pulumi for config. */
export function readConfig(): StackReading {
  const values = Object.entries(pulumi.runtime.allConfig()).map(([key, text]) => [key, decode(text)]);
  return readValues(Object.fromEntries(values) as Values, fileOf(pulumi.getStack()));
}

/** Objects, numbers and booleans arrive as JSON; anything else is the text itself. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
