// Tests how refused deletions are explained, and how a destroy takes the guard off.
import { guardRefusals } from "../../src/cli/guard-refusals";
import { takeOff, unlock, type GuardedResource } from "../../src/cli/unguard";

const urn = (types: string, name: string) => `urn:pulumi:dev::crossover::${types}::${name}`;
const locked = (types: string, name: string) =>
  `unable to replace resource "${urn(types, name)}"\nas it is currently marked for protection. To unprotect …`;
const hook = (name: string, reason: string, instead: string) =>
  `Preview failed: before hook "crossover-delete-guard" failed: ${name} can't be deleted or replaced: ${reason}; instead: ${instead}`;
const vpc = "crossover:network:Network$aws:ec2/vpc:Vpc";

test("each reason is told once, with all that it is about; what is only protected counts to the first", () => {
  const { problems, rest } = guardRefusals(
    [
      locked(vpc, "dev"),
      hook("dev-public", "names need it", "leave it"),
      hook("dev-private", "names need it", "leave it"),
      hook("shop-legacy-group", "`legacy` has 5 %", "move it"),
      "something else",
    ],
    "dev",
  );
  expect(problems).toEqual([
    {
      rule: "protected",
      path: "dev",
      message: "dev-public, dev-private, dev can't be deleted or replaced: names need it",
      allowed: "leave it",
    },
    {
      rule: "protected",
      path: "dev",
      message: "shop-legacy-group can't be deleted or replaced: `legacy` has 5 %",
      allowed: "move it",
    },
  ]);
  expect(rest).toEqual(["something else"]);
});

test("protection alone is explained, and of data left to the engine's words", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const data = locked("crossover:audit:LogKey$aws:kms/key:Key", "dev-log-key");
  const gone = (name: string) =>
    `Preview failed: resource "${urn(vpc, name)}" cannot be deleted\nbecause it is protected. To unprotect …`;
  const errors = names.map((name) => (name === "a" ? gone(name) : locked(vpc, name)));
  const { problems, rest } = guardRefusals([...errors, data], "dev");
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).toMatch(
    /^a, b, c, d, e and 2 more can't be deleted or replaced: names are answered/,
  );
  expect(rest).toEqual([data]);
});

test("nothing refused is no problem", () => {
  expect(guardRefusals(["other"], "dev")).toEqual({ problems: [], rest: ["other"] });
});

test("a destroy takes off the guard's hook and protection, and leaves those of data and of others", () => {
  const resources: GuardedResource[] = [
    { urn: urn(vpc, "dev"), protect: true, resourceHooks: { BeforeDelete: ["crossover-delete-guard"] } },
    {
      urn: urn("crossover:database:Database$aws:rds/instance:Instance", "dev-main-db"),
      protect: true,
      resourceHooks: {
        BeforeDelete: ["crossover-delete-guard", "other"],
        BeforeUpdate: ["crossover-write-guard"],
      },
    },
  ];
  expect(takeOff(resources)).toBe(true);
  expect(resources).toEqual([
    { urn: urn(vpc, "dev"), protect: false, resourceHooks: {} },
    {
      urn: urn("crossover:database:Database$aws:rds/instance:Instance", "dev-main-db"),
      protect: true,
      resourceHooks: { BeforeDelete: ["other"], BeforeUpdate: ["crossover-write-guard"] },
    },
  ]);
  expect(takeOff([{ urn: urn(vpc, "dev") }])).toBe(false);
});

test("a destroy that leaves records of a name keeps their zone, and not the private ones", () => {
  const zone = urn("crossover:traffic:PublicZone$aws:route53/zone:Zone", "dev-zone");
  const inside = { urn: urn("aws:route53/zone:Zone", "dev-private"), outputs: { vpcs: [{}] } };
  const resources: GuardedResource[] = [{ urn: zone }, { ...inside }];
  expect(takeOff(resources, true)).toBe(true);
  expect(resources).toEqual([{ urn: zone, protect: true }, inside]);
  expect(takeOff(resources, true)).toBe(false);
  expect(takeOff(resources)).toBe(true);
  expect(resources[0]!.protect).toBe(false);
});

test("load balancers that AWS keeps are named, and written down as free", () => {
  const balancer = (enableDeletionProtection: boolean): GuardedResource => ({
    urn: urn("crossover:gateway:NetworkEntry$aws:lb/loadBalancer:LoadBalancer", "dev-blue-entry-nlb"),
    inputs: { name: "nlb", enableDeletionProtection },
    outputs: { arn: "arn:nlb", enableDeletionProtection },
  });
  const other = { urn: urn(vpc, "dev"), inputs: { enableDeletionProtection: true } };
  const resources = [balancer(true), { ...other }, balancer(false)];
  expect(unlock(resources)).toEqual(["arn:nlb"]);
  expect(resources).toEqual([balancer(false), other, balancer(false)]);
  expect(unlock(resources)).toEqual([]);
});
