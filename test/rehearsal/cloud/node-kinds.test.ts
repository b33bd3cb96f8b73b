// Tests the simulated queues, rules, identity providers, node groups and quotas.
import { kindOf } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { versions } from "../../../src/schema/versions";
import { cluster, clusterName, network, nodeGroup } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

const cloudWithCluster = () => {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  cluster(cloud, net);
  return { cloud, group: (inputs: Properties) => nodeGroup(cloud, net, inputs) };
};

const githubUrl = "https://token.actions.githubusercontent.com";

test("a queue has an address and an ARN by its name, and takes a policy", () => {
  const cloud = new MemoryCloud();
  const queue = cloud.create(aws.queue, "q", { name: "interruptions" });
  expect(queue).toMatchObject({
    id: "https://sqs.eu-west-1.amazonaws.com/123456789012/interruptions",
    outputs: { arn: "arn:aws:sqs:eu-west-1:123456789012:interruptions" },
  });
  const policy = cloud.create(aws.queuePolicy, "p", { queueUrl: queue.id, policy: "{}" });
  expect(refusal(() => cloud.update(policy, { policy: "{" })).code).toBe("InvalidAttributeValue");
  expect(refusal(() => cloud.create(aws.queue, "q", { name: "interruptions" })).code).toBe(
    "QueueAlreadyExists",
  );
  expect(refusal(() => cloud.create(aws.queuePolicy, "p", { queueUrl: "?", policy: "{}" })).code).toBe(
    "AWS.SimpleQueueService.NonExistentQueue",
  );
});

test("a rule matches something, and goes after its targets", () => {
  const cloud = new MemoryCloud();
  const rule = cloud.create(aws.eventRule, "r", { name: "spot", eventPattern: "{}" });
  const target = cloud.create(aws.eventTarget, "t", { rule: "spot", arn: "arn:q" });
  expect(refusal(() => cloud.remove(rule))).toMatchObject({ code: "ValidationException" });
  cloud.remove(target);
  cloud.remove(rule);
  expect(refusal(() => cloud.create(aws.eventRule, "r", { name: "none" })).code).toBe("ValidationException");
  expect(refusal(() => cloud.create(aws.eventRule, "r", { name: "bad", eventPattern: "{" })).code).toBe(
    "InvalidEventPatternException",
  );
  expect(refusal(() => cloud.create(aws.eventTarget, "t", { rule: "gone", arn: "arn:q" })).code).toBe(
    "ResourceNotFoundException",
  );
});

test("a rule has five targets at most", () => {
  const cloud = new MemoryCloud();
  cloud.create(aws.eventRule, "r", { name: "spot", eventPattern: "{}" });
  const add = (i: number) => cloud.create(aws.eventTarget, `t${i}`, { rule: "spot", arn: `arn:${i}` });
  [1, 2, 3, 4, 5].forEach(add);
  expect(refusal(() => add(6)).code).toBe("LimitExceededException");
});

test("an account has one identity provider of an issuer, which can be looked up", () => {
  const cloud = new MemoryCloud();
  const look = () =>
    cloud.invoke("aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", { url: githubUrl });
  expect(refusal(look).code).toBe("NotFound");
  const make = () => cloud.create(aws.identityProvider, "github", { url: githubUrl, clientIdLists: ["sts"] });
  const { id } = make();
  expect(id).toBe("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com");
  expect(look()).toMatchObject({ arn: id });
  expect(refusal(make).code).toBe("EntityAlreadyExists");
});

