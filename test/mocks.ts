// Runs components under Pulumi mocks and returns what they registered, for tests of exact inputs and counts.
import * as pulumi from "@pulumi/pulumi";
import { limitTraces } from "../src/traces";

/** One resource as the program registered it. */
export interface Registered {
  /** Type token, e.g. `aws:ec2/vpc:Vpc`. */
  type: string;
  name: string;
  /** Secrets are unwrapped; arguments left undefined are absent. */
  inputs: pulumi.Inputs;
  urn: string;
  /** URN of the parent; absent at the top. */
  parent?: string;
  /** Physical id, where the resource is looked up or imported. */
  id?: string;
  /** `<urn>::<id>` of the provider, where it isn't the default one. */
  provider?: string;
  /** URNs of all that the resource waits for, by data and by `dependsOn`. */
  dependencies: string[];
  ignoreChanges: string[];
  protect: boolean;
  retainOnDelete: boolean;
}

export interface Deployment<T> {
  result: T;
  /** In the order of registration. */
  resources: Registered[];
  /** All resources of one type. */
  of(type: string): Registered[];
  /** The inputs of all resources of one type, by logical name. */
  inputs(type: string): Record<string, pulumi.Inputs>;
}

/** Outputs or answers that one test needs to differ, by type or function token. */
export interface MockOverrides {
  outputs?: Record<string, (resource: { name: string; inputs: pulumi.Inputs }) => object>;
  calls?: Record<string, (inputs: pulumi.Inputs) => object>;
  /** @default test */
  stack?: string;
}

/**
 * Runs `make` under mocks and waits until all that it declares is registered. An error in it names no file: run the test
 * again with CROSSOVER_TRACES=1.
 */
export async function deploy<T>(
  make: () => T | Promise<T>,
  overrides: MockOverrides = {},
): Promise<Deployment<T>> {
  const traces = Error.stackTraceLimit;
  limitTraces();
  try {
    return await declare(make, overrides);
  } finally {
    Error.stackTraceLimit = traces;
  }
}

async function declare<T>(make: () => T | Promise<T>, overrides: MockOverrides): Promise<Deployment<T>> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        const plain = unwrap(inputs);
        const own = (overrides.outputs?.[type] ?? outputs[type])?.({ name, inputs: plain });
        return {
          id: id || `${name}-id`,
          state: {
            arn: `arn:aws:mock:eu-west-1:${account}:${name}`,
            name: `${name}-0123abc`,
            ...plain,
            ...own,
          },
        };
      },
      call: ({ token, inputs }) => (overrides.calls?.[token] ?? calls[token])?.(inputs) ?? inputs,
    },
    "crossover",
    overrides.stack ?? "test",
    false,
    "organization",
  );
  record(resources);
  const result = await make();
  await pulumi.runtime.disconnect();
  return {
    result,
    resources,
    of: (type) => resources.filter((resource) => resource.type === type),
    inputs: (type) =>
      Object.fromEntries(resources.filter((r) => r.type === type).map((r) => [r.name, r.inputs])),
  };
}

/** The value of an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

/** The logical names that a list of URNs ends in. */
export function namesOf(urns: readonly string[]): string[] {
  return urns.map((urn) => urn.split("::").at(-1)!);
}

/** Fails unless every child is called as its parent is, with or without a suffix after a hyphen. */
export function expectChildNames(resources: readonly Registered[]): void {
  const misnamed = resources.filter(({ name, parent }) => {
    const [own] = parent ? namesOf([parent]) : [];
    return own !== undefined && name !== own && !name.startsWith(`${own}-`);
  });
  expect(misnamed.map(({ name, parent }) => `${name} below ${parent}`)).toEqual([]);
}

/** The account that every ARN names. */
const account = "123456789012";

/** Records each request for a resource: the mocks themselves are not told parent, dependencies and options. */
function record(resources: Registered[]): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as MonitorUnderMocks;
  const register = monitor.registerResource.bind(monitor);
  const read = monitor.readResource.bind(monitor);
  // The mock monitor knows no hooks: they are taken, and never run.
  monitor.registerResourceHook = (_, callback) => {
    callback(null);
  };
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response) {
        resources.push({
          ...common(request, response.getUrn(), request.getObject()),
          id: request.getImportid() || undefined,
          ignoreChanges: request.getIgnorechangesList(),
          protect: request.getProtect() ?? false,
          retainOnDelete: request.getRetainondelete() ?? false,
        });
      }
      callback(error, response);
    });
  monitor.readResource = (request, callback) =>
    read(request, (error, response) => {
      if (response) {
        const resource = common(request, response.getUrn(), request.getProperties());
        resources.push({
          ...resource,
          id: request.getId(),
          ignoreChanges: [],
          protect: false,
          retainOnDelete: false,
        });
      }
      callback(error, response);
    });
}

