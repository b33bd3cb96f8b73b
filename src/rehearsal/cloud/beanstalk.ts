// Simulates Elastic Beanstalk: applications, their versions, and environments with all that AWS creates in them.
import { arn, aws, common, regionOf, required } from "./aws";
import { requiredCertificate } from "./elb";
import { objectsAt, textAt } from "./properties";
import { offeredStacks } from "./offered-versions";
import { requiredSubnet } from "./vpc";
import { CloudError } from "./types";
import type { CloudFunction, CloudView, OperationContext, Properties, ResourceKind } from "./types";

/** Zones of environments' names: https://docs.aws.amazon.com/general/latest/gr/elasticbeanstalk.html */
const hostedZones: Readonly<Record<string, string>> = {
  "us-east-1": "Z117KPS5GTRQ2G",
  "us-east-2": "Z14LCN19Q5QHIC",
  "us-west-2": "Z38NKT9BP95V3O",
  "eu-west-1": "Z2NYPWQ7DFZAZH",
  "eu-central-1": "Z1FRNW7UH4DEZJ",
};

/** The zone that AWS keeps a region's environments in. */
export function beanstalkZone(region: string): string {
  const zone = hostedZones[region];
  if (!zone) throw new CloudError("InvalidParameterValue", `Unsupported region: ${region}`);
  return zone;
}

export const getBeanstalkZone: CloudFunction = (args, context) => {
  const region = regionOf(args, context);
  return { id: beanstalkZone(region), region };
};

/** The newest solution stack whose name matches, in the provider's words where none does. */
export const getSolutionStack: CloudFunction = (args, context) => {
  const pattern = new RegExp(textAt(args, "nameRegex") ?? "");
  const name = offeredStacks(context.cloud.now()).find((one) => pattern.test(one));
  if (name === undefined)
    throw new CloudError(
      "NotFound",
      "Your query returned no results. Please change your search criteria and try again.",
    );
  return { ...args, id: name, name, region: regionOf(args, context) };
};

function refuse(message: string, code = "InvalidParameterValue"): never {
  throw new CloudError(code, message);
}

function requiredApplication(inputs: Properties, { cloud }: OperationContext) {
  const name = textAt(inputs, "application");
  return required(
    cloud,
    aws.beanstalkApplication,
    name,
    "InvalidParameterValue",
    `No Application named '${name}' found.`,
  );
}

/** An option's value, whatever the order of the settings. */
export function option(properties: Properties, namespace: string, name: string): string | undefined {
  const found = objectsAt(properties, "settings").find(
    (setting) => setting["namespace"] === namespace && setting["name"] === name,
  );
  return textAt(found, "value");
}

/** How many instances the environment has at least. */
export function leastInstances(properties: Properties): number {
  return Number(option(properties, "aws:autoscaling:asg", "MinSize") ?? 1);
}

