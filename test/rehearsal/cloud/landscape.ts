// Builds parts of a test cloud: a network, a legacy side, a cluster with a gateway, and weighted records.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { k8s } from "../../../src/rehearsal/cloud/kubernetes";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { MemoryCloud, region } from "./memory-cloud";

export const clusterName = "blue";

export interface Network {
  readonly vpc: CloudResource;
  readonly subnets: readonly string[];
}

export function network(cloud: MemoryCloud): Network {
  const vpc = cloud.create(aws.vpc, "network", { cidrBlock: "10.0.0.0/16" });
  cloud.create(aws.internetGateway, "gateway", { vpcId: vpc.id });
  const subnets = ["a", "b"].map(
    (zone, i) =>
      cloud.create(aws.subnet, zone, {
        vpcId: vpc.id,
        cidrBlock: `10.0.${i}.0/24`,
        availabilityZone: region + zone,
      }).id,
  );
  return { vpc, subnets };
}

export function template(cloud: MemoryCloud, inputs: Properties = {}): CloudResource {
  return cloud.create(aws.launchTemplate, "template", { namePrefix: "t", ...inputs });
}

/** A load balancer with an issued-by-import certificate, and an Auto Scaling group behind it. */
export function legacySide(cloud: MemoryCloud, { vpc, subnets }: Network, name = "legacy") {
  const balancer = cloud.create(aws.loadBalancer, name, { name, subnets: [...subnets] });
  const targets = cloud.create(aws.targetGroup, name, { name, port: 80, protocol: "HTTP", vpcId: vpc.id });
  const certificate = cloud.create(aws.certificate, name, {
    domainName: "example.com",
    subjectAlternativeNames: ["*.example.com"],
    certificateBody: "imported",
  });
  const listener = cloud.create(aws.listener, name, {
    loadBalancerArn: balancer.id,
    port: 443,
    protocol: "HTTPS",
    certificateArn: certificate.id,
    defaultActions: [{ type: "forward", targetGroupArn: targets.id }],
  });
  const group = cloud.create(aws.scalingGroup, name, {
    name,
    minSize: 1,
    maxSize: 4,
    launchTemplate: { id: template(cloud).id, version: "1" },
    vpcZoneIdentifiers: [...subnets],
    targetGroupArns: [targets.id],
  });
  return { balancer, targets, listener, group, certificate };
}

export function cluster(cloud: MemoryCloud, { subnets }: Network): CloudResource {
  return cloud.create(aws.cluster, clusterName, {
    name: clusterName,
    version: "1.33",
    roleArn: "arn:aws:iam::aws:role/cluster",
    vpcConfig: { subnetIds: [...subnets] },
  });
}

export function nodeGroup(cloud: MemoryCloud, { subnets }: Network, inputs: Properties = {}): CloudResource {
  return cloud.create(aws.nodeGroup, "nodes", {
    clusterName,
    nodeGroupName: "nodes",
    nodeRoleArn: "arn:aws:iam::aws:role/nodes",
    subnetIds: [...subnets],
    amiType: "AL2023_ARM_64_STANDARD",
    instanceTypes: ["m7g.large"],
    scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 3 },
    ...inputs,
  });
}

export const restrictedPod: Properties = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    { name: "app", securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } },
  ],
};

export function deployment(name: string, pod: Properties = restrictedPod): Properties {
  const labels = { app: name };
  return {
    metadata: { name, namespace: "apps" },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  };
}

/** A network load balancer in front of Envoy Gateway, and the application behind it. */
export function kubernetesSide(cloud: MemoryCloud, net: Network, hostnames: string[]) {
  const put = (type: string, inputs: Properties) => cloud.create(type, "object", inputs, clusterName);
  const at = (namespace: string, name: string) => ({ name, namespace });
  const balancer = cloud.create(aws.loadBalancer, "entry", {
    name: "entry",
    loadBalancerType: "network",
    subnets: [...net.subnets],
  });
  const targets = cloud.create(aws.targetGroup, "entry", {
    name: "entry",
    port: 10443,
    protocol: "TCP",
    targetType: "ip",
    vpcId: net.vpc.id,
  });
  cloud.create(aws.listener, "entry", {
    loadBalancerArn: balancer.id,
    port: 443,
    protocol: "TCP",
    defaultActions: [{ type: "forward", targetGroupArn: targets.id }],
  });
  put(k8s.namespace, { metadata: { name: "apps" } });
  put(k8s.release, {
    name: "envoy",
    chart: "oci://docker.io/envoyproxy/gateway-helm",
    namespace: "envoy-gateway-system",
    createNamespace: true,
  });
  put(k8s.release, { name: "lbc", chart: "aws-load-balancer-controller", namespace: "kube-system" });
  put(k8s.envoyProxy, {
    metadata: at("envoy-gateway-system", "proxy"),
    spec: { provider: { type: "Kubernetes", kubernetes: { envoyService: { name: "envoy-entry" } } } },
  });
  put(k8s.gatewayClass, {
    metadata: { name: "envoy" },
    spec: {
      controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
      parametersRef: at("envoy-gateway-system", "proxy"),
    },
  });
  const gateway = put(k8s.gateway, {
    metadata: at("envoy-gateway-system", "entry"),
    spec: {
      gatewayClassName: "envoy",
      listeners: [
        { name: "https", port: 443, protocol: "HTTPS", allowedRoutes: { namespaces: { from: "All" } } },
      ],
    },
  });
  const binding = put(k8s.targetGroupBinding, {
    metadata: at("envoy-gateway-system", "entry"),
    spec: { targetGroupARN: targets.id, serviceRef: { name: "envoy-entry", port: 443 } },
  });
  const workload = put(k8s.deployment, deployment("api"));
  const service = put(k8s.service, { metadata: at("apps", "api"), spec: { selector: { app: "api" } } });
  const route = put(k8s.httpRoute, {
    metadata: at("apps", "api"),
    spec: {
      parentRefs: [at("envoy-gateway-system", "entry")],
      hostnames,
      rules: [{ backendRefs: [{ name: "api", port: 80 }] }],
    },
  });
  return { balancer, targets, gateway, binding, workload, service, route };
}

export function zone(cloud: MemoryCloud): CloudResource {
  return cloud.create(aws.zone, "zone", { name: "example.com" });
}

/** Inputs of an alias record to a load balancer; weighted if a weight is given. */
export function alias(
  { id: zoneId }: CloudResource,
  name: string,
  balancer: CloudResource,
  setIdentifier?: string,
  weight?: number,
): Properties {
  const { dnsName, zoneId: balancerZone } = balancer.outputs;
  return {
    zoneId,
    name,
    type: "A",
    aliases: [{ name: dnsName!, zoneId: balancerZone!, evaluateTargetHealth: false }],
    ...(setIdentifier !== undefined && { setIdentifier }),
    ...(weight !== undefined && { weightedRoutingPolicies: [{ weight }] }),
  };
}
