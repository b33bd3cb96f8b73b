// Simulates Elastic Load Balancing v2: load balancers, target groups, listeners, rules and certificates.
import { certificateIssued } from "./acm";
import { account, arn, aws, common, digest, refuseTaken, regionOf, required } from "./aws";
import { hasInternetGateway } from "./gateways";
import { requiredSubnet } from "./vpc";
import { numberAt, objectsAt, textAt, textsAt, valueAt } from "./properties";
import { admits } from "./policy-admits";
import { settingOf } from "./s3";
import { requiredSecurityGroups } from "./security-groups";
import { CloudError } from "./types";
import type { CloudView, OperationContext, Properties, ResourceKind } from "./types";

/** Hosted zones of load balancers: https://docs.aws.amazon.com/general/latest/gr/elb.html */
const hostedZones: Record<string, { application: string; network: string }> = {
  "us-east-1": { application: "Z35SXDOTRQ7X7K", network: "Z26RNL4JYFTOTI" },
  "us-east-2": { application: "Z3AADJGX6KTTL2", network: "ZLMOA37VPKANP" },
  "us-west-2": { application: "Z1H1FL5HABSF5", network: "Z18D5FSROUN65G" },
  "eu-west-1": { application: "Z32O12XQLNTSW2", network: "Z2IFOLAFXWLO4F" },
  "eu-central-1": { application: "Z215JYRZR1TBD5", network: "Z3F0SRJ5LGBH90" },
};

/** Name, ARN and addresses of a load balancer, as the real API composes them. */
export function loadBalancerOutputs(name: string, inputs: Properties, context: OperationContext): Properties {
  const region = regionOf(inputs, context);
  const network = inputs["loadBalancerType"] === "network";
  const hash = context.hex(16);
  const suffix = `${network ? "net" : "app"}/${name}/${hash}`;
  const prefix = inputs["internal"] === true ? "internal-" : "";
  return {
    ...common(inputs, context),
    name,
    arn: arn("elasticloadbalancing", `loadbalancer/${suffix}`, inputs, context),
    arnSuffix: suffix,
    dnsName: network
      ? `${name}-${hash}.elb.${region}.amazonaws.com`
      : `${prefix}${name}-${parseInt(hash.slice(0, 8), 16)}.${region}.elb.amazonaws.com`,
    loadBalancerType: network ? "network" : "application",
    zoneId: (hostedZones[region] ?? hostedZones["us-east-1"]!)[network ? "network" : "application"],
  };
}

function refuseName(name: string, what: string): void {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  if (!/^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name))
    throw new CloudError(
      "ValidationError",
      `The ${what} name '${name}' must have at most 32 alphanumeric characters or inner hyphens, and not begin with 'internal-'`,
    );
}

