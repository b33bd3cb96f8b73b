// Tests what is asked of the settings that an account has one of, and what follows where it can't be asked.
import * as pulumi from "@pulumi/pulumi";
import { issuerUrl } from "../../src/model/access/ci";
import { replicationRule, replicationType } from "../../src/model/registry/replication";
import { observeAccountSettings, type AccountSettingsArgs } from "../../src/observe/account-settings";
import { principalsWithEntry } from "../../src/observe/access-entries";
import { deploy, refuse, type MockOverrides } from "../mocks";

afterEach(() => jest.restoreAllMocks());

const account = "123456789012";
const replicate = [{ region: "eu-central-1" }];
const registry = { create: { keepImages: 50, readers: [], replicate } };
const own = replicationRule("crossover", account, replicate);
const replication = "aws:cloudcontrol/getResource:getResource";
const provider = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";
const arn = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const state = (type: string, outputs: Record<string, unknown>) => ({ urn: "urn:it", type, outputs });
const ours = state(replicationType, { replicationConfiguration: { rules: [own] } });
const ci = (identityProvider: "create" | "adopt") =>
  ({ identityProvider }) as NonNullable<AccountSettingsArgs["stack"]["ci"]>;

async function check(args: Partial<AccountSettingsArgs>, calls: MockOverrides["calls"] = {}) {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const asked = { stack: { registry }, account, resources: [], file: "Pulumi.prod.yaml", ...args };
  const { result } = await deploy(() => observeAccountSettings(asked), { calls });
  return {
    shared: result.sharedReplication,
    problems: result.problems.map(({ path, message, allowed }) => `${path}: ${message} -> ${allowed}`),
    warnings: warn.mock.calls.map(([text]) => text),
  };
}

/** A registry with these rules in Cloud Control's words. */
const holding = (prefixes: string[]): MockOverrides["calls"] => ({
  [replication]: ({ typeName, identifier }) => {
    expect([typeName, identifier]).toEqual(["AWS::ECR::ReplicationConfiguration", account]);
    const Rules = prefixes.map((prefix) => ({
      Destinations: [{ Region: "eu-central-1", RegistryId: account }],
      RepositoryFilters: [{ Filter: `${prefix}/`, FilterType: "PREFIX_MATCH" }],
    }));
    return { properties: JSON.stringify({ ReplicationConfiguration: { Rules } }) };
  },
});

test("a registry without replication gets one", async () => {
  expect(await check({})).toEqual({ shared: false, problems: [], warnings: [] });
});

test("another's is not written over", async () => {
  const { problems } = await check({}, holding(["team"]));
  expect(problems).toEqual([expect.stringContaining("would overwrite the registry's replication")]);
});

test("beside another's nothing changes, and a destroy leaves it", async () => {
  expect(await check({ resources: [ours] }, holding(["crossover", "team"]))).toEqual({
    shared: true,
    problems: [],
    warnings: [expect.stringContaining("a destroy leaves all of them")],
  });
});

test("a stack that copies nothing asks nothing", async () => {
  const asked = jest.fn(() => ({}));
  const calls = { [replication]: asked, [provider]: asked };
  await check({ stack: { registry: { create: { ...registry.create, replicate: [] } } } }, calls);
  await check({ stack: { registry: { adopt: { account, region: "eu-west-1" } } } }, calls);
  expect(asked).not.toHaveBeenCalled();
});

test("without an answer nothing is written, and what doesn't change is only warned of", async () => {
  const denied = { [replication]: () => refuse("AccessDeniedException: no") };
  const words = expect.stringContaining("(cloudformation:GetResource and ecr:DescribeRegistry)");
  expect(await check({}, denied)).toEqual({ shared: false, problems: [words], warnings: [] });
  expect(await check({ resources: [ours] }, denied)).toEqual({
    shared: false,
    problems: [],
    warnings: [words],
  });
});

test("an account's identity provider is made once, and adopted where there is one", async () => {
  const none = { registry: { adopt: { account, region: "eu-west-1" } } };
  const create = { stack: { ...none, ci: ci("create") } };
  const adopt = { stack: { ...none, ci: ci("adopt") } };
  const there = { [provider]: ({ url }: pulumi.Inputs) => ({ url, arn }) };
  const own = { resources: [state("aws:iam/openIdConnectProvider:OpenIdConnectProvider", { arn })] };
  expect((await check(create)).problems).toEqual([]);
  expect((await check({ ...create, ...own }, there)).problems).toEqual([]);
  expect((await check(adopt, there)).problems).toEqual([]);
  expect((await check({ ...adopt, ...own }, there)).problems).toEqual([
    expect.stringContaining("is this stack's own, and would be deleted, whoever else uses it"),
  ]);
  expect((await check(create, there)).problems).toEqual([
    `Pulumi.prod.yaml: crossover:ci.identityProvider: the account has GitHub's identity provider already, which isn't this stack's: ${arn} -> adopt`,
  ]);
  expect((await check(adopt)).problems).toEqual([
    "Pulumi.prod.yaml: crossover:ci.identityProvider: the account has no identity provider of GitHub that could be adopted -> create, in one stack of the account",
  ]);
  expect(await check(create, { [provider]: () => refuse("AccessDenied") })).toEqual({
    shared: false,
    problems: [],
    warnings: [expect.stringContaining("iam:ListOpenIDConnectProviders")],
  });
  expect(issuerUrl).toContain(arn.split("/").at(-1));
});

test("principals with an entry are told from those without", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const ask = async (answer: (principal: string) => object) => {
    const call = ({ principalArn }: pulumi.Inputs) => answer(principalArn as string);
    const calls = { "aws:eks/getAccessEntry:getAccessEntry": call };
    return (await deploy(() => principalsWithEntry("prod-blue", ["arn:a", "arn:b"]), { calls })).result;
  };
  const none = "reading EKS Access Entry (prod-blue:arn:b): couldn't find resource";
  expect(await ask((arn) => (arn === "arn:b" ? refuse(none) : { arn }))).toEqual(["arn:a"]);
  expect(warn).not.toHaveBeenCalled();
  expect(await ask(() => refuse("AccessDeniedException: no"))).toEqual([]);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining("eks:DescribeAccessEntry"));
});
