// Tests what a destroy leaves, in data and in words.
import { leftLines, leftOf } from "../../src/cli/left";

const resource = (name: string, type: string, more = {}) => ({
  urn: `urn:pulumi:prod::crossover::${type}::${name}`,
  type,
  custom: true,
  ...more,
});
const database = resource("prod-main", "aws:rds/instance:Instance", { protect: true });
const vpc = resource("prod", "aws:ec2/vpc:Vpc");
const key = resource("old-key", "aws:kms/key:Key", { retainOnDelete: true });
const pods = resource("api", "kubernetes:apps/v1:Deployment");
const component = resource("prod", "crossover:network:Network", { custom: false });
const provider = resource("default", "pulumi:providers:aws");

test("tells protected resources from those that they stand on, and from those that outlive the stack", () => {
  const left = leftOf(
    [provider, component, vpc, database, key, pods],
    [provider, component, vpc, database],
    ["api.example.com"],
  );
  expect(left).toEqual({
    protected: ["prod-main (aws:rds/instance:Instance)"],
    beneath: ["prod (aws:ec2/vpc:Vpc)"],
    retained: ["old-key (aws:kms/key:Key)"],
    released: ["api.example.com"],
  });
  expect(leftLines(left)).toEqual([
    "protected, and left as they are:",
    "  prod-main (aws:rds/instance:Instance)",
    "left because those need them:",
    "  prod (aws:ec2/vpc:Vpc)",
    "to delete these too, unprotect them first: `protect: false` where the stack file has it, and `crossover up`;",
    "else `pulumi state unprotect URN`",
    "kept for the snapshots and logs that remain:",
    "  old-key (aws:kms/key:Key)",
    "released, so their records are left, and name what is gone; remove them by hand:",
    "  api.example.com",
  ]);
});

test("says nothing where nothing is left", () => {
  expect(leftLines(leftOf([vpc, pods], [], []))).toEqual([]);
});
