// Simulates security groups and their rules.
import { account, arn, aws, common, userOf } from "./aws";
import { arePeered } from "./peering";
import { defaultSecurityGroup, requiredVpc } from "./vpc";
import { textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { CloudView, OperationContext, Properties, ResourceKind } from "./types";

/** Groups of a VPC and of a cluster exist without being resources of the program. */
function exists(view: CloudView, id: string): boolean {
  return (
    view.get(aws.securityGroup, id) !== undefined ||
    view.list(aws.vpc).some((vpc) => defaultSecurityGroup(vpc.id) === id) ||
    view
      .list(aws.cluster)
      .some((cluster) => textAt(cluster.outputs, "vpcConfig.clusterSecurityGroupId") === id)
  );
}

/** Refuses security groups that do not exist. */
export function requiredSecurityGroups(ids: readonly string[], { cloud }: OperationContext): void {
  for (const id of ids)
    if (!exists(cloud, id))
      throw new CloudError("InvalidGroup.NotFound", `The security group '${id}' does not exist`);
}

/** The VPC of a security group, where that can be told. */
export function vpcOf(view: CloudView, group: string | undefined): string | undefined {
  if (group === undefined) return undefined;
  const own = textAt(view.get(aws.securityGroup, group)?.inputs, "vpcId");
  const cluster = view
    .list(aws.cluster)
    .find(({ outputs }) => textAt(outputs, "vpcConfig.clusterSecurityGroupId") === group);
  const [subnet] = textsAt(cluster?.inputs, "vpcConfig.subnetIds");
  return (
    own ??
    view.list(aws.vpc).find((vpc) => defaultSecurityGroup(vpc.id) === group)?.id ??
    textAt(subnet === undefined ? undefined : view.get(aws.subnet, subnet)?.inputs, "vpcId")
  );
}

/** A rule names groups of its own VPC, and of those that an active peering leads to
 * (https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html). */
function refuseStranger(inputs: Properties, view: CloudView): void {
  const [own, other] = ["securityGroupId", "referencedSecurityGroupId"].map((key) =>
    vpcOf(view, textAt(inputs, key)),
  );
  if (own !== undefined && other !== undefined && own !== other && !arePeered(view, own, other))
    throw new CloudError(
      "InvalidGroup.NotFound",
      "You have specified two resources that belong to different networks.",
    );
}

const securityGroup: ResourceKind = {
  autoName: { property: "name", maxLength: 255, unless: "namePrefix" },
  replaceOn: ["description", "name", "namePrefix", "vpcId"],
  computed: ["arn", "ownerId"],
  create(inputs, context) {
    if (inputs["vpcId"] !== undefined) requiredVpc(inputs, context);
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    for (const other of context.cloud.list(aws.securityGroup))
      if (other.outputs["name"] === name && other.inputs["vpcId"] === inputs["vpcId"])
        throw new CloudError(
          "InvalidGroup.Duplicate",
          `The security group '${name}' already exists for VPC '${textAt(inputs, "vpcId")}'`,
        );
    const id = `sg-${context.hex(17)}`;
    const outputs = { arn: arn("ec2", `security-group/${id}`, inputs, context), name, ownerId: account };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const template = userOf(cloud, resource.id, [[aws.launchTemplate, "vpcSecurityGroupIds"]]);
    const user =
      userOf(cloud, resource.id, [
        [aws.ingressRule, "referencedSecurityGroupId"],
        [aws.egressRule, "referencedSecurityGroupId"],
        [aws.loadBalancer, "securityGroups"],
        [aws.vpcEndpoint, "securityGroupIds"],
        [aws.vpnEndpoint, "securityGroupIds"],
        [aws.cluster, "vpcConfig.securityGroupIds"],
        [aws.replicationConfig, "computeConfig.vpcSecurityGroupIds"],
        [aws.replicationInstance, "vpcSecurityGroupIds"],
        [aws.database, "vpcSecurityGroupIds"],
        [aws.replicationGroup, "securityGroupIds"],
      ]) ??
      // A template holds no network interface; the instances made from it do.
      (template && userOf(cloud, template.id, [[aws.scalingGroup, "launchTemplate.id"]]));
    if (user && textAt(user.inputs, "securityGroupId") !== resource.id)
      throw new CloudError(
        "DependencyViolation",
        `resource ${resource.id} has a dependent object (${user.id})`,
      );
  },
};

const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;

function sameRule(one: Properties, other: Properties): boolean {
  return ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...peers].every(
    (key) => one[key] === other[key],
  );
}

function rule(type: string): ResourceKind {
  return {
    replaceOn: ["securityGroupId"],
    computed: ["arn", "securityGroupRuleId"],
    check(inputs) {
      const given = peers.filter((key) => inputs[key] !== undefined);
      return given.length > 1
        ? [{ property: given[1]!, reason: `only one of ${given.join(", ")} can be specified` }]
        : [];
    },
    create(inputs, context) {
      requiredSecurityGroups(
        ["securityGroupId", "referencedSecurityGroupId"].flatMap((key) => textAt(inputs, key) ?? []),
        context,
      );
      refuseStranger(inputs, context.cloud);
      if (context.cloud.list(type).some((other) => sameRule(other.inputs, inputs)))
        throw new CloudError(
          "InvalidPermission.Duplicate",
          `the specified rule "peer: ${peers.map((key) => textAt(inputs, key)).find(Boolean)}, ${textAt(inputs, "ipProtocol")}, ALLOW" already exists`,
        );
      const id = `sgr-${context.hex(17)}`;
      const outputs = {
        arn: arn("ec2", `security-group-rule/${id}`, inputs, context),
        securityGroupRuleId: id,
      };
      return { id, outputs: { ...common(inputs, context), ...outputs } };
    },
  };
}

/** Takes over the group that the VPC has anyway; deleting it only stops managing it. */
const defaultGroup: ResourceKind = {
  upserts: true,
  replaceOn: ["vpcId"],
  computed: ["arn", "name", "ownerId"],
  create(inputs, context) {
    const id = defaultSecurityGroup(requiredVpc(inputs, context).id);
    const outputs = {
      arn: arn("ec2", `security-group/${id}`, inputs, context),
      name: "default",
      ownerId: account,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
};

export const securityGroups: Record<string, ResourceKind> = {
  [aws.securityGroup]: securityGroup,
  [aws.ingressRule]: rule(aws.ingressRule),
  [aws.egressRule]: rule(aws.egressRule),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultGroup,
};
