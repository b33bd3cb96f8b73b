// Tests the provider functions: what they find, and the words in which they report that they find nothing.
import { functionOf } from "../../../src/rehearsal/cloud";
import { disksOf, type FoundImage } from "../../../src/model/legacy/images";
import { readRules, replicationRule } from "../../../src/model/registry/replication";
import { account, aws, callerArn } from "../../../src/rehearsal/cloud/aws";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { alias, legacySide, network, zone } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

const getZone = "aws:route53/getZone:getZone";
const getLoadBalancer = "aws:lb/getLoadBalancer:getLoadBalancer";

test.each([
  ["no zone", 0, /no matching Route 53 Hosted Zone found/],
  ["two zones", 2, /multiple Route 53 Hosted Zones matched; use additional constraints/],
])("finds %s in the words of the real provider", (_, count, words) => {
  const cloud = new MemoryCloud();
  for (let i = 0; i < count; i++) zone(cloud);
  expect(refusal(() => cloud.invoke(getZone, { name: "example.com" })).message).toMatch(words);
});

test("tells a private zone from a public one of the same name", () => {
  const cloud = new MemoryCloud();
  const open = zone(cloud);
  const vpcs = [{ vpcId: network(cloud).vpc.id }];
  const hidden = cloud.create(aws.zone, "private", { name: "example.com", vpcs });
  expect(cloud.invoke(getZone, { name: "example.com." })["zoneId"]).toBe(open.id);
  expect(cloud.invoke(getZone, { name: "example.com", privateZone: true })["zoneId"]).toBe(hidden.id);
  expect(cloud.invoke(getZone, { zoneId: hidden.id })).toMatchObject({
    privateZone: true,
    name: "example.com",
  });
});

test("lists a zone's records as Route 53 holds them", () => {
  const cloud = new MemoryCloud();
  const domain = zone(cloud);
  const { balancer } = legacySide(cloud, network(cloud));
  cloud.create(aws.record, "api", alias(domain, "api.example.com", balancer, "legacy", 0));
  const { resourceRecordSets } = cloud.invoke("aws:route53/getRecords:getRecords", { zoneId: domain.id });
  expect(resourceRecordSets).toMatchObject([
    { name: "example.com.", type: "NS", ttl: 172800 },
    { name: "example.com.", type: "SOA", ttl: 900 },
    {
      name: "api.example.com.",
      type: "A",
      setIdentifier: "legacy",
      weight: 0,
      aliasTarget: { evaluateTargetHealth: false, hostedZoneId: balancer.outputs["zoneId"] },
    },
  ]);
});

test("finds a load balancer by its name, or says that there is none", () => {
  const cloud = new MemoryCloud();
  const { balancer } = legacySide(cloud, network(cloud));
  expect(cloud.invoke(getLoadBalancer, { name: "legacy" })).toMatchObject({
    arn: balancer.id,
    dnsName: balancer.outputs["dnsName"],
  });
  expect(cloud.invoke("aws:lb/getLbs:getLbs", {})["arns"]).toEqual([balancer.id]);
  expect(refusal(() => cloud.invoke(getLoadBalancer, { name: "none" })).message).toMatch(/no matching ELBv2/);
});

test("composes a policy in the notation of IAM", () => {
  const statement: Properties = {
    sid: "Assume",
    actions: ["sts:AssumeRole"],
    principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
    conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["1", "2"] }],
  };
  const { json } = new MemoryCloud().invoke("aws:iam/getPolicyDocument:getPolicyDocument", {
    statements: [statement, { effect: "Deny", actions: ["s3:*", "ec2:*"], resources: ["*"] }],
  });
  expect(JSON.parse(json as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Assume",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "ec2.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": ["1", "2"] } },
      },
      { Effect: "Deny", Action: ["s3:*", "ec2:*"], Resource: "*" },
    ],
  });
});

test.each<[string, Properties, Properties]>([
  [
    "aws:index/getAvailabilityZones:getAvailabilityZones",
    { excludeNames: ["eu-west-1a"] },
    { names: ["eu-west-1b", "eu-west-1c"], zoneIds: ["euw1-az2", "euw1-az3"] },
  ],
  [
    "aws:ec2/getManagedPrefixList:getManagedPrefixList",
    { name: "com.amazonaws.eu-west-1.route53-healthchecks" },
    { addressFamily: "IPv4", ownerId: "AWS" },
  ],
  ["aws:index/getRegion:getRegion", {}, { id: "eu-west-1", region: "eu-west-1" }],
  ["aws:index/getPartition:getPartition", {}, { partition: "aws", dnsSuffix: "amazonaws.com" }],
])("answers %s %j", (token, args, expected) => {
  expect(new MemoryCloud().invoke(token, args)).toMatchObject(expected);
});

test.each([
  [
    "aws:ec2/getManagedPrefixList:getManagedPrefixList",
    { name: "none" },
    /no matching EC2 Managed Prefix List/,
  ],
  ["aws:ssm/getParameter:getParameter", { name: "/own/secret" }, /ParameterNotFound/],
  ["aws:eks/getCluster:getCluster", { name: "none" }, /none.*couldn't find resource/],
])("%s finds nothing by %j", (token, args, words) => {
  expect(refusal(() => new MemoryCloud().invoke(token, args)).message).toMatch(words);
});

test("knows no function that it can't answer", () => {
  expect(functionOf("aws:s3/getBucket:getBucket")).toBeUndefined();
});

test("tells a registry's replication in CloudFormation's words, and who is in a cluster", () => {
  const cloud = new MemoryCloud();
  const look = (identifier: string) =>
    cloud.invoke("aws:cloudcontrol/getResource:getResource", {
      typeName: "AWS::ECR::ReplicationConfiguration",
      identifier,
    });
  expect(refusal(() => look(account)).message).toMatch(/couldn't find resource/);
  const rule = replicationRule("shop", account, [{ region: "eu-central-1" }]);
  cloud.create(aws.replicationConfiguration, "r", { replicationConfiguration: { rules: [rule] } });
  expect(readRules(look(account)["properties"] as string)).toEqual([rule]);

  const entry = (principalArn: string) =>
    cloud.invoke("aws:eks/getAccessEntry:getAccessEntry", { clusterName: "blue", principalArn });
  expect(entry(callerArn)).toMatchObject({ principalArn: callerArn });
  expect(refusal(() => entry("arn:p")).message).toMatch(/couldn't find resource/);
});

test("tells the disks of an image: its own where it is in the account, else Amazon Linux's", () => {
  const cloud = new MemoryCloud();
  const look = (id: string) =>
    cloud.invoke("aws:ec2/getAmi:getAmi", { filters: [{ name: "image-id", values: [id] }] });
  const { vpc } = network(cloud);
  const inputs = { rootDeviceName: "/dev/xvda", ebsBlockDevices: [{ deviceName: "/dev/xvdb" }] };
  cloud.put({ ...vpc, type: aws.image, id: "ami-0b", inputs, outputs: {} });
  const names = (id: string) => disksOf(look(id) as unknown as FoundImage);
  expect(names("ami-0a")).toEqual({ root: "/dev/xvda", others: [] });
  expect(names("ami-0b")).toEqual({ root: "/dev/xvda", others: ["/dev/xvdb"] });
});
