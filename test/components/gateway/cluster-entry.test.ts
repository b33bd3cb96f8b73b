// Tests the way into a cluster: exact inputs, counts and order.
import * as kubernetes from "@pulumi/kubernetes";
import { ClusterEntry } from "../../../components/gateway/cluster-entry";
import { controllerPolicy } from "../../../src/model/clusters/controller-policy";
import {
  clientTrafficSpec,
  controllerValues,
  envoyProxySpec,
  gatewayClassSpec,
  gatewaySpec,
  redirectSpec,
} from "../../../src/model/clusters/gateway";
import { routeAccepted } from "../../../src/model/workload/objects";
import { deploy, expectChildNames, namesOf, valueOf, type Deployment } from "../../mocks";

const groups = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup";
const types = {
  binding: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
  release: "kubernetes:helm.sh/v3:Release",
  listener: "aws:lb/listener:Listener",
  targets: "aws:lb/targetGroup:TargetGroup",
};

let entry: Deployment<ClusterEntry>;
beforeAll(async () => {
  entry = await deploy(() => {
    const provider = new kubernetes.Provider("blue", { kubeconfig: "{}" });
    return new ClusterEntry(
      "blue-entry",
      {
        clusterId: "blue",
        clusterName: "blue-cluster",
        after: [],
        vpcId: "vpc-1",
        publicSubnetIds: ["public-a", "public-b"],
        nodeSecurityGroupId: "sg-nodes",
        certificateArn: "arn:certificate",
        region: "eu-west-1",
      },
      { provider },
    );
  });
});

test("declares these and no others", () => {
  const counts: Record<string, number> = {};
  for (const { type } of entry.resources) counts[type] = (counts[type] ?? 0) + 1;
  expect(counts).toEqual({
    "pulumi:providers:kubernetes": 1,
    "crossover:gateway:ClusterEntry": 1,
    "crossover:gateway:NetworkEntry": 1,
    "crossover:gateway:LoadBalancerController": 1,
    "crossover:gateway:EnvoyGateway": 1,
    "crossover:cluster:PodIdentityRole": 1,
    "aws:ec2/securityGroup:SecurityGroup": 1,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 4,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 2,
    "aws:lb/loadBalancer:LoadBalancer": 1,
    [types.targets]: 2,
    [types.listener]: 2,
    "aws:iam/policy:Policy": 1,
    "aws:iam/role:Role": 1,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": 1,
    [types.release]: 2,
    "kubernetes:core/v1:Namespace": 1,
    "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy": 1,
    "kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy": 1,
    "kubernetes:gateway.networking.k8s.io/v1:GatewayClass": 1,
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": 1,
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute": 1,
    [types.binding]: 2,
  });
  expectChildNames(entry.resources);
});

test("the load balancer is public, with a security group from the start", () => {
  expect(entry.inputs("aws:lb/loadBalancer:LoadBalancer")).toEqual({
    "blue-entry-nlb": {
      loadBalancerType: "network",
      internal: false,
      subnets: ["public-a", "public-b"],
      securityGroups: ["blue-entry-nlb-sg-id"],
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: false,
      accessLogs: { bucket: "", enabled: false },
      tags: { Name: "blue-entry-nlb", "crossover:cluster": "blue" },
    },
  });
});

test("its targets are pods that learn the client's address, checked on the port of the traffic", () => {
  const shared = {
    vpcId: "vpc-1",
    targetType: "ip",
    protocol: "TCP",
    proxyProtocolV2: true,
    preserveClientIp: "false",
    deregistrationDelay: 60,
    healthCheck: {
      protocol: "HTTP",
      port: "traffic-port",
      path: "/-/gateway-ready",
      matcher: "200",
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
    },
  };
  expect(entry.inputs(types.targets)).toEqual({
    "blue-entry-nlb-https": {
      ...shared,
      port: 10080,
      tags: { Name: "blue-entry-nlb-https", "crossover:cluster": "blue" },
    },
    "blue-entry-nlb-redirect": {
      ...shared,
      port: 8080,
      tags: { Name: "blue-entry-nlb-redirect", "crossover:cluster": "blue" },
    },
  });
});

test("TLS ends at the load balancer, and plain HTTP passes to be redirected", () => {
  expect(entry.inputs(types.listener)).toEqual({
    "blue-entry-nlb-https": {
      loadBalancerArn: expect.stringContaining("blue-entry-nlb"),
      port: 443,
      protocol: "TLS",
      certificateArn: "arn:certificate",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      alpnPolicy: "HTTP2Preferred",
      defaultActions: [
        { type: "forward", targetGroupArn: `${groups}/blue-entry-nlb-https/0123456789abcdef` },
      ],
    },
    "blue-entry-nlb-redirect": {
      loadBalancerArn: expect.stringContaining("blue-entry-nlb"),
      port: 80,
      protocol: "TCP",
      defaultActions: [
        { type: "forward", targetGroupArn: `${groups}/blue-entry-nlb-redirect/0123456789abcdef` },
      ],
    },
  });
});