const application: ResourceKind = {
  autoName: { property: "name", maxLength: 100 },
  replaceOn: ["name"],
  computed: ["arn"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    if (context.cloud.get(aws.beanstalkApplication, name)) refuse(`Application ${name} already exists.`);
    const outputs = { arn: arn("elasticbeanstalk", `application/${name}`, inputs, context) };
    return { id: name, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    if (cloud.list(aws.beanstalkEnvironment).some(({ inputs }) => inputs["application"] === resource.id))
      refuse(
        `Unable to delete application ${resource.id} because it has running environments.`,
        "OperationInProgress",
      );
  },
};

/** The versions of an application have names of their own; another application may have the same. */
function versionId(inputs: Properties): string {
  return `${textAt(inputs, "application")}/${textAt(inputs, "name")}`;
}

const version: ResourceKind = {
  autoName: { property: "name", maxLength: 100 },
  replaceOn: ["application", "bucket", "key", "name"],
  computed: ["arn"],
  create(inputs, context) {
    requiredApplication(inputs, context);
    const [bucket, key] = [textAt(inputs, "bucket"), textAt(inputs, "key")];
    const stored = context.cloud
      .list(aws.bucketObject)
      .some((object) => object.inputs["bucket"] === bucket && object.inputs["key"] === key);
    if (!stored)
      refuse(`Unable to download from S3 location (Bucket: ${bucket} Key: ${key}). Reason: Not Found`);
    const id = versionId(inputs);
    if (context.cloud.get(aws.beanstalkVersion, id))
      refuse(`Application Version ${textAt(inputs, "name")} already exists.`);
    const outputs = { arn: arn("elasticbeanstalk", `applicationversion/${id}`, inputs, context) };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const user = cloud.list(aws.beanstalkEnvironment).find(({ inputs }) => versionOf(inputs) === resource.id);
    if (user && resource.inputs["forceDelete"] !== true)
      refuse(
        `Unable to delete Application Version, it is currently in use by the following environments: [${user.id}]`,
        "OperationInProgress",
      );
  },
};

function versionOf(environment: Properties): string {
  return `${textAt(environment, "application")}/${textAt(environment, "version")}`;
}

function refuseEnvironment(inputs: Properties, context: OperationContext): void {
  const { cloud } = context;
  requiredApplication(inputs, context);
  if (inputs["version"] !== undefined)
    required(
      cloud,
      aws.beanstalkVersion,
      versionOf(inputs),
      "InvalidParameterValue",
      `No Application Version named '${textAt(inputs, "version")}' found.`,
    );
  const stack = textAt(inputs, "solutionStackName");
  if (stack !== undefined && !offeredStacks(cloud.now()).includes(stack))
    refuse(`No Solution Stack named '${stack}' found.`);

  const launch = "aws:autoscaling:launchconfiguration";
  const invalid = (message: string) => refuse(message, "ConfigurationValidationException");
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-autoscaling-launch-templates.html
  const templated =
    option(inputs, launch, "DisableIMDSv1") === "true" ||
    option(inputs, launch, "RootVolumeType") === "gp3" ||
    option(inputs, launch, "BlockDeviceMappings") !== undefined;
  if (!templated)
    invalid(
      "The Launch Configuration creation operation is not available in your account. Use launch templates to create configuration templates for your Auto Scaling groups.",
    );
  const profile = option(inputs, launch, "IamInstanceProfile");
  if (profile === undefined) invalid("Environment must have instance profile associated with it.");
  else if (!cloud.get(aws.instanceProfile, profile))
    invalid(`The instance profile ${profile} associated with the environment does not exist.`);
  if (leastInstances(inputs) > Number(option(inputs, "aws:autoscaling:asg", "MaxSize") ?? 4))
    invalid("Invalid option value (Namespace: 'aws:autoscaling:asg'): MinSize is greater than MaxSize.");
  for (const name of ["Subnets", "ELBSubnets"])
    for (const subnet of option(inputs, "aws:ec2:vpc", name)?.split(",") ?? [])
      requiredSubnet(subnet, context);
  const certificate = option(inputs, "aws:elbv2:listener:443", "SSLCertificateArns");
  if (certificate) requiredCertificate(certificate, context);
  const variables = objectsAt(inputs, "settings").filter(
    (setting) => setting["namespace"] === "aws:elasticbeanstalk:application:environment",
  );
  const bytes = variables.reduce(
    (sum, setting) => sum + Buffer.byteLength(`${textAt(setting, "name")}=${textAt(setting, "value") ?? ""}`),
    0,
  );
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html
  if (bytes > 4096) invalid("Environment properties exceed the limit of 4096 bytes.");
}

const environment: ResourceKind = {
  autoName: { property: "name", maxLength: 40 },
  replaceOn: ["cnamePrefix", "name", "tier"],
  computed: [
    "allSettings",
    "arn",
    "autoscalingGroups",
    "cname",
    "endpointUrl",
    "instances",
    "loadBalancers",
    "platformArn",
    "queues",
    "triggers",
  ],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? "";
    // https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]$/.test(name))
      refuse(`Value ${name} at 'EnvironmentName' must be from 4 to 40 letters, digits and inner hyphens`);
    if (context.cloud.list(aws.beanstalkEnvironment).some(({ outputs }) => outputs["name"] === name))
      refuse(`Environment ${name} already exists.`);
    refuseEnvironment(inputs, context);
    return { id: `e-${context.hex(10)}`, outputs: environmentOutputs(name, inputs, context) };
  },
  update(_, inputs, context) {
    refuseEnvironment(inputs, context);
    return { outputs: { allSettings: inputs["settings"] ?? [] } };
  },
};