test.each<[string, Properties, string, RegExp]>([
  [
    "a reserved label",
    { labels: { "kubernetes.io/x": "1" } },
    "InvalidParameterException",
    /reserved prefixes/,
  ],
  [
    "an effect in Kubernetes' words",
    { taints: [{ key: "a", effect: "NoSchedule" }] },
    "InvalidParameterException",
    /NoSchedule/,
  ],
  [
    "more taints than 50",
    { taints: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, effect: "NO_SCHEDULE" })) },
    "InvalidParameterException",
    /50 items/,
  ],
  [
    "NVIDIA's image without GPUs",
    { amiType: "AL2023_x86_64_NVIDIA", instanceTypes: ["m7i.large"] },
    "InvalidParameterException",
    /m7i\.large/,
  ],
  ["the first Graviton", { instanceTypes: ["a1.large"] }, "NodeCreationFailure", /failed to join/],
])("a node group with %s is refused", (_, inputs, code, cause) => {
  const { group } = cloudWithCluster();
  const refused = refusal(() => group(inputs));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("a group's minimum isn't raised above its size", () => {
  const { cloud, group } = cloudWithCluster();
  const made = group({});
  const scalingConfig = { minSize: 2, desiredSize: 1, maxSize: 3 };
  expect(refusal(() => cloud.update(made, { scalingConfig })).message).toMatch(/between minimum 2/);
});

test.each([
  ["end in a failure where none may go", { maxUnavailable: 0 }, "PodEvictionFailure"],
  ["end in a failure where all must stay", { minAvailable: "100%" }, "PodEvictionFailure"],
  ["go on where a quarter may go", { maxUnavailable: "25%" }, undefined],
])("drains %s", (_, spec, code) => {
  const { cloud, group } = cloudWithCluster();
  const made = group({
    launchTemplate: { id: cloud.create(aws.launchTemplate, "t", { name: "t" }).id, version: "1" },
  });
  cloud.create(k8s.namespace, "apps", { metadata: { name: "apps" } }, clusterName);
  const metadata = { name: "api", namespace: "apps" };
  cloud.create("kubernetes:policy/v1:PodDisruptionBudget", "api", { metadata, spec }, clusterName);
  const id = cloud.list(aws.launchTemplate)[0]!.id;
  const roll = () => cloud.update(made, { launchTemplate: { id, version: "2" } });
  if (code) expect(refusal(roll).code).toBe(code);
  else expect(roll).not.toThrow();
  expect(() =>
    cloud.update(made, { scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 9 } }),
  ).not.toThrow();
});

test("node groups can be looked up with their size", () => {
  const { cloud, group } = cloudWithCluster();
  group({ tags: { Name: "blue-arm" } });
  expect(cloud.invoke("aws:eks/getNodeGroups:getNodeGroups", { clusterName })).toMatchObject({
    names: ["nodes"],
  });
  const one = { clusterName, nodeGroupName: "nodes" };
  expect(cloud.invoke("aws:eks/getNodeGroup:getNodeGroup", one)).toMatchObject({
    scalingConfigs: [{ desiredSize: 1 }],
    tags: { Name: "blue-arm" },
  });
  const gone = { clusterName, nodeGroupName: "gone" };
  expect(refusal(() => cloud.invoke("aws:eks/getNodeGroup:getNodeGroup", gone)).code).toBe("NotFound");
});

describe("quotas", () => {
  const ask = (cloud: MemoryCloud, args: Properties) =>
    cloud.invoke("aws:servicequotas/getServiceQuota:getServiceQuota", args);

  test("are told as they are, global ones in their region", () => {
    const cloud = new MemoryCloud();
    expect(ask(cloud, { serviceCode: "ec2", quotaCode: "L-0263D0A3" })).toMatchObject({ value: 5 });
    expect(ask(cloud, { serviceCode: "ec2", quotaCode: "L-1216C47A" })).toMatchObject({
      value: 4096,
      defaultValue: 5,
    });
    const checks = { serviceCode: "route53", quotaCode: "L-ACB674F3" };
    expect(refusal(() => ask(cloud, checks)).code).toBe("NoSuchResourceException");
    expect(ask(cloud, { ...checks, region: "us-east-1" })).toMatchObject({ value: 200 });
    expect(refusal(() => ask(cloud, { serviceCode: "ec2", quotaCode: "L-0" })).code).toBe(
      "NoSuchResourceException",
    );
  });

  test("end what is made beyond them", () => {
    const cloud = new MemoryCloud();
    const make = (i: number) => cloud.create(aws.eip, `eip-${i}`, { domain: "vpc" });
    [1, 2, 3, 4, 5].forEach(make);
    expect(refusal(() => make(6)).code).toBe("AddressLimitExceeded");
  });
});

describe("Karpenter's objects", () => {
  const inCluster = () => {
    const { cloud } = cloudWithCluster();
    const make = (type: string, inputs: Properties) => cloud.create(type, "it", inputs, clusterName);
    const release = (chart: string) => ({ name: chart, namespace: "kube-system", chart: `oci://x/${chart}` });
    return { cloud, make, release };
  };

  test("need their definitions first, and the controller to go", () => {
    const { cloud, make, release } = inCluster();
    const nodePool = () => make(k8s.nodePool, { metadata: { name: "arm" }, spec: {} });
    expect(refusal(nodePool).code).toBe("NoKindMatch");
    make(k8s.release, release("karpenter-crd"));
    const controller = make(k8s.release, { ...release("karpenter"), skipCrds: true });
    const made = nodePool();
    cloud.remove(controller);
    expect(refusal(() => cloud.remove(made))).toMatchObject({
      code: "Timeout",
      message: expect.stringContaining("karpenter.sh/termination"),
    });
  });

  const version = "1.33";
  const waitFor = (...expressions: string[]) => ({ "pulumi.com/waitFor": JSON.stringify(expressions) });
  const image = (name: string) => `jsonpath={.status.amis[?${name}].name}`;
  const exact = (release: string, kubernetes = version) =>
    image(`@.name=="amazon-eks-node-al2023-arm64-standard-${kubernetes}-${release}"`);
  const [newest, older] = versions().kubernetes[version]!.nodeImages.releases as [string, string];
  const nodeClass = (term: Properties, ...expressions: string[]) => ({
    metadata: { name: "arm", annotations: waitFor("condition=Ready", ...expressions) },
    spec: { amiSelectorTerms: [term] },
  });

  test.each<[string, Properties, string, RegExp | undefined]>([
    ["of a release", { alias: `al2023@${older}` }, exact(older), undefined],
    ["that are the latest", { alias: "al2023@latest" }, exact(newest), undefined],
    [
      "by a pattern",
      { alias: "al2023@latest" },
      image(`match(@.name,"amazon-eks-node-al2023-arm64-standard-${version.replace(".", "[.]")}-v[0-9]+")`),
      undefined,
    ],
    ["by their name", { name: `amazon-eks-node-al2023-*-${older}` }, exact(older), undefined],
    ["of no release", { alias: "al2023@v20991231" }, exact("v20991231"), /AMINotFound/],
    ["of another version", { alias: `al2023@${newest}` }, exact(newest, "1.30"), /selected nothing/],
  ])("a class is waited for until it has images %s", (_, term, expression, cause) => {
    const { make, release } = inCluster();
    make(k8s.release, release("karpenter-crd"));
    const made = () => make(k8s.nodeClass, nodeClass(term, expression));
    if (cause)
      expect(refusal(made)).toMatchObject({ code: "Timeout", message: expect.stringMatching(cause) });
    else expect(made().id).toBe("arm");
  });

  test("a class that is there stays ready without an image, and doesn't find it", () => {
    const { cloud, make, release } = inCluster();
    make(k8s.release, release("karpenter-crd"));
    const made = make(k8s.nodeClass, nodeClass({ alias: `al2023@${newest}` }));
    const missing = { alias: "al2023@v20991231" };
    cloud.update(made, nodeClass(missing));
    expect(refusal(() => cloud.update(made, nodeClass(missing, exact("v20991231")))).message).toMatch(
      /selected nothing/,
    );
  });

  test("a pool is ready once its class is there, and takes no label of Karpenter's", () => {
    const { make, release } = inCluster();
    make(k8s.release, release("karpenter-crd"));
    const pool = (labels: Properties = {}) => ({
      metadata: { name: "arm", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: { template: { metadata: { labels }, spec: { nodeClassRef: { name: "arm" } } } },
    });
    expect(refusal(() => make(k8s.nodePool, pool()))).toMatchObject({ code: "Timeout" });
    make(k8s.nodeClass, nodeClass({ alias: `al2023@${newest}` }));
    const named = pool({ "karpenter.k8s.aws/team": "a" });
    expect(refusal(() => make(k8s.nodePool, named)).message).toMatch(/"karpenter\.k8s\.aws" is restricted/);
    expect(make(k8s.nodePool, pool({ team: "a" })).id).toBe("arm");
  });

  test("a storage class's parameters can't be changed in place", () => {
    expect(kindOf("kubernetes:storage.k8s.io/v1:StorageClass")!.replaceOn).toEqual(
      expect.arrayContaining(["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"]),
    );
  });
});