function subnetsOf(inputs: Properties, context: OperationContext) {
  const ids = [
    ...textsAt(inputs, "subnets"),
    ...objectsAt(inputs, "subnetMappings").flatMap((mapping) => textAt(mapping, "subnetId") ?? []),
  ];
  const subnets = ids.map((id) => requiredSubnet(id, context));
  const zones = new Set(subnets.map((subnet) => subnet.outputs["availabilityZone"]));
  if (zones.size < subnets.length)
    throw new CloudError(
      "InvalidConfigurationRequest",
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  if (zones.size < (inputs["loadBalancerType"] === "network" ? 1 : 2))
    throw new CloudError(
      "ValidationError",
      "At least two subnets in two different Availability Zones must be specified",
    );
  return subnets;
}

/**
 * A first file is written when access logs are turned on: by one service for Application Load Balancers, which S3's own key
 * must do for, and by another for Network Load Balancers
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
 */
function refuseAccessLogs(balancer: string, inputs: Properties, context: OperationContext): void {
  if (valueAt(inputs, "accessLogs.enabled") !== true) return;
  const { cloud } = context;
  const name = textAt(inputs, "accessLogs.bucket") ?? "";
  const refuse = (message: string): never => {
    throw new CloudError("InvalidConfigurationRequest", message);
  };
  const owner = cloud.get(aws.bucket, name);
  if (!owner) refuse(`The specified bucket does not exist: ${name}`);
  if (regionOf(owner!.outputs, context) !== regionOf(inputs, context))
    refuse(`The S3 bucket ${name} is not located in the same region as the load balancer`);
  const policy = textAt(settingOf(cloud, aws.bucketPolicy, name)?.inputs, "policy");
  const isNetwork = inputs["loadBalancerType"] === "network";
  const source = isNetwork ? arn("logs", "*", inputs, context) : balancer;
  const request = {
    principal: isNetwork ? "delivery.logs.amazonaws.com" : "logdelivery.elasticloadbalancing.amazonaws.com",
    context: {
      "aws:sourcearn": source,
      "aws:sourceaccount": account,
      "aws:securetransport": "true",
      "s3:x-amz-acl": "bucket-owner-full-control",
    },
  };
  const bucket = `arn:aws:s3:::${name}`;
  const prefix = textAt(inputs, "accessLogs.prefix");
  const file = `${bucket}/${prefix === undefined ? "" : `${prefix}/`}AWSLogs/${account}/ELBAccessLogTestFile`;
  const rules = objectsAt(settingOf(cloud, aws.bucketEncryption, name)?.inputs, "rules");
  const byKey = rules.some(
    (rule) => textAt(rule, "applyServerSideEncryptionByDefault.sseAlgorithm") === "aws:kms",
  );
  if ((byKey && !isNetwork) || !admits(policy, { ...request, action: "s3:PutObject", resource: file }))
    refuse(`Access Denied for bucket: ${name}. Please check S3bucket permission`);
}

const loadBalancer: ResourceKind = {
  autoName: { property: "name", maxLength: 32, unless: "namePrefix" },
  replaceOn: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
  computed: ["arn", "arnSuffix", "dnsName", "vpcId", "zoneId"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "tf-lb-"}${context.hex(7)}`;
    refuseName(name, "load balancer");
    refuseTaken(
      context.cloud,
      aws.loadBalancer,
      name,
      "DuplicateLoadBalancerName",
      `A load balancer with the same name '${name}' exists, but with different settings`,
    );
    const vpcId = textAt(subnetsOf(inputs, context)[0]?.inputs, "vpcId") ?? "";
    requiredSecurityGroups(textsAt(inputs, "securityGroups"), context);
    if (inputs["internal"] !== true && !hasInternetGateway(context.cloud, vpcId))
      throw new CloudError("InvalidSubnet", `VPC ${vpcId} has no internet gateway`);
    const outputs = loadBalancerOutputs(name, inputs, context);
    refuseAccessLogs(textAt(outputs, "arn") ?? "", inputs, context);
    return { id: textAt(outputs, "arn") ?? "", outputs: { ...outputs, vpcId } };
  },
  update(resource, inputs, context) {
    subnetsOf(inputs, context);
    refuseAccessLogs(resource.id, inputs, context);
    const groups = textsAt(inputs, "securityGroups");
    requiredSecurityGroups(groups, context);
    // The real provider replaces the load balancer here, which a rule on a path can't say.
    if (
      inputs["loadBalancerType"] === "network" &&
      (groups.length === 0) !== (textsAt(resource.inputs, "securityGroups").length === 0)
    )
      throw new CloudError(
        "InvalidConfigurationRequest",
        "You can't add or remove all security groups of a Network Load Balancer that exists",
      );
    return {};
  },
  remove(resource) {
    if (resource.inputs["enableDeletionProtection"] === true)
      throw new CloudError(
        "OperationNotPermitted",
        `Load balancer '${resource.id}' cannot be deleted because deletion protection is enabled`,
      );
  },
};

const targetGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 32, unless: "namePrefix" },
  replaceOn: [
    "ipAddressType",
    "name",
    "namePrefix",
    "port",
    "protocol",
    "protocolVersion",
    "targetType",
    "vpcId",
  ],
  computed: ["arn", "arnSuffix", "loadBalancerArns"],
  create(inputs, context) {
    const name = textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "tf-"}${context.hex(7)}`;
    refuseName(name, "target group");
    refuseTaken(
      context.cloud,
      aws.targetGroup,
      name,
      "DuplicateTargetGroupName",
      `A target group with the same name '${name}' exists, but with different settings`,
    );
    const vpcId = textAt(inputs, "vpcId");
    required(context.cloud, aws.vpc, vpcId, "ValidationError", `The VPC ID '${vpcId}' is not found`);
    const suffix = `targetgroup/${name}/${context.hex(16)}`;
    const id = arn("elasticloadbalancing", suffix, inputs, context);
    return {
      id,
      outputs: { ...common(inputs, context), name, arn: id, arnSuffix: suffix, loadBalancerArns: [] },
    };
  },
  remove(resource, { cloud }) {
    const user = [...cloud.list(aws.listener), ...cloud.list(aws.listenerRule)].find((forwarder) =>
      forwardTargets(forwarder.inputs).some((target) => target.arn === resource.id),
    );
    if (user)
      throw new CloudError(
        "ResourceInUse",
        `Target group '${resource.id}' is currently in use by a listener or a rule (${user.id})`,
      );
  },
};

