// Simulates the provider functions (data sources) that the program calls.
import { account, aws, callerArn, digest } from "./aws";
import { getBeanstalkZone, getScalingGroups, getSolutionStack } from "./beanstalk";
import { getEcsCluster, getEcsService } from "./ecs";
import { forwardTargets } from "./elb";
import { ecrFunctions } from "./ecr";
import { recordsOf, requiredZone, zoneNameOf } from "./change-batch";
import { eksFunctions } from "./eks-functions";
import { instanceTypeFunctions } from "./instance-types";
import { storeClassFunctions } from "./store-classes";
import { imageDevices } from "./launch-templates";
import { isNodeImage } from "./offered-versions";
import { oidcFunctions } from "./oidc";
import { dmsFunctions } from "./dms-replications";
import { getPolicyDocument } from "./policy-document";
import { rdsFunctions } from "./rds";
import { networkFunctions } from "./network-functions";
import { quotaFunctions } from "./quotas";
import { normalName, wireName, wireValues, compareSets } from "./record-set";
import type { RecordSet } from "./record-set";
import { objectAt, objectsAt, textAt, textsAt } from "./properties";
import { secretFunctions } from "./secrets-manager";
import { CloudError } from "./types";
import type { CloudFunction, CloudResource, OperationContext, Properties } from "./types";

function regionOf(args: Properties, context: OperationContext): string {
  return textAt(args, "region") ?? context.region;
}

