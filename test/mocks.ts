// Runs components under Pulumi mocks and returns what they registered, for tests of exact inputs and counts.
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as state from "@pulumi/pulumi/runtime/state";
import { limitTraces } from "../src/traces";
import { emptiesOf } from "./empties";

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
  /** Those of them that it waits for by `dependsOn` alone; of a component, what is in it. */
  dependsOn: string[];
  ignoreChanges: string[];
  protect: boolean;
  retainOnDelete: boolean;
  deleteBeforeReplace: boolean;
  /** Names of hooks by the moment that they run at, e.g. `beforeUpdate`. */
  hooks: Record<string, string[]>;
  /** How long each operation is waited for, e.g. `{ delete: "30m" }`; what isn't said is the provider's own. */
  timeouts: Record<string, string>;
  /** What a component says of itself once all in it is declared; absent of what isn't one. */
  outputs?: pulumi.Inputs;
}

export interface Deployment<T> {
  result: T;
  /** In the order of registration. */
  resources: Registered[];
  /** Names of those that waited for the one that was held back, though no dependency, parent or provider says so. */
  waiting: string[];
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
  /** A preview before the first update: nothing is there yet, so what AWS adds is unknown. @default false */
  preview?: boolean;
  /** The resource that is made only once nothing else can be, so that what waits for it shows. */
  holdBack?: Pick<Registered, "type" | "name">;
}

/**
 * Runs `make` under mocks and waits until all that it declares is registered. An error in it names no file: run the test
 * again with CROSSOVER_TRACES=1.
 *
 * @throws Error on what waits for something that never comes, and on what Kubernetes would never keep as it is declared.
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
    overrides.preview,
    "organization",
  );
  const traffic = record(resources, overrides, await makeStack());
  const result = await make();
  await settled(traffic);
  const empty = resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .flatMap(({ name, inputs }) => emptiesOf(inputs, name));
  if (empty.length > 0) throw new Error(`Kubernetes would drop what is empty: ${empty.join(", ")}`);
  const { released } = traffic;
  if (overrides.holdBack && !released)
    throw new Error(`${overrides.holdBack.name}, which was to be held back, was never registered`);
  return {
    result,
    resources,
    waiting: released ? unexplained(resources, released) : [],
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

/** Fails unless everything is in a component, and called as its parent is, with or without a suffix after a hyphen. */
export function expectChildNames(resources: readonly Registered[]): void {
  const alone = resources.filter(({ parent, type }) => !parent && !/^(crossover|pulumi):/.test(type));
  expect(alone.map(({ name }) => `${name} is in no component`)).toEqual([]);
  const misnamed = resources.filter(({ name, parent }) => {
    const [own] = parent ? namesOf([parent]) : [];
    return own !== undefined && name !== own && !name.startsWith(`${own}-`);
  });
  expect(misnamed.map(({ name, parent }) => `${name} below ${parent}`)).toEqual([]);
}

/** The account that every ARN names. */
const account = "123456789012";

/**
 * Makes the stack's own resource, which stack transformations are registered with. Nothing is recorded of it.
 *
 * @returns its URN, as which all that has no other parent names it.
 */
async function makeStack(): Promise<string> {
  // The SDK's own `runInPulumiStack` does the same, and keeps what the program returns.
  const { setStackResource } = state as unknown as { setStackResource(stack?: pulumi.Resource): void };
  setStackResource(undefined);
  const name = `${pulumi.getProject()}-${pulumi.getStack()}`;
  const stack = new pulumi.ComponentResource("pulumi:pulumi:Stack", name);
  setStackResource(stack);
  return valueOf(stack.urn);
}

/** What goes to and fro between the program and the mocks. */
interface Traffic {
  /** How many requests there have been. */
  requests: number;
  /** How many of them have no answer yet, besides the one that is held back. */
  open: number;
  /** Answers the one that is held back; absent unless it waits. */
  release?: () => void;
  /** That one, and how many resources had been asked for when it was answered. */
  released?: { readonly urn: string; readonly asked: number };
}

/**
 * Records each request for a resource, in order: the mocks themselves are not told parent, dependencies and options. In a
 * preview it answers as the engine does for what is to be made: with the inputs, and without what AWS adds.
 */
