// Tests what the simulated EKS says of Kubernetes versions, up and back, by the table of versions and the clock.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { versions } from "../../../src/schema/versions";
import { cluster, clusterName, network, nodeGroup } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

/** A cluster of 1.33 with nodes and kube-proxy of its version. */
function made() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  const eks = cluster(cloud, net);
  const nodes = nodeGroup(cloud, net);
  const proxy = cloud.create(aws.addon, "proxy", {
    clusterName,
    addonName: "kube-proxy",
    addonVersion: "v1.33.10-eksbuild.2",
  });
  const to = (version: string) => cloud.update(cloud.get(aws.cluster, eks.id)!, { version });
  return { cloud, net, eks, nodes, proxy, to };
}

const week = 7 * 86_400;

test("a cluster is made of what is offered on that day, and of nothing that has left extended support", () => {
  const { cloud, eks } = made();
  const make = (name: string, version: string) =>
    cloud.create(aws.cluster, name, { ...eks.inputs, name, version });
  // 1.31 leaves it on 2026-11-26, 24 days from here.
  make("early", "1.31");
  cloud.advance(24 * 86_400);
  expect(refusal(() => make("late", "1.31")).message).toMatch(/unsupported Kubernetes version 1\.31/);
  expect(refusal(() => make("future", "1.99")).code).toBe("InvalidParameterException");
});

test("an upgrade is taken back within seven days, once neither nodes nor kube-proxy are ahead", () => {
  const { cloud, nodes, proxy, to } = made();
  to("1.34");
  cloud.update(nodes, { version: "1.34" });
  cloud.update(proxy, { addonVersion: "v1.34.6-eksbuild.2" });
  expect(refusal(() => to("1.33")).message).toMatch(/kubelet version skew/);
  cloud.update(cloud.get(aws.nodeGroup, nodes.id)!, { version: "1.33" });
  expect(refusal(() => to("1.33")).message).toMatch(/kube-proxy version skew/);
  cloud.update(cloud.get(aws.addon, proxy.id)!, { addonVersion: "v1.33.10-eksbuild.2" });
  cloud.advance(week - 60);
  expect(to("1.33").outputs["version"]).toBe("1.33");
  // Not twice.
  expect(refusal(() => to("1.32")).code).toBe("InvalidParameterException");
});

test("after seven days there is no way back", () => {
  const { cloud, to } = made();
  to("1.34");
  cloud.advance(week + 60);
  expect(refusal(() => to("1.33")).message).toMatch(/no longer available/);
});

test("nodes more than three versions behind stop an upgrade, and none are ahead", () => {
  const { cloud, net, to, nodes } = made();
  nodeGroup(cloud, net, { nodeGroupName: "old", version: "1.32" });
  to("1.34");
  to("1.35");
  expect(refusal(() => to("1.36")).message).toMatch(/old are more than 3 minor versions behind/);
  expect(refusal(() => cloud.update(nodes, { version: "1.36" })).message).toMatch(/above the version 1\.35/);
});

test("kube-proxy is of the cluster's version, or up to three behind", () => {
  const { cloud, proxy } = made();
  for (const addonVersion of ["v1.34.6-eksbuild.2", "v1.29.15-eksbuild.16"])
    expect(refusal(() => cloud.update(proxy, { addonVersion })).message).toMatch(/not supported/);
  cloud.update(proxy, { addonVersion: "v1.30.14-eksbuild.8" });
});

test("the public parameters hold the images of each version, and of no other release", () => {
  const ask = (version: string, release: string) =>
    new MemoryCloud().invoke("aws:ssm/getParameter:getParameter", {
      name:
        `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/arm64/standard/` +
        (release === "recommended"
          ? release
          : `amazon-eks-node-al2023-arm64-standard-${version}-${release}`) +
        "/image_id",
    });
  for (const [version, { nodeImages }] of Object.entries(versions().kubernetes))
    for (const release of ["recommended", ...nodeImages.releases])
      expect(ask(version, release)).toMatchObject({ value: expect.stringMatching(/^ami-/) as string });
  for (const [version, release] of [
    ["1.36", "v20991231"],
    ["1.36", "v20251112"],
    ["1.99", "recommended"],
  ] as const)
    expect(refusal(() => ask(version, release)).message).toMatch(/ParameterNotFound/);
});

test("solution stacks are found by their names, the newest first", () => {
  const ask = (nameRegex: string) =>
    new MemoryCloud().invoke("aws:elasticbeanstalk/getSolutionStack:getSolutionStack", { nameRegex });
  const { docker } = versions().platforms["64bit Amazon Linux 2023"]!;
  const newest = `64bit Amazon Linux 2023 ${docker!.versions[0]} running Docker`;
  expect(ask("running Docker$")).toMatchObject({ name: newest });
  expect(refusal(() => ask("^64bit Amazon Linux 2 v4")).message).toMatch(/returned no results/);
});
