// Tests that a registry's replication, of which it has one, is never written over what others have in it.
import {
  othersRules,
  readRules,
  replicationProblem,
  replicationRule,
  replicationType,
  writes,
  writtenReplication,
  type ReplicationRule,
  type Replications,
} from "../../../src/model/registry/replication";

const account = "111122223333";
const own = replicationRule("crossover", account, [{ region: "eu-central-1" }]);
const wider = replicationRule("crossover", account, [{ region: "us-east-1" }, { region: "eu-central-1" }]);
const reordered: ReplicationRule = { ...wider, destinations: [...wider.destinations].reverse() };
const all: ReplicationRule = { destinations: own.destinations };
const teams = replicationRule("team", account, [{ region: "us-east-1" }]);
const urn = "urn:pulumi:prod::crossover::t::n";
const written = (...rules: ReplicationRule[]) => ({ urn, rules });

test.each<[string, Omit<Replications, "prefix">, readonly ReplicationRule[], boolean]>([
  ["nothing there, nothing asked", { present: [] }, [], false],
  ["a first configuration", { present: [], wanted: own }, [], false],
  ["what a killed update has left", { present: [reordered], wanted: wider }, [], false],
  ["one of another's", { present: [teams], wanted: own }, [teams], true],
  ["one that copies everything", { present: [all], wanted: own }, [all], true],
  ["one of the same prefix that the state doesn't have", { present: [wider], wanted: own }, [wider], true],
  ["another's that this stack doesn't ask for", { present: [teams] }, [teams], false],
  ["no change", { present: [own], written: written(own), wanted: own }, [], false],
  ["a change of the own", { present: [own], written: written(own), wanted: wider }, [], false],
  ["the own goes", { present: [own], written: written(own) }, [], false],
  [
    "no change beside another's",
    { present: [own, teams], written: written(own), wanted: own },
    [teams],
    false,
  ],
  [
    "a change beside another's",
    { present: [own, teams], written: written(own), wanted: wider },
    [teams],
    true,
  ],
  ["the own goes from beside another's", { present: [own, teams], written: written(own) }, [teams], true],
  [
    "another's that a refresh has read",
    { present: [own, teams], written: written(own, teams), wanted: own },
    [teams],
    true,
  ],
])("%s", (_, situation, others, refused) => {
  const asked = { prefix: "crossover", ...situation };
  expect(othersRules(asked)).toEqual(others);
  expect(replicationProblem(asked, "Pulumi.prod.yaml") !== undefined).toBe(refused);
});

test("a refusal shows others' rules, and what to write where they are written", () => {
  const first = { prefix: "crossover", present: [teams], wanted: own };
  expect(replicationProblem(first, "Pulumi.prod.yaml")).toEqual({
    rule: "account",
    path: "Pulumi.prod.yaml: crossover:registry.create.replicate",
    message:
      "would overwrite the registry's replication, of which it has one, with rules that aren't this stack's: " +
      JSON.stringify([teams]),
    allowed: `leave \`replicate\` out, and write the rule ${JSON.stringify(own)} where those are written`,
  });
  expect(replicationProblem({ ...first, written: written(own), wanted: undefined }, "f")?.allowed).toBe(
    `\`pulumi state delete '${urn}'\`, which leaves the registry as it is, then leave \`replicate\` out`,
  );
});

test("only a change is written", () => {
  expect(writes({})).toBe(false);
  expect(writes({ wanted: own })).toBe(true);
  expect(writes({ written: written(reordered), wanted: wider })).toBe(false);
  expect(writes({ written: written(), wanted: own })).toBe(true);
  expect(writes({ written: written(own) })).toBe(true);
});

test("Cloud Control's words and the state's are read as one", () => {
  const Rules = [
    {
      Destinations: [{ Region: "eu-central-1", RegistryId: account }],
      RepositoryFilters: [{ Filter: "crossover/", FilterType: "PREFIX_MATCH" }],
    },
    { Destinations: [{ Region: "us-east-1", RegistryId: account }] },
  ];
  const properties = JSON.stringify({ RegistryId: account, ReplicationConfiguration: { Rules } });
  const everything = { destinations: [{ region: "us-east-1", registryId: account }], repositoryFilters: [] };
  expect(readRules(properties)).toEqual([own, everything]);
  expect(readRules(JSON.stringify({ RegistryId: account }))).toEqual([]);
  const outputs = { replicationConfiguration: { rules: [own] } };
  expect(writtenReplication([{ urn, type: replicationType, outputs }])).toEqual(written(own));
  expect(writtenReplication([{ urn, type: "aws:ecr/repository:Repository" }])).toBeUndefined();
});