function record(resources: Registered[], { preview, holdBack }: MockOverrides, stack: string): Traffic {
  const traffic: Traffic = { requests: 0, open: 0 };
  const monitor = pulumi.runtime.getMonitor() as unknown as MonitorUnderMocks;
  const make = monitor.registerResource.bind(monitor);
  const read = monitor.readResource.bind(monitor);
  const finish = monitor.registerResourceOutputs.bind(monitor);
  /** Passes the request on, and puts it down under the URN that the answer gives it. */
  const follow = async <R extends Response>(
    resource: Registered,
    callback: Callback<R>,
    pass: (callback: Callback<R>) => Promise<void>,
  ) => {
    resources.push(resource);
    traffic.requests += 1;
    traffic.open += 1;
    await pass((error, response) => {
      resource.urn = response?.getUrn() ?? "";
      const answer = () => callback(error, response);
      traffic.open -= 1;
      if (resource.type !== holdBack?.type || resource.name !== holdBack.name) return answer();
      traffic.release = () => {
        traffic.release = undefined;
        traffic.released = { urn: resource.urn, asked: resources.length };
        answer();
      };
    });
  };
  // The mock monitor knows no hooks: they are taken, and never run.
  monitor.registerResourceHook = (_, callback) => {
    callback(null);
  };
  monitor.registerResource = (request, callback) => {
    if (request.getParent() === stack) request.setParent("");
    return follow(
      {
        ...common(request, request.getObject()),
        id: request.getImportid() || undefined,
        dependsOn: explicit(request),
        ignoreChanges: request.getIgnorechangesList(),
        protect: request.getProtect() ?? false,
        retainOnDelete: request.getRetainondelete() ?? false,
        deleteBeforeReplace: request.getDeletebeforereplace(),
        hooks: hooksOf(request),
        timeouts: timeoutsOf(request),
      },
      callback,
      (answer) =>
        make(request, (error, response) => {
          if (preview && response) {
            response.setId("");
            response.setObject(request.getObject());
          }
          answer(error, response);
        }),
    );
  };
  monitor.registerResourceOutputs = (request, callback) => {
    const component = resources.find(({ urn }) => urn === request.getUrn());
    // The stack itself isn't recorded.
    if (component) component.outputs = unwrap(pulumi.runtime.deserializeProperties(request.getOutputs()));
    finish(request, callback);
  };
  monitor.readResource = (request, callback) => {
    if (request.getParent() === stack) request.setParent("");
    return follow(
      {
        ...common(request, request.getProperties()),
        id: request.getId(),
        dependsOn: [],
        ignoreChanges: [],
        protect: false,
        retainOnDelete: false,
        deleteBeforeReplace: false,
        hooks: {},
        timeouts: {},
      },
      callback,
      (answer) =>
        read(request, (error, response) => {
          if (preview) response?.setId(request.getId());
          answer(error, response);
        }),
    );
  };
  return traffic;
}

/** Turns of the event loop without a request after which none comes by itself: nothing here waits for time or disk. */
const quiet = 100;

/** Waits until all is registered, and releases what is held back once nothing else moves. */
async function settled(traffic: Traffic): Promise<void> {
  const end = pulumi.runtime.disconnect().then(() => "done" as const);
  for (let turns = 0, seen = 0; turns <= quiet; turns += 1) {
    if ((await Promise.race([end, turn()])) === "done") return;
    if (traffic.open > 0 || traffic.requests > seen) [turns, seen] = [0, traffic.requests];
    if (turns < quiet || !traffic.release) continue;
    traffic.release();
    turns = 0;
  }
  throw new Error(stuck());
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What the SDK would say at the end of the process; asking for it also clears it. */
function stuck(): string {
  const { leakedPromises } = debuggable as unknown as { leakedPromises(): [unknown, string] };
  return leakedPromises()[1];
}

/** Which came after the one that was held back, and name neither it nor each other. */
function unexplained(
  resources: readonly Registered[],
  { urn, asked }: Required<Traffic>["released"],
): string[] {
  const late = resources.slice(asked);
  const named = new Set([urn, ...late.map((one) => one.urn)]);
  return late
    .filter(
      ({ dependencies, parent, provider }) =>
        ![...dependencies, parent, provider && urnOf(provider)].some((one) => one && named.has(one)),
    )
    .map(({ name }) => name);
}

/** Of a reference to a provider. */
export function urnOf(provider: string): string {
  return provider.slice(0, provider.lastIndexOf("::"));
}

/** The dependencies that no input brings. */
function explicit(request: RegisterRequest): string[] {
  const byData = new Set(
    [...request.getPropertydependenciesMap().values()].flatMap((one) => one.getUrnsList()),
  );
  return request.getDependenciesList().filter((urn) => !byData.has(urn));
}

function hooksOf(request: RegisterRequest): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(request.getHooks()?.toObject() ?? {})
      .filter(([, names]) => names.length > 0)
      .map(([moment, names]) => [moment.replace(/List$/, ""), names]),
  );
}

