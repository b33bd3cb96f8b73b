// Tests how secrets get into pods and instances: exact inputs, order, and no value anywhere.
import * as kubernetes from "@pulumi/kubernetes";
import { SecretsOperator } from "../../../components/access/secrets-operator";
import { ServiceSecrets } from "../../../components/access/service-secrets";
import { KubernetesService } from "../../../components/workload/kubernetes-service";
import { chartOf } from "../../../src/model/clusters/charts";
import {
  externalSecretSpec,
  operatorValues,
  secretName,
  secretsPolicy,
  secretStoreSpec,
} from "../../../src/model/access/secrets";
import type { Service } from "../../../src/model/service";
import { environmentName } from "../../../src/model/workload/pod";
import { deploy, expectChildNames, namesOf, type Registered } from "../../mocks";
import { job, web, worker } from "../../model/services";

const source = { region: "eu-west-1", account: "123456789012", operatorRoleArn: "arn:operator" };
const secrets = { DATABASE_URL: "prod/api/DATABASE_URL" };
const types = {
  store: "kubernetes:external-secrets.io/v1:SecretStore",
  external: "kubernetes:external-secrets.io/v1:ExternalSecret",
  role: "aws:iam/role:Role",
  policy: "aws:iam/rolePolicy:RolePolicy",
};

function counts(resources: Registered[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of resources) result[type] = (result[type] ?? 0) + 1;
  return result;
}

test("the operator takes on a role that may do nothing by itself", async () => {
  const made = await deploy(() => {
    const provider = new kubernetes.Provider("blue", { kubeconfig: "{}" });
    return new SecretsOperator("blue-secrets", { clusterName: "prod-blue", after: [] }, { provider });
  });
  expect(counts(made.resources)).toEqual({
    "pulumi:providers:kubernetes": 1,
    "crossover:access:SecretsOperator": 1,
    "crossover:cluster:PodIdentityRole": 1,
    [types.role]: 1,
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": 1,
    "kubernetes:core/v1:Namespace": 1,
    "kubernetes:helm.sh/v3:Release": 1,
  });
  expectChildNames(made.resources);
  const [association] = made.of("aws:eks/podIdentityAssociation:PodIdentityAssociation");
  expect(association!.inputs).toEqual({
    clusterName: "prod-blue",
    namespace: "external-secrets",
    serviceAccount: "external-secrets",
    roleArn: expect.stringContaining("blue-secrets-role"),
  });
  const [release] = made.of("kubernetes:helm.sh/v3:Release");
  expect(release!.inputs).toMatchObject({
    ...chartOf("externalSecrets"),
    name: "external-secrets",
    namespace: "external-secrets",
    values: operatorValues(),
  });
  expect(namesOf(release!.dependencies)).toContain("blue-secrets-identity");
  expect(
    made.inputs("kubernetes:core/v1:Namespace")["blue-secrets-namespace"]!.metadata.labels,
  ).toHaveProperty(["pod-security.kubernetes.io/enforce"], "restricted");
});

test("a release can be changed where a chart's value is missing here", async () => {
  const made = await deploy(
    () =>
      new SecretsOperator("secrets", {
        clusterName: "blue",
        after: [],
        transform: { release: (args) => ({ ...args, timeout: 900 }) },
      }),
  );
  expect(made.of("kubernetes:helm.sh/v3:Release")[0]!.inputs.timeout).toBe(900);
});

test("a service's secrets are read by a role of its own, which the operator may take on", async () => {
  const service = { ...web, secrets };
  const made = await deploy(
    () => new ServiceSecrets("api-blue-secrets", { service, namespace: "prod", source }),
  );
  expectChildNames(made.resources);
  expect(counts(made.resources)).toEqual({
    "crossover:access:ServiceSecrets": 1,
    [types.role]: 1,
    [types.policy]: 1,
    [types.store]: 1,
    [types.external]: 1,
  });
  const role = made.inputs(types.role)["api-blue-secrets-role"]!;
  expect(JSON.parse(role.assumeRolePolicy)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: "arn:operator" }, Action: ["sts:AssumeRole", "sts:TagSession"] },
    ],
  });
  const policy = made.inputs(types.policy)["api-blue-secrets-read"]!;
  expect(JSON.parse(policy.policy)).toEqual(secretsPolicy(secrets, source));
  expect(made.inputs(types.store)["api-blue-secrets-store"]).toMatchObject({
    metadata: { name: "api", namespace: "prod" },
    spec: secretStoreSpec("eu-west-1", expect.stringContaining("api-blue-secrets-role")),
  });
  const [external] = made.of(types.external);
  expect(external!.inputs).toMatchObject({
    metadata: {
      name: secretName(service),
      namespace: "prod",
      annotations: { "pulumi.com/waitFor": "condition=Ready" },
    },
    spec: externalSecretSpec(service),
  });
  expect(namesOf(external!.dependencies)).toEqual(
    expect.arrayContaining(["api-blue-secrets-store", "api-blue-secrets-read"]),
  );
});

function pods(service: Service, more: { secrets?: typeof source } = { secrets: source }) {
  return deploy(() => {
    const args = {
      service,
      namespace: "prod",
      repositoryUrl: "registry/it",
      architectures: ["arm64"] as const,
    };
    return new KubernetesService("it-blue", { ...args, hostnames: [], ...more });
  });
}

test.each<[Service, string, string]>([
  [worker, "kubernetes:apps/v1:Deployment", "template"],
  [job, "kubernetes:batch/v1:CronJob", "jobTemplate"],
])("pods of $name wait for the Secret that they name", async (plain, type) => {
  const service = { ...plain, secrets };
  const made = await pods(service);
  const [workload] = made.of(type);
  expect(namesOf(workload!.dependencies)).toContain("it-blue-secrets");
  const { spec } = workload!.inputs;
  const template = spec.template ?? spec.jobTemplate.spec.template;
  expect(template.spec.containers[0].envFrom).toEqual([
    { configMapRef: { name: environmentName(service) } },
    { secretRef: { name: secretName(service) } },
  ]);
});

test("a service without secrets has nothing of this", async () => {
  const made = await pods(worker, {});
  expect(made.of("crossover:access:ServiceSecrets")).toEqual([]);
});

test("secrets that come from nowhere are refused", async () => {
  await expect(pods({ ...worker, secrets }, {})).rejects.toMatchObject({
    problems: [{ propertyPath: "secrets", reason: "is missing: mailer names secrets" }],
  });
});