/** The part of the mock monitor that is wrapped; the SDK exports neither its class nor these messages' types. */
interface MonitorUnderMocks {
  registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
  readResource(request: ReadRequest, callback: Callback): Promise<void>;
  registerResourceHook(request: unknown, callback: (error: unknown) => void): void;
}
type PropertyStruct = Parameters<typeof pulumi.runtime.deserializeProperties>[0];
type Callback = (error: unknown, response?: { getUrn(): string }) => void;
interface ResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
}
interface RegisterRequest extends ResourceRequest {
  getObject(): PropertyStruct;
  getImportid(): string;
  getIgnorechangesList(): string[];
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
}
interface ReadRequest extends ResourceRequest {
  getProperties(): PropertyStruct;
  getId(): string;
}

function common(request: ResourceRequest, urn: string, properties: PropertyStruct) {
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: unwrap(pulumi.runtime.deserializeProperties(properties)),
    urn,
    parent: request.getParent() || undefined,
    provider: request.getProvider() || undefined,
    dependencies: request.getDependenciesList(),
  };
}

/** Secrets of inner properties have been raised to the outermost one by the SDK. */
function unwrap(inputs: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value)]),
  );
}

/** What a kind of resource yields besides an ARN, a name and its own inputs. */
const outputs: NonNullable<MockOverrides["outputs"]> = {
  "aws:acm/certificate:Certificate": ({ inputs }) => ({
    domainValidationOptions: [inputs.domainName, ...(inputs.subjectAlternativeNames ?? [])].map((domain) => ({
      domainName: domain,
      resourceRecordName: `_validation.${domain}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_value.${domain}.acm-validations.aws.`,
    })),
  }),
  "aws:dms/endpoint:Endpoint": ({ inputs }) => ({
    endpointArn: `arn:aws:dms:eu-west-1:${account}:endpoint:${inputs.endpointId}`,
  }),
  "aws:dms/replicationInstance:ReplicationInstance": ({ inputs }) => ({
    replicationInstanceArn: `arn:aws:dms:eu-west-1:${account}:rep:${inputs.replicationInstanceId}`,
  }),
  "aws:dms/replicationTask:ReplicationTask": ({ inputs }) => ({
    replicationTaskArn: `arn:aws:dms:eu-west-1:${account}:task:${inputs.replicationTaskId}`,
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1, defaultVersion: 1 }),
  "aws:ec2/vpc:Vpc": ({ name }) => ({
    defaultSecurityGroupId: `${name}-default-sg`,
    mainRouteTableId: `${name}-main-rtb`,
  }),
  "aws:ecr/repository:Repository": ({ name, inputs }) => ({
    repositoryUrl: `${account}.dkr.ecr.eu-west-1.amazonaws.com/${inputs.name ?? name}`,
    registryId: account,
  }),
  "aws:eks/cluster:Cluster": ({ name }) => ({
    endpoint: `https://${name}.eks.amazonaws.com`,
    vpcConfig: { clusterSecurityGroupId: `${name}-cluster-sg` },
  }),
  "aws:elasticbeanstalk/environment:Environment": ({ name }) => ({
    cname: `${name}.eba-0123abcd.eu-west-1.elasticbeanstalk.com`,
  }),
  "aws:kms/key:Key": ({ name }) => ({ keyId: `${name}-id` }),
  "aws:lb/listener:Listener": ({ name }) => ({ arn: `${loadBalancing}:listener/app/${name}/0123/4567` }),
  "aws:lb/loadBalancer:LoadBalancer": ({ name, inputs }) => ({
    arn: `${loadBalancing}:loadbalancer/app/${name}/0123456789abcdef`,
    arnSuffix: `app/${name}/0123456789abcdef`,
    dnsName: `${name}.eu-west-1.elb.amazonaws.com`,
    zoneId: inputs.loadBalancerType === "network" ? "Z2IFOLAFXWLO4F" : "Z32O12XQLNTSW2",
  }),
  "aws:lb/targetGroup:TargetGroup": ({ name }) => ({
    arn: `${loadBalancing}:targetgroup/${name}/0123456789abcdef`,
    arnSuffix: `targetgroup/${name}/0123456789abcdef`,
  }),
  "aws:rds/instance:Instance": ({ name, inputs }) => ({
    address: `${inputs.identifier ?? name}.c0123456789.eu-west-1.rds.amazonaws.com`,
    masterUserSecrets: [
      { secretArn: `arn:aws:secretsmanager:eu-west-1:${account}:secret:rds!db-${inputs.identifier ?? name}` },
    ],
  }),
  "aws:elasticache/replicationGroup:ReplicationGroup": ({ name, inputs }) => ({
    primaryEndpointAddress: `master.${inputs.replicationGroupId ?? name}.0abcde.euw1.cache.amazonaws.com`,
  }),
  "aws:s3/bucket:Bucket": ({ name, inputs }) => {
    const bucket: string = inputs.bucket ?? `${name}-0123abc`;
    return { bucket, arn: `arn:aws:s3:::${bucket}` };
  },
  "aws:route53/record:Record": ({ inputs }) => ({ fqdn: inputs.name }),
  "aws:route53/zone:Zone": ({ name }) => ({
    zoneId: `${name}-id`,
    nameServers: ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"],
  }),
  "eks:index:Cluster": ({ name, inputs }) => {
    const kubeconfig = {
      apiVersion: "v1",
      clusters: [{ name: "kubernetes", cluster: { server: `https://${name}.eks.amazonaws.com` } }],
    };
    return {
      kubeconfig,
      kubeconfigJson: JSON.stringify(kubeconfig),
      clusterSecurityGroupId: `${name}-eks-cluster-sg`,
      nodeSecurityGroupId: "",
      eksCluster: {
        arn: `arn:aws:eks:eu-west-1:${account}:cluster/${inputs.name ?? name}`,
        name: inputs.name ?? name,
        endpoint: `https://${name}.eks.amazonaws.com`,
        version: inputs.version,
        vpcConfig: { clusterSecurityGroupId: `${name}-eks-cluster-sg`, vpcId: inputs.vpcId },
      },
    };
  },
};
const loadBalancing = `arn:aws:elasticloadbalancing:eu-west-1:${account}`;

