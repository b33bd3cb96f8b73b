// Tests vCPUs, GPUs and quota classes of instance types.
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import { gpusOf, hasNvidiaGpu, vcpuClass, vcpusOf } from "../../../src/model/nodes/instance-types";

test.each([
  ["m7g.medium", 1],
  ["t3.medium", 2],
  ["t4g.nano", 2],
  ["m7i.large", 2],
  ["m7g.xlarge", 4],
  ["m7g.2xlarge", 8],
  ["c7i.48xlarge", 192],
  ["r8gd.metal-24xl", 96],
  ["m5.metal", undefined],
])("%s has %p vCPUs", (type, count) => expect(vcpusOf(type)).toBe(count));

test.each([
  ["g6.xlarge", 1],
  ["g6.12xlarge", 4],
  ["g5.48xlarge", 8],
  ["g5g.16xlarge", 2],
  ["g4dn.metal", 8],
  ["gr6.4xlarge", 1],
  ["p3.8xlarge", 4],
  ["p5.48xlarge", 8],
  ["p5.4xlarge", 1],
  ["g4ad.xlarge", 0],
  ["m7g.xlarge", 0],
])("%s has %p NVIDIA GPUs", (type, count) => expect(gpusOf(type)).toBe(count));

test("exactly these of all families that the AWS provider knows have NVIDIA GPUs", () => {
  const families = Object.values(InstanceType)
    .filter(hasNvidiaGpu)
    .map((type) => type.split(".")[0]!);
  expect([...new Set(families)].sort().join(" ")).toBe(
    "g4dn g5 g5g g6 g6e g7 g7e gr6 p3 p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300 p6e-gb200",
  );
});

test.each([
  ["m7g", "standard"],
  ["t3", "standard"],
  ["hs1", "standard"],
  ["g6", "gpu"],
  ["gr6", "gpu"],
  ["vt1", "gpu"],
  ["p5", "p"],
  ["x2gd", undefined],
  ["inf2", undefined],
  ["u-6tb1", undefined],
])("%s counts against the quota of %p", (family, kind) => expect(vcpuClass(family)).toBe(kind));
