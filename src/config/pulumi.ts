// Reads the `crossover:` keys of the stack that is being deployed, as Pulumi hands them to the program.
import * as pulumi from "@pulumi/pulumi";
import { decoded, readValues, fileOf, type StackReading } from "./stack";

/** The config of the stack that is being deployed. The only place that asks Pulumi for config. */
export function readConfig(): StackReading {
  return readValues(decoded(pulumi.runtime.allConfig()), fileOf(pulumi.getStack()));
}
