// Tests which pools need the account's role for spot machines, and the refusal where it is missing.
import { spotPools, spotProblems } from "../../../src/model/nodes/spot";

const pool = { families: ["m7g"], cpu: 8, diskGiB: 50 };

test("pools that may be spot, of every cluster", () => {
  const nodePools = {
    spot: { ...pool, capacity: "spot" as const },
    either: { ...pool, capacity: "either" as const },
    plain: pool,
    steady: { ...pool, capacity: "onDemand" as const },
  };
  expect(spotPools({ blue: { nodePools }, green: {} })).toEqual([
    "clusters.blue.nodePools.spot.capacity",
    "clusters.blue.nodePools.either.capacity",
  ]);
});

test("the refusal names the command", () => {
  expect(spotProblems(["clusters.blue.nodePools.spot.capacity"], "Pulumi.prod.yaml")).toEqual([
    {
      rule: "account",
      path: "Pulumi.prod.yaml: crossover:clusters.blue.nodePools.spot.capacity",
      message: expect.stringContaining("AWSServiceRoleForEC2Spot"),
      allowed: expect.stringContaining(
        "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com",
      ),
    },
  ]);
});
