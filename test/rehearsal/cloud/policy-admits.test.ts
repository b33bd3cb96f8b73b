// Tests resource policies as AWS judges them: allowed by one statement, denied by none.
import { admits, isPublic, statementsOf } from "../../../src/rehearsal/cloud/policy-admits";

const statement = (changes: object = {}) => ({
  Effect: "Allow",
  Principal: { Service: "a.amazonaws.com" },
  Action: "s3:Get*",
  Resource: "arn:aws:s3:::b/*",
  ...changes,
});
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const request = { principal: "a.amazonaws.com", action: "s3:GetObject", resource: "arn:aws:s3:::b/x" };

test.each<[string, object[], boolean]>([
  ["what fits", [statement()], true],
  ["one of a list", [statement({ Action: ["s3:PutObject", "s3:getobject"] })], true],
  ["everyone", [statement({ Principal: "*" })], true],
  ["a principal among several", [statement({ Principal: { AWS: "x", Service: ["a.amazonaws.com"] } })], true],
  ["no other action", [statement({ Action: "s3:PutObject" })], false],
  ["no other resource", [statement({ Resource: "arn:aws:s3:::bxx" })], false],
  ["a dot as a dot", [statement({ Principal: { Service: "aXamazonaws.com" } })], false],
  ["what no statement denies", [statement(), statement({ Effect: "Deny" })], false],
  ["nothing without a statement", [], false],
])("admits %s", (_, statements, expected) => {
  expect(admits(policy(...statements), request)).toBe(expected);
});

test.each<[object, boolean]>([
  [{ StringEquals: { "aws:SourceArn": "arn:1" } }, true],
  [{ StringEquals: { "aws:SourceArn": ["arn:0", "arn:1"] } }, true],
  [{ StringEquals: { "aws:SourceArn": "arn:*" } }, false],
  [{ ArnLike: { "aws:SourceArn": "arn:*" } }, true],
  [{ StringLike: { "aws:SourceArn": "arn:2*" } }, false],
  [{ StringEquals: { "aws:SourceAccount": "1" } }, false],
  [{ StringEquals: { "aws:SourceArn": "arn:1" }, Bool: { "aws:SecureTransport": "false" } }, false],
])("under the condition %j: %s", (condition, expected) => {
  const context = { "aws:sourcearn": "arn:1", "aws:securetransport": "true" };
  expect(admits(policy(statement({ Condition: condition })), { ...request, context })).toBe(expected);
});

test.each([undefined, "", "{", "[]", "{}"])("%j is no policy", (text) => {
  expect(statementsOf(text)).toEqual([]);
  expect(admits(text, request)).toBe(false);
});

test("a policy is public if it admits everyone without a condition", () => {
  const open = statement({ Principal: { AWS: "*" } });
  expect(isPublic(policy(statement()))).toBe(false);
  expect(isPublic(policy(open))).toBe(true);
  expect(isPublic(policy({ ...open, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }))).toBe(
    false,
  );
  expect(isPublic(policy({ ...open, Effect: "Deny" }))).toBe(false);
});
