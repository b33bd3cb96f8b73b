// Simulates ECR: repositories, lifecycle policies and repository policies.
import { account, arn, aws, common, regionOf, required } from "./aws";
import { numberAt, objectsAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudFunction, Json, OperationContext, Properties, ResourceKind } from "./types";

const repository: ResourceKind = {
  autoName: { property: "name", maxLength: 256 },
  replaceOn: ["encryptionConfigurations", "name"],
  computed: ["arn", "registryId", "repositoryUrl"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? context.hex(12);
    // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
    if (!/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name))
      throw new CloudError("InvalidParameterException", `Invalid parameter at 'repositoryName': '${name}'`);
    if (context.cloud.get(aws.repository, name))
      throw new CloudError(
        "RepositoryAlreadyExistsException",
        `The repository with name '${name}' already exists in the registry with id '${account}'`,
      );
    const outputs = {
      name,
      arn: arn("ecr", `repository/${name}`, inputs, context),
      registryId: account,
      repositoryUrl: `${account}.dkr.ecr.${regionOf(inputs, context)}.amazonaws.com/${name}`,
    };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
};

function repositoryOf(inputs: Properties, { cloud }: OperationContext): string {
  const name = textAt(inputs, "repository");
  const message = `The repository with name '${name}' does not exist in the registry with id '${account}'`;
  return required(cloud, aws.repository, name, "RepositoryNotFoundException", message).id;
}

/** Priorities are unique, and a rule for any tag has the highest number: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
function refuseRules(document: string | undefined): void {
  let parsed: Json;
  try {
    parsed = JSON.parse(document ?? "") as Json;
  } catch {
    throw new CloudError(
      "InvalidParameterException",
      "Invalid parameter at 'LifecyclePolicyText': invalid JSON",
    );
  }
  const rules = objectsAt(parsed, "rules");
  const priorities = rules.map((rule) => numberAt(rule, "rulePriority") ?? 0);
  const any = rules.find((rule) => textAt(rule, "selection.tagStatus") === "any");
  if (rules.length === 0 || new Set(priorities).size < priorities.length)
    throw new CloudError(
      "InvalidParameterException",
      "Invalid parameter at 'LifecyclePolicyText': rules must exist and have unique priorities",
    );
  if (any && numberAt(any, "rulePriority") !== Math.max(...priorities))
    throw new CloudError(
      "InvalidParameterException",
      "Invalid parameter at 'LifecyclePolicyText': the rule of tagStatus any must have the highest rulePriority",
    );
}

/** Like a repository policy, put over whatever the repository has: there is one of each. */
const lifecyclePolicy: ResourceKind = {
  upserts: true,
  replaceOn: ["policy", "repository"],
  deleteBeforeReplace: true,
  computed: ["registryId"],
  create(inputs, context) {
    refuseRules(textAt(inputs, "policy"));
    return { id: repositoryOf(inputs, context), outputs: { registryId: account } };
  },
};

const repositoryPolicy: ResourceKind = {
  upserts: true,
  replaceOn: ["repository"],
  computed: ["registryId"],
  create(inputs, context) {
    return { id: repositoryOf(inputs, context), outputs: { registryId: account } };
  },
};

/** A registry has one: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutReplicationConfiguration.html */
const replicationConfiguration: ResourceKind = {
  upserts: true,
  computed: ["registryId"],
  create(inputs, context) {
    refuseReplication(inputs, context);
    return { id: account, outputs: { registryId: account } };
  },
  update(_, inputs, context) {
    refuseReplication(inputs, context);
    return {};
  },
};

function refuseReplication(inputs: Properties, context: OperationContext): void {
  const refuse = (constraint: string) => {
    throw new CloudError(
      "InvalidParameterException",
      `Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: '${constraint}'`,
    );
  };
  const rules = objectsAt(inputs, "replicationConfiguration.rules");
  if (rules.length > 10) refuse("Member must have at most 10 rules");
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationRule.html
  if (rules.some((rule) => objectsAt(rule, "destinations").length > 25))
    refuse("Member must have at most 25 destinations");
  for (const destination of rules.flatMap((rule) => objectsAt(rule, "destinations")))
    if (
      textAt(destination, "registryId") === account &&
      textAt(destination, "region") === regionOf(inputs, context)
    )
      refuse("Replication destination cannot be the same as the source registry");
}

/** What repositories are that ECR makes by itself; one template a prefix and region. */
const creationTemplate: ResourceKind = {
  replaceOn: ["prefix"],
  computed: ["registryId"],
  create(inputs, context) {
    const prefix = textAt(inputs, "prefix") ?? "";
    const id = `${prefix}@${regionOf(inputs, context)}`;
    if (context.cloud.get(aws.creationTemplate, id))
      throw new CloudError(
        "TemplateAlreadyExistsException",
        `The template with prefix '${prefix}' already exists in the registry with id '${account}'`,
      );
    if (inputs["lifecyclePolicy"] !== undefined) refuseRules(textAt(inputs, "lifecyclePolicy"));
    return { id, outputs: { ...common(inputs, context), registryId: account } };
  },
};

export const ecr: Record<string, ResourceKind> = {
  [aws.repository]: repository,
  [aws.creationTemplate]: creationTemplate,
  [aws.replicationConfiguration]: replicationConfiguration,
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": lifecyclePolicy,
  "aws:ecr/repositoryPolicy:RepositoryPolicy": repositoryPolicy,
};

/** In the words of CloudFormation; the other kinds that Cloud Control knows aren't asked for. */
const getResource: CloudFunction = (args, { cloud }) => {
  const typeName = textAt(args, "typeName") ?? "";
  const identifier = textAt(args, "identifier") ?? "";
  if (typeName !== "AWS::ECR::ReplicationConfiguration")
    throw new CloudError("UnsupportedActionException", `Resource type ${typeName} is not simulated`);
  const rules = objectsAt(
    cloud.get(aws.replicationConfiguration, identifier)?.inputs,
    "replicationConfiguration.rules",
  );
  if (rules.length === 0)
    throw new CloudError(
      "ResourceNotFoundException",
      `reading Cloud Control API (${typeName}) Resource (${identifier}): couldn't find resource`,
    );
  const properties = {
    RegistryId: identifier,
    ReplicationConfiguration: {
      Rules: rules.map((rule) => ({
        Destinations: objectsAt(rule, "destinations").map((to) => ({
          Region: textAt(to, "region"),
          RegistryId: textAt(to, "registryId"),
        })),
        RepositoryFilters: objectsAt(rule, "repositoryFilters").map((one) => ({
          Filter: textAt(one, "filter"),
          FilterType: textAt(one, "filterType"),
        })),
      })),
    },
  };
  return { ...args, id: identifier, properties: JSON.stringify(properties) };
};

export const ecrFunctions: Record<string, CloudFunction> = {
  "aws:cloudcontrol/getResource:getResource": getResource,
};
