// Tests where secrets are kept, who may read them, and when their names make another Kubernetes Secret.
import * as fc from "fast-check";
import {
  externalSecretSpec,
  missingSecrets,
  namesSecrets,
  operatorValues,
  secretIds,
  secretName,
  secretsPolicy,
  secretStoreSpec,
} from "../../../src/model/access/secrets";
import { web } from "../services";

const place = { region: "eu-west-1", account: "111122223333" };
const service = { ...web, secrets: secretIds("prod", "api", ["TOKEN", "DATABASE_URL"]) };

test("names stand below the stack and the service, paths below the stack", () => {
  expect(secretIds("prod", "api", ["TOKEN"])).toEqual({ TOKEN: "prod/api/TOKEN" });
  expect(secretIds("dev", "api", { TOKEN: "shared/token" })).toEqual({ TOKEN: "dev/shared/token" });
  expect(secretIds("dev", "api", [])).toEqual({});
});

test("a policy names each secret once, and nothing but them", () => {
  const policy = secretsPolicy({ A: "prod/api/A", B: "prod/shared/b", C: "prod/shared/b" }, place);
  expect(policy.Statement).toEqual([
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue"],
      Resource: [
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/api/A-??????",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/shared/b-??????",
      ],
    },
  ]);
});

test("a key of one's own may be used through Secrets Manager only", () => {
  const key = "arn:aws:kms:eu-west-1:111122223333:key/abc";
  expect(secretsPolicy(service.secrets, { ...place, key }).Statement[1]).toEqual({
    Sid: "Decrypt",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [key],
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } },
  });
});

test("an ExternalSecret copies each name into the Secret that the pods read", () => {
  expect(externalSecretSpec(service)).toEqual({
    refreshInterval: "1h0m0s",
    secretStoreRef: { kind: "SecretStore", name: "api" },
    target: { name: secretName(service), creationPolicy: "Owner" },
    data: [
      { secretKey: "DATABASE_URL", remoteRef: { key: "prod/api/DATABASE_URL" } },
      { secretKey: "TOKEN", remoteRef: { key: "prod/api/TOKEN" } },
    ],
  });
  expect(secretStoreSpec("eu-west-1", "arn:role")).toEqual({
    provider: { aws: { service: "SecretsManager", region: "eu-west-1", role: "arn:role" } },
  });
});

test("a service without secrets has no Secret", () => {
  expect(secretName(web)).toBeUndefined();
  expect([namesSecrets(web), namesSecrets(service)]).toEqual([false, true]);
});

const names = fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.stringMatching(/^[a-z]{1,5}$/), {
  minKeys: 1,
});

test("the Secret's name is the same for the same list in any order, and another for another list", () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      const reversed = Object.fromEntries(Object.entries(one).reverse());
      expect(secretName({ name: "api", secrets: reversed })).toBe(secretName({ name: "api", secrets: one }));
      const same =
        JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
      expect(secretName({ name: "api", secrets: one }) === secretName({ name: "api", secrets: other })).toBe(
        same,
      );
    }),
  );
});

test("a secret that doesn't exist is a problem that names its like, and how to create it", () => {
  expect(missingSecrets([service, web], ["prod/api/TOKEN", "prod/api/DATABASE_URI"])).toEqual([
    {
      rule: "secrets",
      path: "services/api.yaml: secrets.DATABASE_URL",
      message:
        "there is no secret `prod/api/DATABASE_URL` in Secrets Manager (did you mean `prod/api/DATABASE_URI`?)",
      allowed:
        "create it first: aws secretsmanager create-secret --name prod/api/DATABASE_URL --secret-string file://<file>",
    },
  ]);
  expect(missingSecrets([service], Object.values(service.secrets))).toEqual([]);
});

test("the operator serves namespaces only", () => {
  const values: Record<string, unknown> = operatorValues();
  const wide = Object.keys(values).filter((key) => key.startsWith("process"));
  expect(wide).toHaveLength(5);
  expect(wide.map((key) => values[key])).toEqual(wide.map(() => false));
});
