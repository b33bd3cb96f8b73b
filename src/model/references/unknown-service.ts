// Says what is wrong with the name of a service that there isn't, or that the stack leaves out.
import { didYouMean } from "../names/nearest";
import type { Rule } from "../problem";
import type { Named } from "./named";

/** What is wrong with the name, by which rule, and what to write; nothing where it is one that the stack deploys. */
export function wrongService(
  name: string,
  { names, leftOut }: Pick<Named, "names" | "leftOut">,
  rule: Rule = "config",
): [message: string, rule: Rule, allowed: string] | undefined {
  if (leftOut.includes(name))
    return [`this stack doesn't deploy \`${name}\``, rule, `\`${name}\` in crossover:include too`];
  if (names.includes(name)) return undefined;
  const message = `there is no service \`${name}\`${didYouMean(name, names)}`;
  return [message, rule, "the name of a file in services/, without `.yaml`"];
}
