// Simulates Route 53: hosted zones, records and health checks.
import { account, aws, required, uuid } from "./aws";
import { plannedBatch, recordsOf, requiredZone, zoneNameOf } from "./change-batch";
import type { RecordChange } from "./change-batch";
import { normalName, readRecord, recordKey } from "./record-set";
import { isOnInternet } from "./internet";
import { numberAt, objectsAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { CheckFailure, CloudView, OperationContext, Properties, ResourceKind } from "./types";

const nameServers = [
  "ns-1.awsdns-00.com",
  "ns-2.awsdns-00.net",
  "ns-3.awsdns-00.org",
  "ns-4.awsdns-00.co.uk",
];

/** What the real provider computes for a zone. */
export function zoneOutputs(id: string, inputs: Properties): Properties {
  return {
    name: normalName(textAt(inputs, "name") ?? ""),
    zoneId: id,
    arn: `arn:aws:route53:::hostedzone/${id}`,
    comment: inputs["comment"] ?? "Managed by Pulumi",
    nameServers,
    primaryNameServer: nameServers[0]!,
    tagsAll: inputs["tags"] ?? {},
  };
}

/** The VPCs that a zone answers in by associations of their own. */
function associatedVpcs(cloud: CloudView, zoneId: string): (string | undefined)[] {
  return cloud
    .list(aws.zoneAssociation)
    .filter(({ inputs }) => textAt(inputs, "zoneId") === zoneId)
    .map(({ inputs }) => textAt(inputs, "vpcId"));
}

/** The VPCs that a zone names itself. */
function inlineVpcs(inputs: Properties): (string | undefined)[] {
  return objectsAt(inputs, "vpcs").map((vpc) => textAt(vpc, "vpcId"));
}

/** Refuses a VPC that doesn't exist in the region, or in which a private zone of this name answers already. */
function refuseNetwork(
  id: string | undefined,
  region: string,
  domain: string,
  { cloud }: OperationContext,
  self?: string,
): void {
  const invalid = `The VPC: ${id} in region ${region} is invalid`;
  const vpc = required(cloud, aws.vpc, id, "InvalidVPCId", invalid);
  if (textAt(vpc.outputs, "region") !== region) throw new CloudError("InvalidVPCId", invalid);
  const other = cloud
    .list(aws.zone)
    .find(
      (zone) =>
        zone.id !== self &&
        zoneNameOf(zone) === normalName(domain) &&
        [...inlineVpcs(zone.inputs), ...associatedVpcs(cloud, zone.id)].includes(id),
    );
  if (other)
    throw new CloudError(
      "ConflictingDomainExists",
      `The VPC ${id} in region ${region} has already been associated with the hosted zone ${other.id} with the same domain name.`,
    );
}

function refuseNetworks(inputs: Properties, context: OperationContext, self?: string): void {
  for (const vpc of objectsAt(inputs, "vpcs")) {
    const [id, region] = [textAt(vpc, "vpcId"), textAt(vpc, "vpcRegion") ?? context.region];
    refuseNetwork(id, region, textAt(inputs, "name") ?? "", context, self);
  }
}

const zone: ResourceKind = {
  replaceOn: ["delegationSetId", "name"],
  computed: ["arn", "nameServers", "primaryNameServer", "zoneId"],
  create(inputs, context) {
    refuseNetworks(inputs, context);
    const id = `Z${context.hex(20).toUpperCase()}`;
    return { id, outputs: zoneOutputs(id, inputs) };
  },
  update(resource, inputs, context) {
    const [before, after] = [resource.inputs, inputs].map((each) => objectsAt(each, "vpcs").length);
    if (after === 0 && before! > 0)
      throw new CloudError(
        "LastVPCAssociation",
        "The VPC that you are trying to disassociate from the hosted zone is the last one.",
      );
    if (before === 0 && after! > 0)
      throw new CloudError(
        "PublicZoneVPCAssociation",
        "You're trying to associate a VPC with a public hosted zone.",
      );
    refuseNetworks(inputs, context, resource.id);
    return {};
  },
  remove(resource, { cloud }) {
    if (resource.inputs["forceDestroy"] !== true && recordsOf(cloud, resource).length > 0)
      throw new CloudError(
        "HostedZoneNotEmpty",
        "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
      );
  },
};

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_AssociateVPCWithHostedZone.html */
const zoneAssociation: ResourceKind = {
  replaceOn: ["vpcId", "vpcRegion", "zoneId"],
  computed: ["owningAccount", "vpcRegion"],
  create(inputs, context) {
    const owner = requiredZone(context.cloud, textAt(inputs, "zoneId"));
    if (inlineVpcs(owner.inputs).length === 0)
      throw new CloudError(
        "PublicZoneVPCAssociation",
        "You're trying to associate a VPC with a public hosted zone.",
      );
    const [vpcId, given] = [textAt(inputs, "vpcId"), textAt(inputs, "vpcRegion")];
    const vpcRegion = given ?? context.region;
    refuseNetwork(vpcId, vpcRegion, zoneNameOf(owner), context);
    const id = [owner.id, vpcId, ...(given ? [given] : [])].join(":");
    return { id, outputs: { vpcRegion, owningAccount: account } };
  },
};

/** Policies that a record may have in AWS and that no rehearsal needs so far. */
const otherPolicies = [
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "geoproximityRoutingPolicy",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
];

function checkRecord(inputs: Properties): CheckFailure[] {
  const failures: CheckFailure[] = otherPolicies
    .filter((property) => inputs[property] !== undefined)
    .map((property) => ({ property, reason: "the simulated cloud knows simple and weighted records only" }));
  const conflicts = ["ttl", "records"].filter((property) => inputs[property] !== undefined);
  if (inputs["aliases"] !== undefined)
    for (const property of conflicts) failures.push({ property, reason: "conflicts with aliases" });
  return failures;
}

/** Plans the change as the real provider makes it, by a batch of its own, and returns the record's properties. */
function change(
  inputs: Properties,
  context: OperationContext,
  changes: (set: RecordChange["set"]) => RecordChange[],
) {
  const owner = requiredZone(context.cloud, textAt(inputs, "zoneId"));
  const set = readRecord(inputs, zoneNameOf(owner));
  plannedBatch(context.cloud, owner, changes(set));
  return { set, owner, outputs: { zoneId: owner.id, fqdn: set.name } };
}

const record: ResourceKind = {
  // Type and set identifier change in place, by one batch: terraform-provider-aws internal/service/route53/record.go
  replaceOn: ["name", "zoneId"],
  upserts: true,
  computed: ["fqdn"],
  check: checkRecord,
  create(inputs, context) {
    const action = inputs["allowOverwrite"] === true ? "UPSERT" : "CREATE";
    const { set, owner, outputs } = change(inputs, context, (wanted) => [{ action, set: wanted }]);
    const id = `${owner.id}_${recordKey(set)}`;
    const sameKey = recordsOf(context.cloud, owner, new Set([set.name])).find(
      (other) => recordKey(other.set) === recordKey(set),
    );
    // A record that changed its type or set identifier keeps its id, which another one may need afterwards.
    const taken = sameKey === undefined && context.cloud.get(aws.record, id) !== undefined;
    return { id: sameKey?.resource.id ?? (taken ? `${id}_${context.hex(6)}` : id), outputs };
  },
  update(resource, inputs, context) {
    const { outputs } = change(inputs, context, (set) => {
      const before = readRecord(
        resource.outputs,
        zoneNameOf(requiredZone(context.cloud, textAt(inputs, "zoneId"))),
      );
      return recordKey(before) === recordKey(set)
        ? [{ action: "UPSERT", set }]
        : [
            { action: "DELETE", set: before },
            { action: "CREATE", set },
          ];
    });
    return { outputs };
  },
};

/**
 * A check that follows an alarm reads its metric once, so it takes simple alarms only:
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_AlarmIdentifier.html
 */
function refuseAlarm(inputs: Properties, { cloud }: OperationContext): void {
  const refuse = (message: string) => {
    throw new CloudError("InvalidInput", `Invalid parameter : ${message}`);
  };
  const name = textAt(inputs, "cloudwatchAlarmName");
  if (name === undefined || !textAt(inputs, "cloudwatchAlarmRegion"))
    refuse("For CLOUDWATCH_METRIC health checks, AlarmIdentifier must be specified");
  const alarm = cloud.get(aws.metricAlarm, name ?? "");
  if (!alarm) refuse(`The CloudWatch alarm ${name} does not exist`);
  else if (textAt(alarm.inputs, "extendedStatistic") || objectsAt(alarm.inputs, "metricQueries").length > 0)
    refuse(`The CloudWatch alarm ${name} has a statistic that health checks do not support`);
  else if ((numberAt(alarm.inputs, "period") ?? 60) < 60)
    refuse(`The CloudWatch alarm ${name} has a high-resolution metric, which health checks do not support`);
}

const healthCheck: ResourceKind = {
  replaceOn: ["measureLatency", "referenceName", "requestInterval", "routingControlArn", "type"],
  computed: ["arn"],
  check(inputs) {
    const failures: CheckFailure[] = [];
    const threshold = numberAt(inputs, "failureThreshold");
    if (threshold !== undefined && (threshold < 1 || threshold > 10))
      failures.push({
        property: "failureThreshold",
        reason: `expected to be in the range (1 - 10), got ${threshold}`,
      });
    const interval = numberAt(inputs, "requestInterval");
    if (interval !== undefined && interval !== 10 && interval !== 30)
      failures.push({
        property: "requestInterval",
        reason: `expected to be one of [10 30], got ${interval}`,
      });
    return failures;
  },
  create(inputs, context) {
    const type = textAt(inputs, "type") ?? "";
    if (/^(HTTP|TCP)/.test(type) && !textAt(inputs, "fqdn") && !textAt(inputs, "ipAddress"))
      throw new CloudError(
        "InvalidInput",
        "Invalid parameter : For HTTP, HTTPS and TCP health checks, either IPAddress or FullyQualifiedDomainName must be specified",
      );
    const address = textAt(inputs, "ipAddress");
    // https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
    if (address !== undefined && !isOnInternet(address))
      throw new CloudError("InvalidInput", `Invalid parameter : IP address ${address} is not routable`);
    if (type === "CLOUDWATCH_METRIC") refuseAlarm(inputs, context);
    const id = uuid(context);
    const outputs = { arn: `arn:aws:route53:::healthcheck/${id}`, enableSni: type.startsWith("HTTPS") };
    return { id, outputs: { ...outputs, ...inputs, tagsAll: inputs["tags"] ?? {} } };
  },
};

export const route53: Record<string, ResourceKind> = {
  [aws.zone]: zone,
  [aws.zoneAssociation]: zoneAssociation,
  [aws.record]: record,
  [aws.healthCheck]: healthCheck,
};
