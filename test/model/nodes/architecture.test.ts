// Tests architectures of instance families, of node groups, and of the pods placed on them.
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import fc from "fast-check";
import {
  amiType,
  architectureOf,
  groupArchitecture,
  placement,
  type NodePlace,
} from "../../../src/model/nodes/architecture";
import type { Architecture } from "../../../src/schema/common";

fc.configureGlobal({ seed: 20 });

test("exactly these of all families that the AWS provider knows are arm64", () => {
  const arm = Object.values(InstanceType).filter((type) => architectureOf(type) === "arm64");
  const families = new Set(arm.map((type) => type.slice(0, type.indexOf("."))));
  expect([...families].sort().join(" ")).toBe(
    "a1 c6g c6gd c6gn c7g c7gd c7gn c8g c8gb c8gd c8gn c9g c9gd g5g hpc7g i4g i8g i8ge im4gn is4gen " +
      "m6g m6gd m7g m7gd m8g m8gb m8gd m8gn m9g m9gd " +
      "mac-m3ultra mac-m4 mac-m4max mac-m4pro mac2 mac2-m1ultra mac2-m2 mac2-m2pro p6e-gb200 " +
      "r6g r6gd r7g r7gd r8g r8gb r8gd r8gn t4g x2gd x8g",
  );
});

test.each<[string, Architecture]>([
  ["t4g.small", "arm64"],
  ["m7g.large", "arm64"],
  ["c7gn.xlarge", "arm64"],
  ["im4gn.large", "arm64"],
  ["is4gen.medium", "arm64"],
  ["x2gd.medium", "arm64"],
  ["g5g.xlarge", "arm64"],
  ["a1.medium", "arm64"],
  ["r8gd.metal-24xl", "arm64"],
  ["g4dn.xlarge", "amd64"],
  ["g5.xlarge", "amd64"],
  ["gr6.4xlarge", "amd64"],
  ["m7i-flex.large", "amd64"],
  ["m7a.large", "amd64"],
  ["x2idn.16xlarge", "amd64"],
  ["u-6tb1.56xlarge", "amd64"],
  ["trn1.2xlarge", "amd64"],
])("%s is %s", (type, architecture) => expect(architectureOf(type)).toBe(architecture));

test("a node group has the architecture of all its instance types", () => {
  expect(groupArchitecture(["m5.large", "m6i.large"])).toEqual({ architecture: "amd64" });
  expect(groupArchitecture(["m7g.large", "r7g.large"])).toEqual({ architecture: "arm64" });
});

test("a group of both is refused, and the message says which types are which", () => {
  expect(groupArchitecture(["m5.large", "m7g.large", "t3.large"])).toBe(
    "mixes architectures: `m5.large`, `t3.large` (amd64) and `m7g.large` (arm64) can't share a node group; " +
      "make one group of each",
  );
});

test("each architecture has its AMI type, with NVIDIA's driver for GPUs", () => {
  expect(amiType("amd64")).toBe("AL2023_x86_64_STANDARD");
  expect(amiType("arm64")).toBe("AL2023_ARM_64_STANDARD");
  expect(amiType("amd64", "gpu")).toBe("AL2023_x86_64_NVIDIA");
  expect(amiType("arm64", "gpu")).toBe("AL2023_ARM_64_NVIDIA");
});

const general = (architecture: Architecture): NodePlace => ({ architecture, purpose: "general", gpus: 0 });
const places = (groups: Record<string, Architecture>) =>
  Object.fromEntries(Object.entries(groups).map(([name, one]) => [name, general(one)]));

test.each<[Architecture[], Record<string, Architecture>, Architecture[], Architecture]>([
  [["arm64", "amd64"], { x86: "amd64", arm: "arm64" }, ["amd64", "arm64"], "arm64"],
  [["amd64"], { x86: "amd64", arm: "arm64" }, ["amd64"], "amd64"],
  [["amd64", "arm64"], { x86: "amd64" }, ["amd64"], "amd64"],
  [["amd64", "arm64"], { one: "arm64", two: "arm64" }, ["arm64"], "arm64"],
])("an image for %j on groups %j runs on %j", (image, groups, architectures, preferred) =>
  expect(placement({ architectures: image }, places(groups))).toEqual({ architectures, preferred }),
);

test("an image that no node can start is refused", () => {
  expect(placement({ architectures: ["amd64"] }, places({ arm: "arm64", spare: "arm64" }))).toEqual({
    path: "architectures",
    message:
      "the image is built for amd64, but the cluster's node groups are `arm` (arm64), `spare` (arm64); " +
      "build the image for arm64 too, or add a group that is amd64",
  });
});

describe("purposes", () => {
  const cluster: Record<string, NodePlace> = {
    arm: general("arm64"),
    batch: { architecture: "amd64", purpose: "batch", gpus: 0 },
    gpu: { architecture: "amd64", purpose: "gpu", gpus: 4 },
    reserved: { architecture: "amd64", purpose: undefined, gpus: 0 },
  };
  const x86 = { architectures: ["amd64"] } as const;

  test("a service that tolerates no taint has no place on tainted nodes", () => {
    expect(placement(x86, cluster)).toMatchObject({ path: "architectures" });
    expect(placement({ architectures: ["arm64"] }, cluster)).toMatchObject({ architectures: ["arm64"] });
  });

  test("work of a purpose runs on its nodes, as far as they have the GPUs", () => {
    expect(placement({ ...x86, purpose: "batch" }, cluster)).toMatchObject({ architectures: ["amd64"] });
    expect(placement({ ...x86, purpose: "gpu", gpu: 4 }, cluster)).toMatchObject({
      architectures: ["amd64"],
    });
    expect(placement({ ...x86, purpose: "gpu", gpu: 8 }, cluster)).toMatchObject({
      path: "gpu",
      message: "asks for 8 GPUs on one node, which no node of the cluster has",
    });
    expect(placement({ ...x86, purpose: "batch" }, places({ x86: "amd64" }))).toMatchObject({
      path: "nodes",
    });
  });
});

test("a pod is never placed where its image or its node is missing", () => {
  const one = fc.constantFrom<Architecture>("amd64", "arm64");
  fc.assert(
    fc.property(
      fc.uniqueArray(one, { minLength: 1 }),
      fc.dictionary(fc.string(), one, { minKeys: 1 }),
      (image, groups) => {
        const place = placement({ architectures: image }, places(groups));
        const possible = image.filter((each) => Object.values(groups).includes(each));
        if ("path" in place) expect(possible).toEqual([]);
        else {
          expect([...place.architectures].sort()).toEqual(possible.sort());
          expect(place.architectures).toContain(place.preferred);
        }
      },
    ),
  );
});
