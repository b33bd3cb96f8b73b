// Tests what a stack needs of the account's quotas.
import fc from "fast-check";
import { checkQuota, quotaNeeds, type Need, type QuotaFacts } from "../../../src/model/nodes/account-quotas";
import { reported } from "../problems";
import { job, web, worker } from "../services";

fc.configureGlobal({ seed: 20 });

const group = { instanceTypes: ["m7g.large", "m7g.2xlarge"], min: 2, max: 10, diskGiB: 50 };
const facts: QuotaFacts = {
  services: [web, worker, job, { ...web, name: "new", legacy: undefined }],
  network: { nat: "perZone", zones: 3 },
  clusters: {
    blue: {
      nodeGroups: {
        arm: group,
        spot: { ...group, instanceTypes: ["m7i.large", "m6i.large"], capacity: "spot" },
        gpu: { ...group, instanceTypes: ["g6.xlarge"], max: 4, purpose: "gpu" },
      },
      nodePools: {
        either: { families: ["c7g"], capacity: "either", cpu: 100, diskGiB: 50 },
        rare: { families: ["x2gd"], cpu: 100, diskGiB: 50 },
      },
    },
  },
};
const byName = (needs: readonly Need[]) =>
  Object.fromEntries(needs.map(({ quota, amount }) => [quota.name, amount]));

test("adds up what the files allow", () => {
  expect(byName(quotaNeeds(facts))).toEqual({
    "EC2-VPC Elastic IPs": 3,
    "Interface VPC endpoints per VPC": 7,
    "Application Load Balancers per Region": 1,
    "Network Load Balancers per Region": 1,
    "Target Groups per Region": 3,
    // Two routes with a cluster's side, one of which has a legacy side.
    "Health checks per account": 3,
    "Managed node groups per cluster": 3,
    // Legacy: three services of up to 6 m5.large; nodes: ten of the larger type, and a pool.
    "Running On-Demand Standard instances": 36 + 80 + 100,
    "All Standard Spot Instance Requests": 20 + 100,
    "Running On-Demand G and VT instances": 16,
  });
});

test("one NAT gateway has one address; what isn't needed isn't asked", () => {
  const needs = quotaNeeds({ services: [], network: { nat: "single", zones: 3 }, clusters: {} });
  expect(byName(needs)).toEqual({ "EC2-VPC Elastic IPs": 1, "Interface VPC endpoints per VPC": 7 });
});

test("a network needs the endpoints that it asks for, and an adopted one no more than these", () => {
  const made = { nat: "single" as const, zones: 3, endpoints: ["sts" as const] };
  expect(byName(quotaNeeds({ services: [], network: made, clusters: {} }))).toEqual({
    "EC2-VPC Elastic IPs": 1,
    "Interface VPC endpoints per VPC": 1,
  });
  const adopt = { vpc: "vpc-1", public: [], private: [], routeTables: [] };
  expect(quotaNeeds({ services: [], network: { adopt, endpoints: [] }, clusters: {} })).toEqual([]);
});

test("a need points at what asks for the most", () => {
  const standard = quotaNeeds(facts).find(({ quota }) => quota.quotaCode === "L-1216C47A")!;
  expect(standard.path).toBe("clusters.blue.nodePools.either.cpu");
});

const addresses = quotaNeeds(facts)[0]!;

test("what is above is refused, with the command that asks for more", () => {
  expect(reported((report) => checkQuota(addresses, 2, "Pulumi.dev.yaml", report))).toEqual([
    {
      rule: "account",
      path: "Pulumi.dev.yaml: crossover:network.nat",
      message: 'the stack may need 3 of "EC2-VPC Elastic IPs", and the account has 2',
      allowed:
        "a smaller bound; or ask for more: `aws service-quotas request-service-quota-increase --service-code ec2 " +
        "--quota-code L-0263D0A3 --desired-value 3`",
    },
  ]);
});

test("a quota that can't be read is warned of only above what every account has", () => {
  const silent = reported((report) => expect(checkQuota(addresses, undefined, "f", report)).toBeUndefined());
  expect(silent).toEqual([]);
  const many = { ...addresses, amount: 6 };
  expect(checkQuota(many, undefined, "f", () => {})).toMatch(
    /couldn't be read; 6 are needed, and an account has 5/,
  );
});

test("more of anything never needs less", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(5), (max, more) => {
      const need = (count: number) =>
        quotaNeeds({ ...facts, clusters: { blue: { nodeGroups: { arm: { ...group, max: count } } } } }).find(
          ({ quota }) => quota.quotaCode === "L-1216C47A",
        )!.amount;
      expect(need(max + more)).toBe(need(max) + more * 8);
    }),
  );
});
