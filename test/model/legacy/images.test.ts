// Tests which disks a launch template names: those of the AMI, by its own names, as AWS or the state has them.
import {
  blockDevices,
  disksOf,
  disksWritten,
  imageProblems,
  namedAmis,
  type ImageDisks,
} from "../../../src/model/legacy/images";
import type { Service } from "../../../src/model/service";

const ebs = { volume_size: "8" };
const disk = (deviceName: string, of: Record<string, string> = ebs) => ({ deviceName, ebs: of });

test.each<[string, string, ReturnType<typeof disk>[], ImageDisks]>([
  ["Amazon Linux", "/dev/xvda", [disk("/dev/xvda")], { root: "/dev/xvda", others: [] }],
  [
    "Ubuntu, with an instance store",
    "/dev/sda1",
    [disk("/dev/sda1"), disk("/dev/sdb", {})],
    { root: "/dev/sda1", others: [] },
  ],
  [
    "Bottlerocket, with its data",
    "/dev/xvda",
    [disk("/dev/xvdb"), disk("/dev/xvda")],
    { root: "/dev/xvda", others: ["/dev/xvdb"] },
  ],
])("the disks of %s", (_, rootDeviceName, blockDeviceMappings, expected) => {
  expect(disksOf({ rootDeviceName, blockDeviceMappings })).toEqual(expected);
});

test("each disk is encrypted, under the image's own name", () => {
  expect(blockDevices({ root: "/dev/sda1", others: ["/dev/sdf"] })).toEqual([
    { deviceName: "/dev/sda1", ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" } },
    { deviceName: "/dev/sdf", ebs: { encrypted: "true", deleteOnTermination: "true" } },
  ]);
});

test("each AMI is asked for once, and those of adopted sides and other platforms aren't", () => {
  const on = (platform: string, manage = "create", ami = "ami-0a") =>
    ({ manage, platform, ami }) as unknown as Service["legacy"];
  const services = [
    { name: "api", legacy: on("autoScaling") },
    { name: "jobs", legacy: on("autoScaling") },
    { name: "auth", legacy: on("autoScaling", "create", "ami-0b") },
    { name: "ecs", legacy: on("ecs") },
    { name: "old", legacy: on("loadBalancer", "adopt") },
    { name: "new", legacy: undefined },
  ];
  expect([...namedAmis(services)]).toEqual([
    ["ami-0a", ["api", "jobs"]],
    ["ami-0b", ["auth"]],
  ]);
});

test("the state's launch templates say which disks their images have", () => {
  const type = "aws:ec2/launchTemplate:LaunchTemplate";
  const template = (imageId: string | undefined, devices?: string[]) => ({
    urn: "u",
    type,
    outputs: { imageId, blockDeviceMappings: devices?.map((deviceName) => ({ deviceName })) },
  });
  const resources = [
    template("ami-0a", ["/dev/sda1", "/dev/sdf"]),
    template("ami-0b"),
    template(undefined, ["/dev/xvda"]),
    { urn: "u", type: "aws:ec2/vpc:Vpc", outputs: { imageId: "ami-0c" } },
    { urn: "u", type },
  ];
  expect([...disksWritten(resources)]).toEqual([["ami-0a", { root: "/dev/sda1", others: ["/dev/sdf"] }]]);
});

test("an AMI that isn't there is a problem of each release that names it", () => {
  expect(imageProblems("ami-0a", ["api", "jobs"], "no results", "Pulumi.prod.yaml")).toEqual(
    ["api", "jobs"].map((service) => ({
      rule: "account",
      path: `Pulumi.prod.yaml: crossover:releases.${service}.ami`,
      message: "ami-0a can't be looked up, and so not which disks its instances have: no results",
      allowed: "an AMI of this region that this account may use",
    })),
  );
});
