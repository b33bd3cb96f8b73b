// Asks Secrets Manager which secrets exist.
import * as aws from "@pulumi/aws";
import { missingSecrets, namesSecrets } from "../model/access/secrets";
import type { Problem } from "../model/problem";
import type { Service } from "../model/service";

/** Looks for every secret that a service names, by its name; one problem for each that doesn't exist. No value is asked for. */
export async function secretProblems(stackName: string, services: readonly Service[]): Promise<Problem[]> {
  if (!services.some(namesSecrets)) return [];
  const { names } = await aws.secretsmanager.getSecrets({
    filters: [{ name: "name", values: [`${stackName}/`] }],
  });
  return missingSecrets(services, names);
}