/** The error of the real provider's data sources: internal/tfresource/not_found_error.go of terraform-provider-aws. */
function single<T>(what: string, found: readonly T[]): T {
  if (found.length === 0) throw new CloudError("NotFound", `no matching ${what} found`);
  if (found.length > 1)
    throw new CloudError(
      "TooManyResults",
      `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
    );
  return found[0]!;
}

function hasTags(resource: CloudResource, wanted: Properties): boolean {
  const tags = objectAt(resource.inputs, "tags");
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

/** The NS and SOA sets that every zone has of itself. */
function apexSets(zone: CloudResource): RecordSet[] {
  const servers = textsAt(zone.outputs, "nameServers").map((server) => `${server}.`);
  const soa = `${servers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  const name = zoneNameOf(zone);
  return [
    { name, type: "NS", ttl: 172800, records: servers },
    { name, type: "SOA", ttl: 900, records: [soa] },
  ];
}

/** All record sets of a zone in Route 53's order. */
export function recordSets(cloud: OperationContext["cloud"], zone: CloudResource): RecordSet[] {
  return [...apexSets(zone), ...recordsOf(cloud, zone).map(({ set }) => set)].sort(compareSets);
}

const getZone: CloudFunction = (args, { cloud }) => {
  const id = textAt(args, "zoneId");
  const name = textAt(args, "name");
  const wantsPrivate = args["privateZone"] === true || args["vpcId"] !== undefined;
  const zone = id
    ? requiredZone(cloud, id)
    : single(
        "Route 53 Hosted Zone",
        cloud
          .list(aws.zone)
          .filter(
            (other) =>
              (name === undefined || zoneNameOf(other) === normalName(name)) &&
              objectsAt(other.inputs, "vpcs").length > 0 === wantsPrivate &&
              hasTags(other, objectAt(args, "tags")),
          ),
      );
  return {
    ...zone.outputs,
    id: zone.id,
    privateZone: objectsAt(zone.inputs, "vpcs").length > 0,
    callerReference: digest(zone.id, 32),
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    resourceRecordSetCount: recordSets(cloud, zone).length,
    tags: zone.inputs["tags"] ?? {},
  };
};

const getRecords: CloudFunction = (args, { cloud }) => {
  const zone = requiredZone(cloud, textAt(args, "zoneId"));
  const pattern = new RegExp(textAt(args, "nameRegex") ?? "");
  const sets = recordSets(cloud, zone)
    .map((set) => ({
      name: wireName(set.name),
      type: set.type,
      resourceRecords: wireValues(set).map((value) => ({ value })),
      ...(set.ttl !== undefined && { ttl: set.ttl }),
      ...(set.setIdentifier !== undefined && { setIdentifier: set.setIdentifier }),
      ...(set.weight !== undefined && { weight: set.weight }),
      ...(set.healthCheckId !== undefined && { healthCheckId: set.healthCheckId }),
      ...(set.alias && {
        aliasTarget: {
          dnsName: wireName(set.alias.name),
          evaluateTargetHealth: set.alias.evaluateTargetHealth,
          hostedZoneId: set.alias.zoneId,
        },
      }),
    }))
    .filter(({ name }) => pattern.test(name));
  return {
    zoneId: zone.id,
    resourceRecordSets: sets,
    ...(args["nameRegex"] && { nameRegex: args["nameRegex"] }),
  };
};

const getLoadBalancer: CloudFunction = (args, { cloud }) => {
  const found = single(
    "ELBv2 Load Balancer",
    cloud
      .list(aws.loadBalancer)
      .filter(
        (balancer) =>
          ["name", "arn"].every((key) => args[key] === undefined || balancer.outputs[key] === args[key]) &&
          hasTags(balancer, objectAt(args, "tags")),
      ),
  );
  return { ...found.outputs, id: found.id, tags: found.inputs["tags"] ?? {} };
};

const getTargetGroup: CloudFunction = (args, { cloud }) => {
  const found = single(
    "ELBv2 Target Group",
    cloud
      .list(aws.targetGroup)
      .filter((group) =>
        ["name", "arn"].every((key) => args[key] === undefined || group.outputs[key] === args[key]),
      ),
  );
  const used = cloud
    .list(aws.listener)
    .filter(({ inputs }) => forwardTargets(inputs).some((target) => target.arn === found.id))
    .map(({ inputs }) => textAt(inputs, "loadBalancerArn") ?? "");
  const loadBalancerArns = [...textsAt(found.outputs, "loadBalancerArns"), ...new Set(used)];
  return { ...found.outputs, id: found.id, loadBalancerArns, tags: found.inputs["tags"] ?? {} };
};

const getLoadBalancers: CloudFunction = (args, context) => ({
  id: regionOf(args, context),
  region: regionOf(args, context),
  arns: context.cloud
    .list(aws.loadBalancer)
    .filter((balancer) => hasTags(balancer, objectAt(args, "tags")))
    .map(({ id }) => id),
});

const getAvailabilityZones: CloudFunction = (args, context) => {
  const region = regionOf(args, context);
  const excluded = textsAt(args, "excludeNames");
  const names = ["a", "b", "c"].map((letter) => region + letter).filter((name) => !excluded.includes(name));
  const short = region.replace(/^(..)-(.).*-(\d)$/, "$1$2$3");
  const zoneIds = names.map((name) => `${short}-az${name.charCodeAt(name.length - 1) - 96}`);
  return { ...args, id: region, region, names, zoneIds, groupNames: [region] };
};

const prefixLists = ["s3", "dynamodb", "route53-healthchecks", "ipv6.route53-healthchecks"];

/** A prefix list that AWS manages, by name or id, directly or in a filter. */
function prefixList(
  args: Properties,
  context: OperationContext,
): { id: string; name: string; region: string } {
  const region = regionOf(args, context);
  const filtered = objectsAt(args, "filters").find((filter) => textAt(filter, "name") === "prefix-list-name");
  const name = textAt(args, "name") ?? textsAt(filtered, "values")[0];
  const id = textAt(args, "id") ?? textAt(args, "prefixListId");
  return single(
    "EC2 Managed Prefix List",
    prefixLists
      .map((service) => `com.amazonaws.${region}.${service}`)
      .map((full) => ({ id: `pl-${digest(full, 8)}`, name: full, region }))
      .filter((list) => (name === undefined || list.name === name) && (id === undefined || list.id === id)),
  );
}

const getManagedPrefixList: CloudFunction = (args, context) => {
  const list = prefixList(args, context);
  return {
    ...list,
    addressFamily: list.name.includes("ipv6") ? "IPv6" : "IPv4",
    arn: `arn:aws:ec2:${list.region}:aws:prefix-list/${list.id}`,
    entries: [],
    maxEntries: 0,
    ownerId: "AWS",
    tags: {},
    version: 0,
  };
};

const getAmi: CloudFunction = (args, context) => {
  const filters = objectsAt(args, "filters");
  const wanted = (name: string) =>
    textsAt(
      filters.find((filter) => textAt(filter, "name") === name),
      "values",
    )[0];
  const id = wanted("image-id") ?? `ami-${digest(JSON.stringify(args), 17)}`;
  const { root, others } = imageDevices(context.cloud, id);
  return {
    ...args,
    id,
    imageId: id,
    arn: `arn:aws:ec2:${regionOf(args, context)}::image/${id}`,
    name: wanted("name") ?? id,
    architecture: wanted("architecture") ?? "x86_64",
    ownerId: textsAt(args, "owners")[0] ?? account,
    region: regionOf(args, context),
    rootDeviceName: root,
    blockDeviceMappings: [root, ...others].map((deviceName) => ({
      ...{ deviceName, noDevice: "", virtualName: "", ebs: { volume_size: "8", volume_type: "gp3" } },
    })),
    state: "available",
  };
};

/** Public parameters are there for AMIs only; no others were put into the simulated account. */
const getParameter: CloudFunction = (args, context) => {
  const name = textAt(args, "name") ?? "";
  const there = name.startsWith("/aws/service/eks/")
    ? isNodeImage(name)
    : /^\/aws\/service\/.*(image_id|image-id|ami-|al20)/.test(name);
  if (!there)
    throw new CloudError("ParameterNotFound", `reading SSM Parameter (${name}): couldn't find resource`);
  const region = regionOf(args, context);
  const value = `ami-${digest(name, 17)}`;
  return {
    id: name,
    name,
    region,
    value,
    insecureValue: value,
    type: "String",
    version: 1,
    arn: `arn:aws:ssm:${region}::parameter${name}`,
  };
};

const getRole: CloudFunction = (args, { cloud }) => {
  const name = textAt(args, "name") ?? "";
  const found = cloud.get(aws.role, name);
  if (!found) throw new CloudError("NotFound", `reading IAM Role (${name}): couldn't find resource`);
  return { ...found.outputs, id: name };
};

export const functions: Record<string, CloudFunction> = {
  ...dmsFunctions,
  ...rdsFunctions,
  ...networkFunctions,
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: account,
    accountId: account,
    arn: callerArn,
    userId: "AIDAREHEARSAL",
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getRegion:getRegion": (args, context) => {
    const region = regionOf(args, context);
    return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.amazonaws.com` };
  },
  ...secretFunctions,
  "aws:iam/getPolicyDocument:getPolicyDocument": getPolicyDocument,
  "aws:iam/getRole:getRole": getRole,
  "aws:route53/getZone:getZone": getZone,
  "aws:route53/getRecords:getRecords": getRecords,
  "aws:lb/getLoadBalancer:getLoadBalancer": getLoadBalancer,
  "aws:lb/getLbs:getLbs": getLoadBalancers,
  "aws:lb/getTargetGroup:getTargetGroup": getTargetGroup,
  "aws:autoscaling/getAmiIds:getAmiIds": getScalingGroups,
  "aws:ecs/getCluster:getCluster": getEcsCluster,
  "aws:ecs/getService:getService": getEcsService,
  "aws:elasticbeanstalk/getHostedZone:getHostedZone": getBeanstalkZone,
  "aws:elasticbeanstalk/getSolutionStack:getSolutionStack": getSolutionStack,
  "aws:ec2/getAmi:getAmi": getAmi,
  "aws:ec2/getPrefixList:getPrefixList": (args, context) => ({
    ...prefixList(args, context),
    cidrBlocks: [],
  }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": getManagedPrefixList,
  "aws:ssm/getParameter:getParameter": getParameter,
  ...ecrFunctions,
  ...eksFunctions,
  ...instanceTypeFunctions,
  ...oidcFunctions,
  ...quotaFunctions,
  ...storeClassFunctions,
};
