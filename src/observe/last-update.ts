// Reads what the last update of this stack recorded.
import * as pulumi from "@pulumi/pulumi";

/** The outputs of the last update of this stack; none before the first. */
export async function lastOutputs(): Promise<Readonly<Record<string, unknown>>> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = new pulumi.StackReference("last-update", { name });
  return (await new Promise<Record<string, unknown> | undefined>((resolve) => outputs.apply(resolve))) ?? {};
}
