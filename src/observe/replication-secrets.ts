// Looks up the ARNs of the secrets that replications name, since DMS takes only ARNs.
import * as aws from "@pulumi/aws";
import type { Answer, Problem } from "../model/problem";
import type { SecretArns } from "../model/replication/types";
import type { StackFile } from "../schema/stack";

/**
 * Looks each secret up by its name. No value is asked for.
 *
 * @param file the stack file's name, for the problems' paths: one for each secret that doesn't exist.
 */
export async function replicationSecrets(
  { databases }: Pick<StackFile, "databases">,
  file: string,
): Promise<Answer<SecretArns>> {
  const named = Object.entries(databases).flatMap(([id, { source, replication }]) =>
    source && replication
      ? [
          [`${id}.source.secret`, source.secret] as const,
          [`${id}.replication.secret`, replication.secret] as const,
        ]
      : [],
  );
  const found = new Map<string, string>();
  const problems: Problem[] = [];
  await Promise.all(
    named.map(async ([key, secret]) => {
      try {
        found.set(secret, secret.startsWith("arn:") ? secret : await arnOf(secret));
      } catch (error) {
        problems.push({
          rule: "replication",
          path: `${file}: crossover:databases.${key}`,
          message: `can't be found in Secrets Manager: ${error instanceof Error ? error.message : String(error)}`,
          allowed: "the name or ARN of a secret of this account and region",
        });
      }
    }),
  );
  return { value: (secret) => found.get(secret) ?? secret, problems };
}

async function arnOf(name: string): Promise<string> {
  return (await aws.secretsmanager.getSecret({ name })).arn;
}
