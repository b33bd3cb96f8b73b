// Tests when secrets get to pods in the simulated cloud: who trusts whom, who may read what, and what pods wait for.
import { operator, secretsPolicy } from "../../../src/model/access/secrets";
import { trustPods, trustRole, trustService } from "../../../src/model/access/trust";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import { seedCloud, seededValue } from "../../../src/rehearsal/cloud/seed";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { cluster, clusterName, deployment, network, nodeGroup, restrictedPod } from "./landscape";
import { MemoryCloud, refusal, region } from "./memory-cloud";

const place = { region, account: "123456789012" };
const id = "prod/api/TOKEN";
const at = (name: string) => ({ name, namespace: "apps" });

/** A cluster with the operator, and a role that reads the one secret there is. */
function world() {
  const cloud = new MemoryCloud();
  seedCloud(cloud, { region, zones: [], loadBalancers: [], secrets: [id] });
  const net = network(cloud);
  cluster(cloud, net);
  nodeGroup(cloud, net);
  const put = (type: string, inputs: Properties) => cloud.create(type, "object", inputs, clusterName);
  const trusted = trustPods(operator.namespace, operator.name);
  const own = cloud.create(aws.role, "operator", { name: "operator", assumeRolePolicy: trusted });
  const association = cloud.create(aws.podIdentityAssociation, "operator", {
    clusterName,
    namespace: operator.namespace,
    serviceAccount: operator.name,
    roleArn: own.outputs["arn"]!,
  });
  put(k8s.namespace, { metadata: { name: "apps" } });
  put(k8s.release, {
    name: "eso",
    chart: "external-secrets",
    namespace: operator.namespace,
    createNamespace: true,
  });
  const reader = cloud.create(aws.role, "reader", {
    name: "reader",
    assumeRolePolicy: trustRole(own.outputs["arn"] as string),
  });
  const policy = cloud.create(aws.rolePolicy, "read", {
    role: "reader",
    name: "read",
    policy: JSON.stringify(secretsPolicy({ TOKEN: id }, place)),
  });
  const store = put(k8s.secretStore, {
    metadata: at("api"),
    spec: { provider: { aws: { service: "SecretsManager", region, role: reader.outputs["arn"]! } } },
  });
  return { cloud, put, own, association, reader, policy, store };
}

type World = ReturnType<typeof world>;

const external = (key = id): Properties => ({
  metadata: at("api-1"),
  spec: {
    secretStoreRef: { kind: "SecretStore", name: "api" },
    target: { name: "api-1" },
    data: [{ secretKey: "TOKEN", remoteRef: { key } }],
  },
});
const pod: Properties = {
  ...restrictedPod,
  containers: [
    { ...(restrictedPod["containers"] as Properties[])[0], envFrom: [{ secretRef: { name: "api-1" } }] },
  ],
};

test("copies a secret for a role that may read it, and then pods start", () => {
  const { put } = world();
  expect(refusal(() => put(k8s.deployment, deployment("api", pod))).message).toMatch(
    /failed to fully initialize.*CreateContainerConfigError: secret "api-1" not found/,
  );
  expect(put(k8s.externalSecret, external()).id).toBe("apps/api-1");
  expect(put(k8s.deployment, deployment("api", pod)).id).toBe("apps/api");
});

test("pods don't wait for a Secret that is optional, nor for one made otherwise", () => {
  const { put } = world();
  const container = (pod["containers"] as Properties[])[0]!;
  const optional = { ...container, envFrom: [{ secretRef: { name: "api-1", optional: true } }] };
  expect(put(k8s.deployment, deployment("api", { ...pod, containers: [optional] })).id).toBe("apps/api");
  put(k8s.secret, { metadata: at("api-1") });
  expect(put(k8s.deployment, deployment("other", pod)).id).toBe("apps/other");
});

const other = secretsPolicy({ TOKEN: "prod/other/TOKEN" }, place);

