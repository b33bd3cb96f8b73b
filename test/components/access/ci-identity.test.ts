// Tests the roles of a pipeline: whom each trusts, and what each may do.
import { CiIdentity, type CiIdentityArgs } from "../../../components/access/ci-identity";
import { previewPolicy } from "../../../src/model/access/ci";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const args: CiIdentityArgs = {
  repository: "example/shop",
  environments: ["prod"],
  branches: ["main"],
  stateBucket: "state",
  clusters: { blue: "prod-blue" },
};
const make = (extra: Partial<CiIdentityArgs> = {}) =>
  deploy(() => new CiIdentity("prod-ci", { ...args, ...extra }));

const trust = (inputs: Record<string, { assumeRolePolicy: string }>, name: string) =>
  (JSON.parse(inputs[name]!.assumeRolePolicy) as { Statement: unknown[] }).Statement;
const trusted = (provider: string, sub: string[]) => [
  {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": sub,
      },
    },
  },
];

test("each role trusts exact subjects of the repository only", async () => {
  const { inputs, result, resources } = await make();
  const roles = inputs("aws:iam/role:Role") as Record<string, { assumeRolePolicy: string }>;
  const provider = "arn:aws:mock:eu-west-1:123456789012:prod-ci-github";
  expect(inputs("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual({
    "prod-ci-github": {
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
    },
  });
  expect(trust(roles, "prod-ci-preview")).toEqual(
    trusted(provider, ["repo:example/shop:environment:preview"]),
  );
  expect(trust(roles, "prod-ci-apply")).toEqual(
    trusted(provider, ["repo:example/shop:environment:prod", "repo:example/shop:ref:refs/heads/main"]),
  );
  expect(roles).toMatchObject({
    "prod-ci-preview": { maxSessionDuration: 3600 },
    "prod-ci-apply": { maxSessionDuration: 14400 },
  });
  expect(await valueOf(result.previewRoleArn)).toBe("arn:aws:mock:eu-west-1:123456789012:prod-ci-preview");
  expect(await valueOf(result.applyRoleArn)).toBe("arn:aws:mock:eu-west-1:123456789012:prod-ci-apply");
  expectChildNames(resources);
});

test("the role that previews reads, in the account and in the cluster; the other one administers", async () => {
  const { inputs, of } = await make();
  expect(inputs("aws:iam/policy:Policy")).toEqual({
    "prod-ci-preview": { policy: JSON.stringify(previewPolicy({ stateBucket: "state", keys: [] })) },
  });
  expect(inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toEqual({
    "prod-ci-preview": {
      role: "prod-ci-preview-0123abc",
      policyArn: "arn:aws:mock:eu-west-1:123456789012:prod-ci-preview",
    },
    "prod-ci-apply": {
      role: "prod-ci-apply-0123abc",
      policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    },
  });
  const principalArn = "arn:aws:mock:eu-west-1:123456789012:prod-ci-preview";
  expect(inputs("aws:eks/accessEntry:AccessEntry")).toEqual({
    "prod-ci-preview-blue": { clusterName: "prod-blue", principalArn },
  });
  const [association] = of("aws:eks/accessPolicyAssociation:AccessPolicyAssociation");
  expect(association!.inputs).toEqual({
    clusterName: "prod-blue",
    principalArn,
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy",
    accessScope: { type: "cluster" },
  });
  expect(namesOf(association!.dependencies)).toContain("prod-ci-preview-blue");
});

test("an adopted provider is trusted and not made; roles can be changed by transforms", async () => {
  const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
  const { inputs, of } = await make({
    providerArn: "arn:github",
    clusters: {},
    transform: { applyRole: (role) => ({ ...role, permissionsBoundary }) },
  });
  const roles = inputs("aws:iam/role:Role") as Record<string, { assumeRolePolicy: string }>;
  expect(of("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual([]);
  expect(of("aws:eks/accessEntry:AccessEntry")).toEqual([]);
  expect(trust(roles, "prod-ci-preview")).toEqual(
    trusted("arn:github", ["repo:example/shop:environment:preview"]),
  );
  expect(roles["prod-ci-apply"]).toMatchObject({ permissionsBoundary });
});

test("another environment may preview, but none where runs apply", async () => {
  const { inputs } = await make({ previewEnvironment: "look" });
  const roles = inputs("aws:iam/role:Role") as Record<string, { assumeRolePolicy: string }>;
  expect(roles["prod-ci-preview"]!.assumeRolePolicy).toContain('"repo:example/shop:environment:look"');
  await expect(make({ previewEnvironment: "Prod" })).rejects.toMatchObject({
    problems: [{ propertyPath: "previewEnvironment" }],
  });
});

test("without an environment or a branch nothing may apply, which is refused", async () => {
  await expect(make({ environments: [], branches: undefined })).rejects.toMatchObject({
    component: "CiIdentity prod-ci",
    problems: [{ propertyPath: "environments" }],
  });
});