/** What AWS makes for an environment, as far as anything asks for it. */
export function environmentOutputs(name: string, inputs: Properties, context: OperationContext): Properties {
  const region = regionOf(inputs, context);
  const prefix = textAt(inputs, "cnamePrefix") ?? `${name}.eba-${context.hex(8)}`;
  const path = `environment/${textAt(inputs, "application")}/${name}`;
  return {
    ...common(inputs, context),
    name,
    arn: arn("elasticbeanstalk", path, inputs, context),
    cname: `${prefix}.${region}.elasticbeanstalk.com`.toLowerCase(),
    endpointUrl: `awseb-${context.hex(12)}.${region}.elb.amazonaws.com`,
    autoscalingGroups: [groupOf(name)],
    allSettings: inputs["settings"] ?? [],
    instances: [],
    loadBalancers: [],
    queues: [],
    triggers: [],
  };
}

function groupOf(environmentName: string): string {
  return `awseb-${environmentName}-AWSEBAutoScalingGroup`;
}

/** Of the tag that Beanstalk sets on all that it makes for an environment. */
const nameTag = "elasticbeanstalk:environment-name";

/** The environments of a name; a data source finds what AWS made for them by the tag. */
function environmentsNamed(cloud: CloudView, names: readonly string[]) {
  return cloud
    .list(aws.beanstalkEnvironment)
    .filter(({ outputs }) => names.includes(textAt(outputs, "name") ?? ""));
}

/** Auto Scaling groups by a tag. */
export const getScalingGroups: CloudFunction = (args, context) => {
  const wanted = objectsAt(args, "filters").map((filter) => ({
    tag: (textAt(filter, "name") ?? "").replace(/^tag:/, ""),
    values: filter["values"] as readonly string[],
  }));
  const own = context.cloud
    .list(aws.scalingGroup)
    .filter(({ inputs }) =>
      wanted.every(({ tag, values }) =>
        objectsAt(inputs, "tags").some(
          ({ key, value }) => key === tag && typeof value === "string" && values.includes(value),
        ),
      ),
    )
    .map(({ id }) => id);
  const made = wanted
    .filter(({ tag }) => tag === nameTag)
    .flatMap(({ values }) => environmentsNamed(context.cloud, values))
    .map(({ outputs }) => groupOf(textAt(outputs, "name") ?? ""));
  const names = [...own, ...made];
  const region = regionOf(args, context);
  return {
    id: region,
    region,
    names,
    arns: names.map((name) =>
      arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${name}`, args, context),
    ),
  };
};

/** The database that an environment was made with, if it was. */
export function environmentDatabase(
  cloud: CloudView,
  tags: Properties,
): { identifier: string; arn: string } | undefined {
  const name = textAt({ name: tags[nameTag] ?? null }, "name");
  const [found] = name === undefined ? [] : environmentsNamed(cloud, [name]);
  const database = found && option(found.outputs, "aws:rds:dbinstance", "DBInstanceIdentifier");
  if (database === undefined) return undefined;
  return { identifier: database, arn: `${textAt(found!.outputs, "arn")}/${database}` };
}

export const beanstalk: Record<string, ResourceKind> = {
  [aws.beanstalkApplication]: application,
  [aws.beanstalkVersion]: version,
  [aws.beanstalkEnvironment]: environment,
};