/** The target groups that the last action of a listener or rule forwards to, with their weights. */
export function forwardTargets(inputs: Properties): { arn: string; weight: number }[] {
  const action = actionOf(inputs);
  const single = textAt(action, "targetGroupArn");
  if (single) return [{ arn: single, weight: 1 }];
  return objectsAt(action, "forward.targetGroups").map((target) => ({
    arn: textAt(target, "arn") ?? "",
    weight: numberAt(target, "weight") ?? 1,
  }));
}

/** The action that ends a request: authentication may come before it. */
export function actionOf(inputs: Properties): Properties {
  return [...objectsAt(inputs, "defaultActions"), ...objectsAt(inputs, "actions")].at(-1) ?? {};
}

function refuseTargets(inputs: Properties, balancer: string, view: CloudView): void {
  for (const { arn: target } of forwardTargets(inputs)) {
    required(view, aws.targetGroup, target, "TargetGroupNotFound", `Target groups '${target}' not found`);
    const other = view
      .list(aws.listener)
      .find(
        (listener) =>
          textAt(listener.inputs, "loadBalancerArn") !== balancer &&
          forwardTargets(listener.inputs).some((used) => used.arn === target),
      );
    if (other)
      throw new CloudError(
        "TargetGroupAssociationLimit",
        `The following target groups cannot be associated with more than one load balancer: ${target}`,
      );
  }
}

