// Tests which changes a running cluster allows.
import {
  checkDeployed,
  isNoSuchCluster,
  type AskedCluster,
  type DeployedCluster,
} from "../../../src/model/clusters/deployed";
import { reported } from "../problems";

const group = { instanceTypes: ["m7g.large"], min: 2, max: 6, diskGiB: 50 };
const asked: AskedCluster = {
  version: "1.34",
  endpoint: { public: ["198.51.100.0/24"] },
  runner: "outside",
  nodeGroups: { arm: group },
};
const problems = (change: Partial<AskedCluster>, deployed?: DeployedCluster) =>
  reported((report) => checkDeployed({ ...asked, ...change }, deployed, "blue", report));
const at = (version: string, arm = 2): DeployedCluster => ({ version, nodes: { arm } });

test.each(["1.33", "1.34"])("a cluster at %s may go to 1.34", (version) => {
  expect(problems({}, at(version))).toEqual([]);
});

test("there is no way back to an earlier version", () => {
  expect(problems({}, at("1.35"))).toEqual([
    {
      rule: "version",
      path: "blue.version",
      message: "is 1.34, and the cluster has 1.35: EKS doesn't downgrade",
      allowed: '"1.35"',
    },
  ]);
});

test("no version is left out", () => {
  expect(problems({}, at("1.31"))).toMatchObject([
    { rule: "version", path: "blue.version", allowed: '"1.32"' },
  ]);
});

test("a minimum isn't raised above what runs", () => {
  expect(problems({ nodeGroups: { arm: { ...group, min: 3 } } }, at("1.34"))).toMatchObject([
    { rule: "nodes", path: "blue.nodeGroups.arm.min", message: expect.stringContaining("has 2 nodes now") },
  ]);
  expect(problems({ nodeGroups: { arm: { ...group, min: 3 } } }, at("1.34", 5))).toEqual([]);
  expect(problems({ nodeGroups: { fresh: { ...group, min: 3 } } }, at("1.34"))).toEqual([]);
});

test("a private cluster is made from within its VPC only; one that is there may become private", () => {
  expect(problems({ endpoint: "private" })).toMatchObject([{ rule: "endpoint", path: "blue.endpoint" }]);
  expect(problems({ endpoint: "private", runner: "inVpc" })).toEqual([]);
  expect(problems({ endpoint: "private" }, at("1.34"))).toEqual([]);
  expect(problems({})).toEqual([]);
});

test.each([
  ["reading EKS Cluster (prod-blue): couldn't find resource", true],
  ["ResourceNotFoundException: No cluster found for name: prod-blue.", true],
  ["AccessDeniedException: not authorized to perform eks:DescribeCluster", false],
])("%s: there is none, %p", (reason, none) => expect(isNoSuchCluster(reason)).toBe(none));
