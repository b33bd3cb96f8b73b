// Tests that the simulated cloud knows the instance types of the AWS provider that is installed.
import { join } from "node:path";
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import { instanceTypeFunctions, isInstanceType } from "../../../src/rehearsal/cloud/instance-types";
import type { OperationContext } from "../../../src/rehearsal/cloud/types";
import { expectGolden } from "../../golden";

const all = Object.values(InstanceType);

test("the list is the provider's; after a new one, run `UPDATE_GOLDENS=1 npx jest rehearsal/cloud/instance-types`", () => {
  const families = new Map<string, string[]>();
  for (const type of all) {
    const [family = "", size = ""] = type.split(".");
    families.set(family, [...(families.get(family) ?? []), size]);
  }
  const sizes = [...families].sort().map(([family, names]) => [family, names.join(" ")] as const);
  const file = join(__dirname, "../../../src/rehearsal/cloud/provider-instance-types.json");
  expectGolden(file, `${JSON.stringify(Object.fromEntries(sizes), null, 2)}\n`);
});

test("every type is offered, and no other", () => {
  const offerings = instanceTypeFunctions["aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings"]!;
  const { instanceTypes, region } = offerings({}, { region: "eu-west-1" } as OperationContext);
  expect([...(instanceTypes as string[])].sort()).toEqual([...all].sort());
  expect(region).toBe("eu-west-1");
  expect(isInstanceType("m5.large")).toBe(true);
  expect(["m5", "m5.lrage", "m5.", ""].filter(isInstanceType)).toEqual([]);
});
