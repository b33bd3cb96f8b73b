// Tests what doesn't go with a cluster's Kubernetes version.
import { checkTogether, type VersionSettings } from "../../../src/model/versions/kubernetes";
import { addOnVersions } from "../../../src/model/clusters/add-ons";
import { reported } from "../problems";

const found = (change: Partial<VersionSettings>) =>
  reported((report) =>
    checkTogether({ version: "1.36", autoscaling: "none", nodeImages: "latest", ...change }, "blue", report),
  );
const refused = (key: string, message: string, allowed?: string) => [
  { rule: "version", path: `blue.${key}`, message, ...(allowed !== undefined && { allowed }) },
];

test.each<VersionSettings["autoscaling"]>(["none", "clusterAutoscaler", "karpenter"])(
  "a version that everything is pinned for needs nothing else, with %s",
  (autoscaling) => {
    expect(found({ autoscaling })).toEqual([]);
  },
);

test("nodes stay behind by three versions at most, and are never ahead", () => {
  for (const nodeVersion of ["1.36", "1.35", "1.33"]) expect(found({ nodeVersion })).toEqual([]);
  expect(found({ nodeVersion: "1.32", addOnVersions: { "kube-proxy": "v1.33.10-eksbuild.2" } })).toEqual(
    refused(
      "nodeVersion",
      "is 1.32, 4 minor versions behind the control plane's 1.36: Kubernetes takes 3",
      '"1.33" to "1.36"',
    ),
  );
  expect(found({ version: "1.35", nodeVersion: "1.36" })).toEqual(
    refused("nodeVersion", "is 1.36, and the control plane has 1.35: nodes are never ahead of it", '"1.35"'),
  );
});

test("kube-proxy isn't ahead of the control plane, nor more than three versions behind", () => {
  const proxy = (version: string) => found({ addOnVersions: { "kube-proxy": version } });
  expect(proxy("v1.33.10-eksbuild.2")).toEqual([]);
  for (const version of ["v1.37.0-eksbuild.1", "v1.32.13-eksbuild.5"])
    expect(proxy(version)).toMatchObject([
      { path: "blue.addOnVersions.kube-proxy", allowed: addOnVersions("1.36")["kube-proxy"] },
    ]);
});

test("a version that nothing is pinned for needs every add-on, and its autoscaler, named", () => {
  const given = { ...addOnVersions("1.36"), "kube-proxy": "v1.37.0-eksbuild.2" };
  expect(found({ version: "1.37", addOnVersions: { coredns: "v1.14.3-eksbuild.16" } })).toMatchObject([
    {
      path: "blue.addOnVersions",
      message:
        "lacks vpc-cni, kube-proxy, eks-pod-identity-agent, metrics-server, aws-ebs-csi-driver, since the project pins none for Kubernetes 1.37",
    },
  ]);
  expect(found({ version: "1.37", addOnVersions: given })).toEqual([]);
  const scaled = { version: "1.37", addOnVersions: given, autoscaling: "clusterAutoscaler" } as const;
  expect(found(scaled)).toEqual(
    refused(
      "autoscalerVersion",
      "is missing, since the project pins none for Kubernetes 1.37",
      "the newest release for 1.37 of https://github.com/kubernetes/autoscaler/releases",
    ),
  );
  expect(found({ ...scaled, autoscalerVersion: "v1.37.0" })).toEqual([]);
});

test("the autoscaler has the control plane's minor version", () => {
  const autoscaling = "clusterAutoscaler";
  expect(found({ autoscaling, autoscalerVersion: "v1.36.0" })).toEqual([]);
  expect(found({ autoscaling, autoscalerVersion: "v1.35.1", nodeVersion: "1.35" })).toEqual(
    refused(
      "autoscalerVersion",
      "is v1.35.1, and the control plane has 1.36: the cluster autoscaler has the same minor version",
      "v1.36.1",
    ),
  );
  expect(found({ autoscaling: "karpenter", autoscalerVersion: "v1.36.0" })).toMatchObject([
    { path: "blue.autoscalerVersion", allowed: "no such key" },
  ]);
});

test("Karpenter isn't asked to run on what its makers don't test it with", () => {
  const given = { ...addOnVersions("1.36"), "kube-proxy": "v1.37.0-eksbuild.2" };
  expect(found({ version: "1.37", addOnVersions: given, autoscaling: "karpenter" })).toMatchObject([
    { path: "blue.version", allowed: '"1.36"' },
  ]);
});

test("a release of images is one of the nodes' version", () => {
  const autoscaling = "karpenter";
  const images = (nodeImages: string, more: Partial<VersionSettings> = {}) =>
    found({ autoscaling, nodeImages, ...more });
  expect(images("v20260903")).toEqual([]);
  expect(images("v20251112")).toEqual(
    refused(
      "nodeImages",
      "is v20251112, which has no images for Kubernetes 1.36, only for 1.29 to 1.34",
      "v20260903",
    ),
  );
  expect(images("v20260505", { nodeVersion: "1.35" })).toEqual([]);
  // AWS is asked of what isn't known, and groups of EKS take no release.
  for (const release of ["v20991231", "v20240101"]) expect(images(release)).toEqual([]);
  expect(images("v20251112", { autoscaling: "none" })).toEqual([]);
});
