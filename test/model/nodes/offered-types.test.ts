// Tests which instance types the files name, where, and what is said of those that AWS doesn't offer.
import { namedTypes, unofferedTypes, type NamedType } from "../../../src/model/nodes/offered-types";
import type { Legacy } from "../../../src/model/legacy/kinds";
import type { NodeGroupSettings, NodePoolSettings } from "../../../src/schema/stack/node-groups";
import { web } from "../services";

const file = "Pulumi.dev.yaml";
const bounds = { min: 1, max: 2 };
const made: Legacy = {
  manage: "create",
  platform: "autoScaling",
  instanceType: "m5.large",
  ami: "",
  ...bounds,
};
const ecs: Legacy = { manage: "create", platform: "ecs", cpu: 256, memory: 512, ...bounds };
const adopted: Legacy = { manage: "adopt", platform: "loadBalancer", loadBalancer: "old" };

test("every type is found where it is named", () => {
  const services = [
    { ...web, name: "api", legacy: made },
    { ...web, name: "shop", legacy: { ...made, instanceType: "t3.small" } },
    { ...web, name: "tasks", legacy: ecs },
    { ...web, name: "pets", legacy: adopted },
    { ...web, name: "new", legacy: undefined },
  ];
  const overrides = { api: { legacy: { min: 2 } }, shop: { legacy: { instanceType: "t3.small" } } };
  const nodeGroups = { x86: { instanceTypes: ["m7i.large", "m6i.large"], ...bounds } as NodeGroupSettings };
  const nodePools = { arm: { families: ["m7g", "c7g"], cpu: 16 } as NodePoolSettings };
  const named = namedTypes(services, overrides, { blue: { nodeGroups, nodePools } }, file);
  expect(named.map(({ path, kind, name }) => [path, kind, name])).toEqual([
    ["services/api.yaml: legacy.instanceType", "type", "m5.large"],
    [`${file}: crossover:services.shop.legacy.instanceType`, "type", "t3.small"],
    [`${file}: crossover:clusters.blue.nodeGroups.x86.instanceTypes[0]`, "type", "m7i.large"],
    [`${file}: crossover:clusters.blue.nodeGroups.x86.instanceTypes[1]`, "type", "m6i.large"],
    [`${file}: crossover:clusters.blue.nodePools.arm.families[0]`, "family", "m7g"],
    [`${file}: crossover:clusters.blue.nodePools.arm.families[1]`, "family", "c7g"],
  ]);
});

const offered = ["m5.large", "m5.xlarge", "m5.2xlarge", "m6g.medium", "c7g.large"];
const list = "one of those that `aws ec2 describe-instance-type-offerings --region eu-west-1` lists";

test.each<[NamedType["kind"], string, string[] | undefined]>([
  ["type", "m5.large", undefined],
  ["family", "c7g", undefined],
  ["type", "m5.lrage", ["AWS has no instance type `m5.lrage` in eu-west-1", "m5.large or m5.xlarge"]],
  ["type", "m6g.mediun", ["AWS has no instance type `m6g.mediun` in eu-west-1", "m6g.medium"]],
  ["type", "c77g.large", ["AWS has no instance type `c77g.large` in eu-west-1", "c7g.large"]],
  ["type", "x99.metal", ["AWS has no instance type `x99.metal` in eu-west-1", list]],
  ["family", "m7", ["AWS has no family of instance types `m7` in eu-west-1", "m5"]],
  ["family", "zz9", ["AWS has no family of instance types `zz9` in eu-west-1", list]],
])("the %s %s", (kind, name, expected) => {
  const problems = unofferedTypes([{ path: "here", kind, name }], offered, "eu-west-1");
  expect(problems).toEqual(
    expected ? [{ rule: "account", path: "here", message: expected[0], allowed: expected[1] }] : [],
  );
});
