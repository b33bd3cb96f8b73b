// Tests which changes a running cluster allows.
import {
  checkDeployed,
  isNoSuchCluster,
  type AskedCluster,
  type DeployedCluster,
} from "../../../src/model/clusters/deployed";
import type { VersionRecord } from "../../../src/model/versions/record";
import { reported } from "../problems";

const group = { instanceTypes: ["m7g.large"], min: 2, max: 6, diskGiB: 50 };
const asked: AskedCluster = {
  version: "1.34",
  endpoint: { public: ["198.51.100.0/24"] },
  runner: "outside",
  nodeGroups: { arm: group },
  autoscaling: "none",
  nodeImages: "latest",
};
const now = new Date("2026-11-29T12:00:00Z");
const problems = (change: Partial<AskedCluster>, deployed?: DeployedCluster, recorded?: VersionRecord) =>
  reported((report) => checkDeployed({ ...asked, ...change }, { deployed, recorded, now }, "blue", report));
const at = (version: string, nodes = 2, ofNodes = version): DeployedCluster => ({
  version,
  groups: { arm: { nodes, version: ofNodes } },
});

test.each(["1.33", "1.34"])("a cluster at %s may go to 1.34", (version) => {
  expect(problems({}, at(version))).toEqual([]);
});

test("no version is left out", () => {
  expect(problems({}, at("1.31"))).toMatchObject([
    { rule: "version", path: "blue.version", allowed: '"1.32"' },
  ]);
});

test("a control plane leaves no nodes more than three versions behind", () => {
  expect(problems({}, at("1.33", 2, "1.31"))).toEqual([]);
  expect(problems({}, at("1.33", 2, "1.30"))).toEqual([
    {
      rule: "version",
      path: "blue.version",
      message:
        "is 1.34, and the nodes of `arm` have 1.30: Kubernetes takes nodes that are 3 minor versions behind",
      allowed: '"1.33", without `nodeVersion`, until the nodes have followed',
    },
  ]);
});

describe("the way back", () => {
  const upgraded = { version: "1.35", since: "2026-11-22T12:00:01.000Z", before: "1.34" };
  const back = (recorded?: VersionRecord, ofNodes = "1.34") => problems({}, at("1.35", 2, ofNodes), recorded);
  const refusal = (message: string, allowed: string) => [
    {
      rule: "version",
      path: "blue.version",
      message: `is 1.34, and the cluster has 1.35: ${message}`,
      allowed,
    },
  ];

  test("is open for seven days after the upgrade, to what the cluster had, once no node is ahead", () => {
    expect(back(upgraded)).toEqual([]);
  });

  test("is EKS's to judge where nobody has written down when the upgrade was", () => {
    expect(back()).toEqual([]);
    expect(back({ version: "1.35", before: "1.34" })).toEqual([]);
    // Another hand has moved it since.
    expect(back({ version: "1.36", created: true })).toEqual([]);
  });

  test("is closed after seven days", () => {
    expect(back({ ...upgraded, since: "2026-11-22T12:00:00.000Z" })).toEqual(
      refusal(
        "it was upgraded on 2026-11-22, and EKS goes back within 7 days",
        '"1.35", or a second cluster of 1.34 beside it',
      ),
    );
  });

  test("is none for a cluster that was created so", () => {
    expect(back({ version: "1.35", created: true })).toEqual(
      refusal("it was created with that, and EKS goes back only to what a cluster had before", '"1.35"'),
    );
  });

  test("leads one version back, and not twice", () => {
    expect(problems({}, at("1.36", 2, "1.34"))).toMatchObject([
      { path: "blue.version", message: expect.stringMatching(/goes back by one minor version$/) },
    ]);
    expect(back({ version: "1.35", since: "2026-11-28T00:00:00Z", before: "1.36" })).toEqual(
      refusal("it had 1.36 before, and EKS goes back to no other", '"1.35"'),
    );
  });

  test("begins with the nodes", () => {
    expect(back(upgraded, "1.35")).toEqual([
      {
        rule: "version",
        path: "blue.version",
        message: "is 1.34, and the nodes of `arm` have 1.35: they go back before the control plane",
        allowed: '"1.35" with `nodeVersion: "1.34"` first, in an update of its own',
      },
    ]);
    expect(problems({ version: "1.35", nodeVersion: "1.34" }, at("1.35"))).toEqual([]);
  });

  test("takes nodes one version back at a time", () => {
    expect(problems({ version: "1.36", nodeVersion: "1.34" }, at("1.36"))).toMatchObject([
      { path: "blue.nodeVersion", allowed: '"1.35"' },
    ]);
  });
});

describe("with Karpenter", () => {
  const pools = { autoscaling: "karpenter" as const, nodeImages: "v20260903" };
  const was = (more: object) => ({ version: "1.35", nodeImages: "v20260903", ...more });
  const up = (change: object, recorded?: VersionRecord) =>
    problems({ version: "1.36", ...pools, ...change }, at("1.35"), recorded);

  test("images that are there for both versions let the control plane move", () => {
    expect(up({}, was({}))).toEqual([]);
    expect(up({}, was({ nodeImages: "latest" }))).toEqual([]);
    // Nobody has written down what they start from.
    expect(up({})).toEqual([]);
  });

  test("it doesn't move from images that there are none of for the new version", () => {
    expect(up({}, was({ nodeImages: "v20260505" }))).toEqual([
      {
        rule: "version",
        path: "blue.version",
        message:
          "is 1.36, and Karpenter's nodes start from v20260505, which has no images for it: until the update had come to its " +
          "pools, it could add none",
        allowed: '`version: "1.35"` and `nodeImages: v20260903` first, in an update of their own',
      },
    ]);
    expect(up({ autoscaling: "none" }, was({ nodeImages: "v20260505" }))).toEqual([]);
  });

  test("nodes are told to stay before it moves", () => {
    expect(up({ nodeVersion: "1.35" }, was({}))).toMatchObject([
      {
        path: "blue.nodeVersion",
        allowed: '`version: "1.35"` and `nodeVersion: "1.35"` first, in an update of their own',
      },
    ]);
    expect(up({ nodeVersion: "1.35" }, was({ nodeVersion: "1.35" }))).toEqual([]);
  });
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
