// Tests the wait after an association is made: whom it concerns, and how long it lasts.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { associationSeconds, awaitAssociations } from "../../../components/cluster/association-wait";
import { deploy } from "../../mocks";

const args = { clusterName: "blue", namespace: "prod", serviceAccount: "api", roleArn: "arn:role" };

test("every association is waited for, and nothing else", async () => {
  const { resources } = await deploy(() => {
    awaitAssociations(() => new Date());
    new aws.eks.PodIdentityAssociation("identity", args);
    new aws.iam.Role("role", { assumeRolePolicy: "{}" });
  });
  expect(Object.fromEntries(resources.map(({ name, hooks }) => [name, hooks]))).toEqual({
    identity: { afterCreate: ["crossover-association-wait"] },
    role: {},
  });
});

/** Runs the hook by a clock that moves by so many seconds each time that it is looked at; says how often it was. */
async function looks(seconds: number): Promise<number> {
  let asked = 0;
  const { result } = await deploy(() => awaitAssociations(() => new Date(1000 * seconds * asked++)));
  await result.callback({} as pulumi.ResourceHookArgs);
  return asked;
}

test("it lasts for some seconds by the clock, however fast that runs", async () => {
  expect(await looks(associationSeconds)).toBe(2);
  expect(await looks(associationSeconds / 2)).toBe(3);
});
