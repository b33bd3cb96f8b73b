// Lets a legacy service read the secrets that it names, and no others.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { namesSecrets, secretsPolicy, type SecretsPlace } from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";

/** A policy of the role; nothing for a service that names no secret. */
export function secretsReader(
  name: string,
  role: aws.iam.Role,
  { service, secrets }: { readonly service: Pick<Service, "secrets">; readonly secrets?: SecretsPlace },
  parent: pulumi.Resource,
): aws.iam.RolePolicy | undefined {
  if (!secrets || !namesSecrets(service)) return undefined;
  const policy = JSON.stringify(secretsPolicy(service.secrets, secrets));
  return new aws.iam.RolePolicy(name, { role: role.name, policy }, { parent });
}