test("only the load balancer reaches the pods, on the proxies' ports", () => {
  const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
  const own = "blue-entry-nlb-sg-id";
  expect(entry.inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({
    "blue-entry-nlb-https-internet": { ...tcp(443), securityGroupId: own, cidrIpv4: "0.0.0.0/0" },
    "blue-entry-nlb-redirect-internet": { ...tcp(80), securityGroupId: own, cidrIpv4: "0.0.0.0/0" },
    "blue-entry-nlb-https-at-pods": {
      ...tcp(10080),
      securityGroupId: "sg-nodes",
      referencedSecurityGroupId: own,
    },
    "blue-entry-nlb-redirect-at-pods": {
      ...tcp(8080),
      securityGroupId: "sg-nodes",
      referencedSecurityGroupId: own,
    },
  });
  expect(entry.inputs("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual({
    "blue-entry-nlb-https-to-pods": {
      ...tcp(10080),
      securityGroupId: own,
      referencedSecurityGroupId: "sg-nodes",
    },
    "blue-entry-nlb-redirect-to-pods": {
      ...tcp(8080),
      securityGroupId: own,
      referencedSecurityGroupId: "sg-nodes",
    },
  });
});

test("the controller is released after its identity, which may bind these target groups only", () => {
  const [identity] = entry.of("aws:eks/podIdentityAssociation:PodIdentityAssociation");
  expect(identity!.inputs).toMatchObject({
    clusterName: "blue-cluster",
    namespace: "kube-system",
    serviceAccount: "aws-load-balancer-controller",
  });
  const [policy] = Object.values(entry.inputs("aws:iam/policy:Policy"));
  expect(JSON.parse(policy!.policy as string)).toEqual(
    controllerPolicy([
      `${groups}/blue-entry-nlb-https/0123456789abcdef`,
      `${groups}/blue-entry-nlb-redirect/0123456789abcdef`,
    ]),
  );
  const release = entry.of(types.release).find(({ name }) => name === "blue-entry-controller")!;
  expect(release.inputs).toMatchObject({
    chart: "aws-load-balancer-controller",
    version: "3.5.0",
    repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
    name: "aws-load-balancer-controller",
    namespace: "kube-system",
    values: controllerValues({ clusterName: "blue-cluster", region: "eu-west-1", vpcId: "vpc-1" }),
  });
  expect(namesOf(release.dependencies)).toContain("blue-entry-controller-identity");
});

test("Envoy Gateway is released before the objects of its kinds", () => {
  const release = entry.of(types.release).find(({ name }) => name === "blue-entry-envoy")!;
  expect(release.inputs).toMatchObject({
    chart: "oci://docker.io/envoyproxy/gateway-helm",
    version: "v1.9.2",
    namespace: "envoy-gateway-system",
  });
  const specs = Object.fromEntries(
    entry.resources
      .filter(({ type }) => /^kubernetes:gateway\./.test(type))
      .map(({ name, inputs }) => [name, inputs.spec as unknown]),
  );
  expect(specs).toEqual({
    "blue-entry-envoy-proxy": envoyProxySpec({ min: 2, max: 10 }),
    "blue-entry-envoy-class": gatewayClassSpec(),
    "blue-entry-envoy-client-traffic": clientTrafficSpec(),
    "blue-entry-envoy-gateway": gatewaySpec(),
    "blue-entry-envoy-redirect": redirectSpec(),
  });
  const [gateway] = entry.of("kubernetes:gateway.networking.k8s.io/v1:Gateway");
  expect(gateway!.inputs.metadata).toEqual({
    name: "public",
    namespace: "envoy-gateway-system",
    annotations: { "pulumi.com/waitFor": "condition=Programmed" },
  });
  const [redirect] = entry.of("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute");
  expect(redirect!.inputs.metadata.annotations).toEqual({ "pulumi.com/waitFor": routeAccepted });
  expect(namesOf(gateway!.dependencies)).toEqual(
    expect.arrayContaining(["blue-entry-envoy-class", "blue-entry-envoy-client-traffic"]),
  );
});

test("the bindings come last, and the entry's address after them", async () => {
  const binding = (id: string, port: number) => ({
    apiVersion: "elbv2.k8s.aws/v1beta1",
    kind: "TargetGroupBinding",
    metadata: {
      name: `public-${id}`,
      namespace: "envoy-gateway-system",
      annotations: { "pulumi.com/waitFor": "jsonpath={.status.observedGeneration}" },
    },
    spec: {
      serviceRef: { name: "envoy-public", port },
      targetGroupARN: `${groups}/blue-entry-nlb-${id}/0123456789abcdef`,
      targetType: "ip",
    },
  });
  expect(entry.inputs(types.binding)).toEqual({
    "blue-entry-binding-https": binding("https", 80),
    "blue-entry-binding-redirect": binding("redirect", 8080),
  });
  for (const { dependencies } of entry.of(types.binding))
    expect(namesOf(dependencies)).toEqual(
      expect.arrayContaining(["blue-entry-controller", "blue-entry-envoy-gateway"]),
    );
  const { gateway, loadBalancer } = entry.result;
  expect(gateway).toEqual({ name: "public", namespace: "envoy-gateway-system", listener: "https" });
  await expect(valueOf(loadBalancer)).resolves.toEqual({
    dnsName: "blue-entry-nlb.eu-west-1.elb.amazonaws.com",
    zoneId: "Z2IFOLAFXWLO4F",
  });
});
