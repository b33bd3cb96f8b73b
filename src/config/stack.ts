// Reads the `crossover:` keys of the selected stack: the only place that touches Pulumi config.
import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../model/problem";
import { stackFile, type StackFile } from "../schema/stack";
import { validate } from "./explain";

const namespace = "crossover:";

/** Everything that the stack file says under `crossover:`, checked; all mistakes at once. */
export function readStack(): { stack?: StackFile; region: string; problems: Problem[] } {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  const raw: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(pulumi.runtime.allConfig()))
    if (key.startsWith(namespace)) raw[key.slice(namespace.length)] = decode(text);

  const where = (path: string) => `${file}: ${namespace}${path}`;
  const { value, problems } = validate(stackFile, raw, where);
  const region = new pulumi.Config("aws").get("region") ?? "";
  if (!region)
    problems.push({
      rule: "schema",
      path: `${file}: aws:region`,
      message: "is missing",
      allowed: "an AWS region such as `eu-west-1`",
    });
  return { stack: value, region, problems };
}

/** Objects, numbers and booleans arrive as JSON; anything else is the text itself. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
