// Tests what is read of the `aws:` keys: as much as says who asks AWS, and where.
import { readValues } from "../../src/config/stack";

const provider = (values: Readonly<Record<string, unknown>>) =>
  readValues(values, "Pulumi.dev.yaml").provider;
const nothing = {
  ...{ region: "", assumeRoles: [], endpoints: [] },
  ...{ useFipsEndpoint: false, useDualstackEndpoint: false },
};

test("what isn't set is left to the environment, as the provider leaves it", () => {
  expect(provider({ "crossover:maxReplicas": 2 })).toEqual(nothing);
});

test("a profile, keys, roles and addresses are read; digits are a name too", () => {
  const assumeRoles = [{ roleArn: "arn:aws:iam::111122223333:role/deploy", externalId: "e" }];
  expect(
    provider({
      ...{ "aws:region": "eu-west-1", "aws:profile": 111122223333, "aws:useFipsEndpoint": "true" },
      ...{ "aws:accessKey": "KEY", "aws:secretKey": "secret", "aws:token": "token" },
      ...{ "aws:assumeRoles": assumeRoles, "aws:endpoints": [{ sts: "http://localhost:4566", s3: "" }] },
      "aws:defaultTags": { tags: { team: "shop" } },
    }),
  ).toEqual({
    ...nothing,
    ...{ region: "eu-west-1", profile: "111122223333", useFipsEndpoint: true },
    ...{ accessKey: "KEY", secretKey: "secret", token: "token" },
    ...{ assumeRoles, endpoints: [{ sts: "http://localhost:4566", s3: "" }] },
  });
});

test("mistakes are the provider's to report, and a secret that a file has encrypted isn't read", () => {
  const values = { "aws:assumeRoles": "deploy", "aws:profile": ["a"], "aws:secretKey": { secure: "v1:x" } };
  expect(provider(values)).toEqual(nothing);
});