function timeoutsOf(request: RegisterRequest): Record<string, string> {
  const { create, update, pb_delete } = request.getCustomtimeouts()?.toObject() ?? {};
  return Object.fromEntries(
    Object.entries({ create, update, delete: pb_delete }).flatMap(([operation, time]) =>
      time ? [[operation, time]] : [],
    ),
  );
}

/** The part of the mock monitor that is wrapped; the SDK exports neither its class nor these messages' types. */
interface MonitorUnderMocks {
  registerResource(request: RegisterRequest, callback: Callback<RegisterResponse>): Promise<void>;
  readResource(request: ReadRequest, callback: Callback<Response>): Promise<void>;
  registerResourceOutputs(request: OutputsRequest, callback: Callback<Response>): void;
  registerResourceHook(request: unknown, callback: (error: unknown) => void): void;
}
type PropertyStruct = Parameters<typeof pulumi.runtime.deserializeProperties>[0];
type Callback<R extends Response> = (error: unknown, response?: R) => void;
interface ResourceRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  setParent(urn: string): void;
  getProvider(): string;
  getDependenciesList(): string[];
}
interface RegisterRequest extends ResourceRequest {
  getObject(): PropertyStruct;
  getImportid(): string;
  getPropertydependenciesMap(): { values(): Iterable<{ getUrnsList(): string[] }> };
  getIgnorechangesList(): string[];
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
  getDeletebeforereplace(): boolean;
  getCustomtimeouts(): { toObject(): { create?: string; update?: string; pb_delete?: string } } | undefined;
  getHooks(): { toObject(): Record<string, string[]> } | undefined;
}
interface Response {
  getUrn(): string;
  setId(id: string): void;
}
interface RegisterResponse extends Response {
  setObject(properties: PropertyStruct): void;
}
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): PropertyStruct;
}
interface ReadRequest extends ResourceRequest {
  getProperties(): PropertyStruct;
  getId(): string;
}

function common(request: ResourceRequest, properties: PropertyStruct) {
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: unwrap(pulumi.runtime.deserializeProperties(properties)),
    urn: "",
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

/** The SDK tells the words of an error by its `details`, as gRPC has them. */
export function refuse(details: string): never {
  throw Object.assign(new Error(details), { details });
}

/** Answers of the functions that the program calls; any other call echoes its arguments. */
const calls: NonNullable<MockOverrides["calls"]> = {
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({ id: "pl-0123abcd", name }),
  // Amazon Linux.
  "aws:ec2/getAmi:getAmi": (inputs) => ({
    ...inputs,
    rootDeviceName: "/dev/xvda",
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volume_size: "8" } }],
  }),
  // No database runs yet.
  "aws:rds/getInstances:getInstances": () => ({ instanceIdentifiers: [], instanceArns: [] }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: account,
    id: account,
    arn: `arn:aws:iam::${account}:user/test`,
  }),
  // Nobody has asked for these before.
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": ({ url }) =>
    refuse(`finding IAM OIDC Provider by url (${url}): not found`),
  "aws:cloudcontrol/getResource:getResource": ({ typeName, identifier }) =>
    refuse(`reading Cloud Control API (${typeName}) Resource (${identifier}): couldn't find resource`),
  "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:index/getRegion:getRegion": () => ({ name: "eu-west-1", region: "eu-west-1", id: "eu-west-1" }),
  "aws:servicequotas/getServiceQuota:getServiceQuota": (inputs) => ({ ...inputs, value: 10_000 }),
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": (inputs) => ({
    ...inputs,
    region: "eu-west-1",
    instanceTypes: Object.values(InstanceType),
  }),
  "aws:rds/getOrderableDbInstance:getOrderableDbInstance": (inputs) => inputs,
  "aws:elasticache/getReservedCacheNodeOffering:getReservedCacheNodeOffering": (inputs) => inputs,
  // Each is offered that is asked for by its whole name.
  "aws:elasticbeanstalk/getSolutionStack:getSolutionStack": ({ nameRegex }) => ({
    name: String(nameRegex).replace(/[\\^$]/g, ""),
  }),
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