/** Refuses a certificate that isn't there, or not issued yet. */
export function requiredCertificate(certificateArn: string, { cloud }: OperationContext): void {
  const message = `Certificate '${certificateArn}' not found`;
  const certificate = required(cloud, aws.certificate, certificateArn, "CertificateNotFound", message);
  if (!certificateIssued(cloud, certificate))
    throw new CloudError(
      "UnsupportedCertificate",
      `The certificate '${certificateArn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    );
}

function refuseListener(inputs: Properties, context: OperationContext, self?: string): void {
  const balancer = textAt(inputs, "loadBalancerArn") ?? "";
  required(
    context.cloud,
    aws.loadBalancer,
    balancer,
    "LoadBalancerNotFound",
    `Load balancers '[${balancer}]' not found`,
  );
  for (const other of context.cloud.list(aws.listener))
    if (
      other.id !== self &&
      textAt(other.inputs, "loadBalancerArn") === balancer &&
      other.inputs["port"] === inputs["port"]
    )
      throw new CloudError(
        "DuplicateListener",
        `A listener already exists on this port for this load balancer '${balancer}'`,
      );
  const certificate = textAt(inputs, "certificateArn");
  if (certificate) requiredCertificate(certificate, context);
  else if (["HTTPS", "TLS"].includes(textAt(inputs, "protocol") ?? ""))
    throw new CloudError(
      "ValidationError",
      `A certificate must be specified for ${textAt(inputs, "protocol")} listeners`,
    );
  refuseTargets(inputs, balancer, context.cloud);
}

const listener: ResourceKind = {
  replaceOn: ["loadBalancerArn"],
  computed: ["arn"],
  create(inputs, context) {
    refuseListener(inputs, context);
    const balancer = textAt(inputs, "loadBalancerArn") ?? "";
    const id = `${balancer.replace(":loadbalancer/", ":listener/")}/${context.hex(16)}`;
    return { id, outputs: { ...common(inputs, context), arn: id } };
  },
  update(resource, inputs, context) {
    refuseListener(inputs, context, resource.id);
    return {};
  },
};

function refusePriority(inputs: Properties, { cloud }: OperationContext, self?: string): void {
  const listenerArn = textAt(inputs, "listenerArn");
  const owner = required(
    cloud,
    aws.listener,
    listenerArn,
    "ListenerNotFound",
    `Listeners '${listenerArn}' not found`,
  );
  const priority = numberAt(inputs, "priority");
  for (const other of cloud.list(aws.listenerRule))
    if (
      other.id !== self &&
      textAt(other.inputs, "listenerArn") === listenerArn &&
      priority !== undefined &&
      numberAt(other.outputs, "priority") === priority
    )
      throw new CloudError("PriorityInUse", `Priority '${priority}' is currently in use`);
  refuseTargets(inputs, textAt(owner.inputs, "loadBalancerArn") ?? "", cloud);
}

const listenerRule: ResourceKind = {
  replaceOn: ["listenerArn"],
  computed: ["arn"],
  create(inputs, context) {
    refusePriority(inputs, context);
    const owner = textAt(inputs, "listenerArn") ?? "";
    const taken = context.cloud
      .list(aws.listenerRule)
      .filter((other) => textAt(other.inputs, "listenerArn") === owner)
      .map((other) => numberAt(other.outputs, "priority") ?? 0);
    const id = `${owner.replace(":listener/", ":listener-rule/")}/${context.hex(16)}`;
    const priority = inputs["priority"] ?? Math.max(0, ...taken) + 1;
    return { id, outputs: { ...common(inputs, context), arn: id, priority } };
  },
  update(resource, inputs, context) {
    refusePriority(inputs, context, resource.id);
    return { outputs: { priority: inputs["priority"] ?? resource.outputs["priority"] ?? null } };
  },
};

const listenerCertificate: ResourceKind = {
  replaceOn: ["certificateArn", "listenerArn"],
  create(inputs, context) {
    const owner = textAt(inputs, "listenerArn");
    required(context.cloud, aws.listener, owner, "ListenerNotFound", `Listeners '${owner}' not found`);
    requiredCertificate(textAt(inputs, "certificateArn") ?? "", context);
    return { id: `${owner}_${textAt(inputs, "certificateArn")}` };
  },
};

/** A load balancer that was there before the program, and answers always. */
export function seededLoadBalancer(
  name: string,
  internal: boolean,
  context: OperationContext,
): { id: string; inputs: Properties; outputs: Properties } {
  const inputs = { name, loadBalancerType: "application", internal };
  const outputs = loadBalancerOutputs(name, inputs, context);
  return {
    id: textAt(outputs, "arn") ?? "",
    inputs,
    outputs: { ...inputs, ...outputs, vpcId: `vpc-${digest(name, 17)}` },
  };
}

/** Its target group. */
export function seededTargetGroup(
  name: string,
  balancer: string,
  context: OperationContext,
): { id: string; inputs: Properties; outputs: Properties } {
  const arnSuffix = `targetgroup/${name}/${context.hex(16)}`;
  const id = arn("elasticloadbalancing", arnSuffix, {}, context);
  return { id, inputs: { name }, outputs: { name, arn: id, arnSuffix, loadBalancerArns: [balancer] } };
}

export const elb: Record<string, ResourceKind> = {
  [aws.loadBalancer]: loadBalancer,
  [aws.targetGroup]: targetGroup,
  [aws.listener]: listener,
  [aws.listenerRule]: listenerRule,
  [aws.listenerCertificate]: listenerCertificate,
};
