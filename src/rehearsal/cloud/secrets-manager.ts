// Simulates Secrets Manager: the names and ARNs of secrets, and never a value.
import { account, aws, digest } from "./aws";
import { objectsAt, textAt, textsAt } from "./properties";
import { CloudError, type CloudFunction, type CloudResource, type CloudView } from "./types";

/** An existing secret. Its ARN ends in six random characters. */
export function seededSecret(
  name: string,
  region: string,
): Pick<CloudResource, "type" | "id" | "inputs" | "outputs"> {
  const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${digest(name, 6)}`;
  return { type: aws.secret, id: arn, inputs: { name }, outputs: { name, arn } };
}

/** The secret of the name. */
export function secretNamed(view: CloudView, name: string | undefined): CloudResource | undefined {
  return view.list(aws.secret).find(({ outputs }) => textAt(outputs, "name") === name);
}

/** Lists by the one filter that the program uses: a name matches from its beginning
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html). */
const getSecrets: CloudFunction = (args, { cloud, region }) => {
  const prefixes = objectsAt(args, "filters")
    .filter((filter) => textAt(filter, "name") === "name")
    .flatMap((filter) => textsAt(filter, "values"));
  const found = cloud
    .list(aws.secret)
    .filter(
      ({ outputs }) =>
        prefixes.length === 0 || prefixes.some((prefix) => textAt(outputs, "name")?.startsWith(prefix)),
    );
  return {
    ...args,
    id: region,
    region,
    arns: found.map(({ id }) => id),
    names: found.flatMap(({ outputs }) => textAt(outputs, "name") ?? []),
  };
};

const getSecret: CloudFunction = (args, { cloud }) => {
  const found = secretNamed(cloud, textAt(args, "name"));
  if (!found)
    throw new CloudError(
      "NotFound",
      `reading Secrets Manager Secret (${textAt(args, "name")}): empty result`,
    );
  return { ...args, ...found.outputs, id: found.id };
};

export const secretFunctions: Record<string, CloudFunction> = {
  "aws:secretsmanager/getSecret:getSecret": getSecret,
  "aws:secretsmanager/getSecrets:getSecrets": getSecrets,
};
