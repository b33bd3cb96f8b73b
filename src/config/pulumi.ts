// Reads the `crossover:` keys of the stack that is being deployed, as Pulumi hands them to the program.
import * as pulumi from "@pulumi/pulumi";
import { decoded, readValues, fileOf, type StackReading, type Values } from "./stack";

/**
 * The config of the stack that is being deployed. The only place that asks Pulumi for config.
 *
 * @param change may alter the values before they are checked. @default they stay
 */
export function readConfig(change: (values: Values) => Values = (values) => values): StackReading {
  return readValues(change(decoded(pulumi.runtime.allConfig())), fileOf(pulumi.getStack()));
}
