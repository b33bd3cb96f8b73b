// Tests that AWS is asked for the disks of AMIs, and what follows where one can't be looked up.
import * as pulumi from "@pulumi/pulumi";
import { observeImages } from "../../src/observe/images";
import type { Service } from "../../src/model/service";
import { deploy, refuse } from "../mocks";

afterEach(() => jest.restoreAllMocks());

const legacy = {
  manage: "create",
  platform: "autoScaling",
  ami: "ami-0a",
  instanceType: "m5.large",
  min: 1,
  max: 1,
};
const services = [{ name: "api", legacy: legacy as Service["legacy"] }];
const written = {
  urn: "u",
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  outputs: { imageId: "ami-0a", blockDeviceMappings: [{ deviceName: "/dev/sda1" }] },
};

async function look(answer: (inputs: pulumi.Inputs) => object, resources: (typeof written)[] = []) {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const state = Promise.resolve({ resources });
  const { result } = await deploy(() => observeImages(services, state, "Pulumi.prod.yaml"), {
    calls: { "aws:ec2/getAmi:getAmi": answer },
  });
  return { disks: [...result.value], problems: result.problems, warnings: warn.mock.calls.length };
}

test("an AMI tells the names of its disks", async () => {
  const answer = (inputs: pulumi.Inputs) => {
    expect(inputs).toEqual({ filters: [{ name: "image-id", values: ["ami-0a"] }], includeDeprecated: true });
    return {
      rootDeviceName: "/dev/sda1",
      blockDeviceMappings: [{ deviceName: "/dev/sda1", ebs: { volume_size: "8" } }],
    };
  };
  expect(await look(answer)).toEqual({
    disks: [["ami-0a", { root: "/dev/sda1", others: [] }]],
    problems: [],
    warnings: 0,
  });
});

test("one that can't be looked up is refused", async () => {
  const { disks, problems } = await look(() => refuse("Your query returned no results."));
  expect(disks).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ rule: "account" })]);
});

test("one that is gone while instances run it keeps its disks, with a warning", async () => {
  expect(await look(() => refuse("Your query returned no results."), [written])).toEqual({
    disks: [["ami-0a", { root: "/dev/sda1", others: [] }]],
    problems: [],
    warnings: 1,
  });
});