/** Answers of the functions that the program calls; any other call echoes its arguments. */
const calls: NonNullable<MockOverrides["calls"]> = {
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({ id: "pl-0123abcd", name }),
  // No database runs yet.
  "aws:rds/getInstances:getInstances": () => ({ instanceIdentifiers: [], instanceArns: [] }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: account, id: account }),
  "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:index/getRegion:getRegion": () => ({ name: "eu-west-1", region: "eu-west-1", id: "eu-west-1" }),
  "aws:servicequotas/getServiceQuota:getServiceQuota": (inputs) => ({ ...inputs, value: 10_000 }),
  "aws:autoscaling/getAmiIds:getAmiIds": () => ({ names: ["awseb-group"], arns: [] }),
  "aws:ecs/getCluster:getCluster": ({ clusterName }) => ({
    clusterName,
    arn: `arn:aws:ecs:eu-west-1:${account}:cluster/${clusterName}`,
  }),
  "aws:ecs/getService:getService": ({ serviceName }) => ({
    serviceName,
    loadBalancers: [{ targetGroupArn: `${loadBalancing}:targetgroup/${serviceName}/0123456789abcdef` }],
  }),
  "aws:elasticbeanstalk/getHostedZone:getHostedZone": () => ({ id: "Z2NYPWQ7DFZAZH", region: "eu-west-1" }),
  "aws:lb/getLoadBalancer:getLoadBalancer": ({ name, arn }) => {
    const own = name ?? String(arn).split("/").at(-2);
    return {
      name: own,
      arn: `${loadBalancing}:loadbalancer/app/${own}/0123456789abcdef`,
      arnSuffix: `app/${own}/0123456789abcdef`,
      dnsName: `${own}.eu-west-1.elb.amazonaws.com`,
      zoneId: "Z32O12XQLNTSW2",
      internal: false,
    };
  },
  "aws:lb/getTargetGroup:getTargetGroup": ({ name, arn }) => {
    const own = name ?? String(arn).split("/").at(-2);
    return {
      name: own,
      arn: `${loadBalancing}:targetgroup/${own}/0123456789abcdef`,
      arnSuffix: `targetgroup/${own}/0123456789abcdef`,
      loadBalancerArns: [`${loadBalancing}:loadbalancer/app/${own}/0123456789abcdef`],
    };
  },
};
