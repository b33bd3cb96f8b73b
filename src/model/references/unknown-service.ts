// Says what is wrong with the name of a service that there isn't.
import { didYouMean } from "../names/nearest";
import type { Rule } from "../problem";

/** What is wrong with the name, by which rule, and what to write. */
export function unknownService(
  name: string,
  names: readonly string[],
  rule: Rule = "config",
): [message: string, rule: Rule, allowed: string] {
  const message = `there is no service \`${name}\`${didYouMean(name, names)}`;
  return [message, rule, "the name of a file in services/, without `.yaml`"];
}
