// Tests the policies of the audit logs' bucket and keys: who is let in, who isn't, and that nobody is locked out.
import {
  accessLogPolicy,
  logKeyPolicy,
  trailArn,
  trailBucketPolicy,
  trailKeyPolicy,
} from "../../../src/model/audit/policies";
import { admits, isPublic, type PolicyRequest } from "../../../src/rehearsal/cloud/policy-admits";

const account = "111122223333";
const trail = trailArn("eu-west-1", account, "crossover-prod");
const bucket = "arn:aws:s3:::evidence";
const cloudTrail = "cloudtrail.amazonaws.com";
const key = "arn:aws:kms:eu-west-1:111122223333:key/1";
const owner: PolicyRequest = {
  principal: `arn:aws:iam::${account}:root`,
  action: "kms:PutKeyPolicy",
  resource: key,
};

test("a trail's ARN", () => {
  expect(trail).toBe("arn:aws:cloudtrail:eu-west-1:111122223333:trail/crossover-prod");
});

describe("the bucket of a trail", () => {
  const policy = trailBucketPolicy(bucket, trail, account);
  const context = {
    "aws:sourcearn": trail,
    "aws:securetransport": "true",
    "s3:x-amz-acl": "bucket-owner-full-control",
  };
  const write = { principal: cloudTrail, action: "s3:PutObject", context };
  const file = `${bucket}/AWSLogs/${account}/CloudTrail/eu-west-1/2026/11/20/f.json.gz`;

  test.each<[string, Partial<PolicyRequest>, boolean]>([
    ["takes the trail's files", {}, true],
    [
      "lets the trail see whose it is",
      { action: "s3:GetBucketAcl", resource: bucket, context: { "aws:sourcearn": trail } },
      true,
    ],
    ["takes no other trail's", { context: { ...context, "aws:sourcearn": `${trail}-2` } }, false],
    ["takes no other account's", { resource: `${bucket}/AWSLogs/444455556666/CloudTrail/f.json.gz` }, false],
    ["takes nothing in plain text", { context: { ...context, "aws:securetransport": "false" } }, false],
    ["gives nothing away", { action: "s3:GetObject" }, false],
    ["lets the trail delete nothing", { action: "s3:DeleteObject" }, false],
    ["knows no other service", { principal: "config.amazonaws.com" }, false],
  ])("%s", (_, change, expected) => {
    expect(admits(policy, { ...write, resource: file, ...change })).toBe(expected);
  });

  test("isn't public", () => {
    expect(isPublic(policy)).toBe(false);
  });
});

describe("the bucket of access logs", () => {
  const policy = accessLogPolicy(bucket, "eu-west-1", account);
  const source = (service: string, rest: string, region = "eu-west-1", owner = account) => ({
    "aws:sourcearn": `arn:aws:${service}:${region}:${owner}:${rest}`,
    "aws:sourceaccount": owner,
    "aws:securetransport": "true",
    "s3:x-amz-acl": "bucket-owner-full-control",
  });
  const resource = `${bucket}/AWSLogs/${account}/elasticloadbalancing/eu-west-1/2026/11/20/f.log.gz`;
  const application = {
    principal: "logdelivery.elasticloadbalancing.amazonaws.com",
    action: "s3:PutObject",
    resource,
    context: source("elasticloadbalancing", "loadbalancer/app/api/0123"),
  };
  const network = {
    ...application,
    principal: "delivery.logs.amazonaws.com",
    context: source("logs", "delivery-source:1"),
  };

  test.each<[string, PolicyRequest, boolean]>([
    ["takes those of Application Load Balancers", application, true],
    ["takes those of Network Load Balancers", network, true],
    [
      "lets the delivery of logs see whose it is",
      { ...network, action: "s3:GetBucketAcl", resource: bucket },
      true,
    ],
    [
      "takes none of another account",
      {
        ...application,
        context: source("elasticloadbalancing", "loadbalancer/app/a/0", "eu-west-1", "444455556666"),
      },
      false,
    ],
    [
      "takes no logs of another account",
      { ...network, context: source("logs", "x", "eu-west-1", "444455556666") },
      false,
    ],
    ["takes none of another region", { ...network, context: source("logs", "x", "us-east-1") }, false],
    ["takes nothing elsewhere in it", { ...application, resource: `${bucket}/f.log.gz` }, false],
    [
      "takes nothing in plain text",
      { ...application, context: { ...application.context, "aws:securetransport": "false" } },
      false,
    ],
    ["gives nothing away", { ...application, action: "s3:GetObject" }, false],
    ["knows no other service", { ...application, principal: "cloudtrail.amazonaws.com" }, false],
  ])("%s", (_, request, expected) => {
    expect(admits(policy, request)).toBe(expected);
  });

  test("isn't public", () => {
    expect(isPublic(policy)).toBe(false);
  });
});

describe("the key of a trail", () => {
  const policy = trailKeyPolicy(trail, account);
  const context = { "aws:sourcearn": trail, "kms:encryptioncontext:aws:cloudtrail:arn": trail };

  test.each<[string, Partial<PolicyRequest>, boolean]>([
    ["is used by the trail", {}, true],
    ["is described to the trail", { action: "kms:DescribeKey", context: { "aws:sourcearn": trail } }, true],
    ["serves the bucket's own key", { action: "kms:Decrypt" }, true],
    ["is used by no other trail", { context: { ...context, "aws:sourcearn": `${trail}-2` } }, false],
    ["isn't deleted by the trail", { action: "kms:ScheduleKeyDeletion" }, false],
    ["is used by no other service", { principal: "logs.eu-west-1.amazonaws.com" }, false],
    ["stays the account's", owner, true],
  ])("%s", (_, change, expected) => {
    const request = { principal: cloudTrail, action: "kms:GenerateDataKey", resource: key, context };
    expect(admits(policy, { ...request, ...change })).toBe(expected);
  });
});

describe("the key of log groups", () => {
  const policy = logKeyPolicy("eu-west-1", account);
  const group = (id: string) => ({
    "kms:encryptioncontext:aws:logs:arn": `arn:aws:logs:eu-west-1:${id}:log-group:/aws/eks/blue/cluster`,
  });

  test.each<[string, Partial<PolicyRequest>, boolean]>([
    ["is used by the account's groups", {}, true],
    ["is used by no other account's", { context: group("444455556666") }, false],
    ["is used in no other region", { principal: "logs.us-east-1.amazonaws.com" }, false],
    ["isn't changed by the service", { action: "kms:PutKeyPolicy" }, false],
    ["stays the account's", owner, true],
  ])("%s", (_, change, expected) => {
    const request = {
      principal: "logs.eu-west-1.amazonaws.com",
      action: "kms:GenerateDataKey",
      resource: key,
      context: group(account),
    };
    expect(admits(policy, { ...request, ...change })).toBe(expected);
  });
});
