// Subjects of GitHub's tokens, and what a preview may read.
import fc from "fast-check";
import { applySubjects, previewPolicy, previewSubjects, trustSubjects } from "../../src/model/ci";
import { ci } from "../../src/schema/stack/ci";

fc.configureGlobal({ seed: 20 });

const base = { provider: "github", repository: "example/shop", identityProvider: "create" };
const parse = (change: object) => ci.safeParse({ ...base, ...change });

test.each([
  ["no environment or branch", {}],
  ["a branch by wildcard", { branches: ["release/*"] }],
  ["an environment by wildcard", { environments: ["prod?"] }],
  ["a repository without its owner", { repository: "shop", branches: ["main"] }],
  ["any repository", { repository: "example/*", branches: ["main"] }],
  ["a key by its alias", { branches: ["main"], keys: ["arn:aws:kms:eu-west-1:111122223333:alias/pulumi"] }],
])("%s is no setting", (_, change) => expect(parse(change).success).toBe(false));

test("no subject that is accepted holds a wildcard, and no two roles share one", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9*?:/_.-]{1,12}$/);
  fc.assert(
    fc.property(fc.array(name), fc.array(name), (environments, branches) => {
      const { data } = parse({ environments, branches });
      if (!data) return;
      const apply = applySubjects(data);
      for (const subject of apply) expect(trustSubjects("arn", [subject])).not.toMatch(/[*?]|StringLike/);
      expect(apply.filter((one) => previewSubjects(data).includes(one))).toEqual([]);
    }),
  );
});

test("a preview changes nothing, and reads no secret and no data but the state", () => {
  const key = "arn:aws:kms:eu-west-1:111122223333:key/0f1e2d3c-4b5a";
  const { Statement } = previewPolicy({ stateBucket: "state", keys: [key] });
  const actions = Statement.flatMap(({ Action }) => Action);
  for (const action of actions)
    expect(action).toMatch(/^[a-z0-9-]+:(Describe|Get|List)|^kms:Decrypt$|^acm:List/);
  expect(
    actions.filter((one) => /secretsmanager|dynamodb|GetParameters|ssm:GetParameterHistory/.test(one)),
  ).toEqual([]);
  expect(Statement.filter(({ Action }) => Action.some((one) => /^s3:|^kms:Decrypt/.test(one)))).toEqual([
    expect.objectContaining({ Resource: "arn:aws:s3:::state" }),
    expect.objectContaining({ Action: ["s3:GetObject"], Resource: "arn:aws:s3:::state/*" }),
    expect.objectContaining({ Action: ["kms:Decrypt"], Resource: [key] }),
  ]);
  expect(previewPolicy({ keys: [] }).Statement.map(({ Sid }) => Sid)).toEqual(["Describe", "FindImages"]);
});

test("the policy has room to spare (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)", () => {
  expect(JSON.stringify(previewPolicy({ stateBucket: "b".repeat(63), keys: [] })).length).toBeLessThan(6144);
});