test.each<[string, (world: World) => void, RegExp]>([
  ["no association", ({ cloud, association }) => cloud.remove(association), /no Pod Identity association/],
  [
    "an operator's role that pods may not take on",
    ({ cloud, own }) => cloud.update(own, { assumeRolePolicy: trustService("ec2.amazonaws.com") }),
    /doesn't trust pods\.eks\.amazonaws\.com/,
  ],
  ["no store", ({ cloud, store }) => cloud.remove(store), /SecretStore "apps\/api": not found/],
  [
    "a role that isn't there",
    ({ cloud, policy, reader }) => {
      cloud.remove(policy);
      cloud.remove(reader);
    },
    /there is no role/,
  ],
  [
    "a role that trusts another",
    ({ cloud, reader }) =>
      cloud.update(reader, { assumeRolePolicy: trustRole("arn:aws:iam::123456789012:role/x") }),
    /not authorized to perform: sts:AssumeRole/,
  ],
  [
    "a role that takes no session tags, which Pod Identity passes on",
    ({ cloud, own, reader }) =>
      cloud.update(reader, {
        assumeRolePolicy: trustRole(own.outputs["arn"] as string).replace(',"sts:TagSession"', ""),
      }),
    /not authorized to perform: sts:AssumeRole/,
  ],
  [
    "a role that may read other secrets only",
    ({ cloud, policy }) => cloud.update(policy, { policy: JSON.stringify(other) }),
    /reader is not authorized to perform: secretsmanager:GetSecretValue on resource: prod\/api\/TOKEN/,
  ],
])("never becomes ready with %s", (_, spoil, reason) => {
  const made = world();
  spoil(made);
  const refused = refusal(() => made.put(k8s.externalSecret, external()));
  expect(refused.code).toBe("Timeout");
  expect(refused.message).toMatch(/apps\/api-1.*SecretSyncedError/);
  expect(refused.message).toMatch(reason);
});

test("never becomes ready for a secret that doesn't exist", () => {
  const { put } = world();
  expect(refusal(() => put(k8s.externalSecret, external("prod/api/NONE"))).message).toMatch(
    /ResourceNotFoundException.*prod\/api\/NONE/,
  );
});

test("a store without a role reads as the operator, also by a policy that is attached", () => {
  const { cloud, put, own, store } = world();
  cloud.update(store, { spec: { provider: { aws: { service: "SecretsManager" } } } });
  expect(refusal(() => put(k8s.externalSecret, external())).message).toMatch(/operator is not authorized/);
  const policy = cloud.create(aws.policy, "p", {
    name: "p",
    policy: JSON.stringify(secretsPolicy({ T: id }, place)),
  });
  cloud.create(aws.rolePolicyAttachment, "a", { role: own.id, policyArn: policy.id });
  expect(put(k8s.externalSecret, external()).id).toBe("apps/api-1");
});

test("its objects need its chart", () => {
  const cloud = new MemoryCloud();
  cloud.create(k8s.namespace, "apps", { metadata: { name: "apps" } }, "x");
  expect(refusal(() => cloud.create(k8s.secretStore, "s", { metadata: at("s") }, "x")).code).toBe(
    "NoKindMatch",
  );
});

test("lists secrets by the beginning of their names, and gives no value", () => {
  const cloud = new MemoryCloud();
  const seed = { region, zones: [], loadBalancers: [], secrets: [id, "dev/api/TOKEN"] };
  seedCloud(cloud, seed);
  seedCloud(cloud, seed);
  const list = (filters: Properties[]) =>
    cloud.invoke("aws:secretsmanager/getSecrets:getSecrets", { filters });
  expect(list([{ name: "name", values: ["prod/"] }])).toMatchObject({
    names: [id],
    arns: [
      expect.stringMatching(/^arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod\/api\/TOKEN-\w{6}$/),
    ],
  });
  expect(list([]).names).toHaveLength(2);
  expect(JSON.stringify(list([]))).not.toContain(seededValue(id));
  expect(cloud.list(aws.secretVersion).map(({ inputs }: CloudResource) => inputs["secretString"])).toContain(
    seededValue(id),
  );
});
