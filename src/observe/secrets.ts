// Asks Secrets Manager which secrets there are; a secret that a service names and that isn't there is refused.
import * as aws from "@pulumi/aws";
import { missingSecrets, namesSecrets } from "../model/access/secrets";
import type { Service } from "../model/service";
import { Refusal } from "../refusal";

/**
 * Looks for every secret by its name. No value is asked for.
 *
 * @throws Refusal that names every secret which doesn't exist.
 */
export async function requireSecrets(stackName: string, services: readonly Service[]): Promise<void> {
  if (!services.some(namesSecrets)) return;
  const { names } = await aws.secretsmanager.getSecrets({
    filters: [{ name: "name", values: [`${stackName}/`] }],
  });
  const problems = missingSecrets(services, names);
  if (problems.length > 0) throw new Refusal(problems);
}
