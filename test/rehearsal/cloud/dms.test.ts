// Tests the simulated DMS: what it refuses and in which state, with the code of the real API.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { kindOf } from "../../../src/rehearsal/cloud";
import { vpcRole } from "../../../src/rehearsal/cloud/dms";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { network } from "./landscape";
import { MemoryCloud, refusal, region } from "./memory-cloud";

const trust = (service: string) => JSON.stringify({ Statement: [{ Principal: { Service: service } }] });

/** A subnet group, both ends of a replication, and the endpoint that DMS reads secrets over. */
function world() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  const make = (type: string, inputs: Properties) => cloud.create(type, "made", inputs);
  make(aws.role, { name: vpcRole, assumeRolePolicy: trust("dms.amazonaws.com") });
  const reader = make(aws.role, { name: "reader", assumeRolePolicy: trust(`dms.${region}.amazonaws.com`) });
  const secrets = make(aws.vpcEndpoint, {
    vpcId: net.vpc.id,
    vpcEndpointType: "Interface",
    serviceName: `com.amazonaws.${region}.secretsmanager`,
    subnetIds: [...net.subnets],
  });
  const subnets = make(aws.replicationSubnetGroup, {
    replicationSubnetGroupId: "Main",
    replicationSubnetGroupDescription: "main",
    subnetIds: [...net.subnets],
  });
  const endpointInputs = (endpointId: string, endpointType: string): Properties => ({
    endpointId,
    endpointType,
    engineName: "postgres",
    databaseName: "app",
    sslMode: "require",
    secretsManagerArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:legacy/main-a1b2c3",
    secretsManagerAccessRoleArn: reader.outputs["arn"]!,
  });
  const source = make(aws.replicationEndpoint, endpointInputs("old", "source"));
  const target = make(aws.replicationEndpoint, endpointInputs("new", "target"));
  const config = (inputs: Properties = {}): Properties => ({
    replicationConfigIdentifier: "main",
    replicationType: "full-load-and-cdc",
    sourceEndpointArn: source.outputs["endpointArn"]!,
    targetEndpointArn: target.outputs["endpointArn"]!,
    tableMappings: "{}",
    startReplication: true,
    computeConfig: { minCapacityUnits: 4, maxCapacityUnits: 16, replicationSubnetGroupId: subnets.id },
    ...inputs,
  });
  const instance = () =>
    make(aws.replicationInstance, {
      replicationInstanceId: "main",
      replicationInstanceClass: "dms.c6i.large",
      replicationSubnetGroupId: subnets.id,
    });
  const task = (owner: CloudResource, inputs: Properties = {}): Properties => ({
    replicationTaskId: "main",
    replicationInstanceArn: owner.outputs["replicationInstanceArn"]!,
    migrationType: "full-load-and-cdc",
    sourceEndpointArn: source.outputs["endpointArn"]!,
    targetEndpointArn: target.outputs["endpointArn"]!,
    tableMappings: "{}",
    startReplicationTask: true,
    ...inputs,
  });
  return { cloud, net, make, subnets, source, target, secrets, endpointInputs, config, instance, task };
}

type World = ReturnType<typeof world>;

const compute = (w: World, inputs: Properties) =>
  w.config({ computeConfig: { replicationSubnetGroupId: w.subnets.id, ...inputs } });
const running = (w: World) => w.make(aws.replicationConfig, w.config());
const created = (w: World) => w.make(aws.replicationConfig, w.config({ startReplication: false }));
const wider: Properties = { minCapacityUnits: 4, maxCapacityUnits: 32 };
const modified = (w: World) =>
  w.cloud.update(created(w), { computeConfig: { ...wider, replicationSubnetGroupId: w.subnets.id } });

const refusals: [what: string, work: (w: World) => unknown, code: string, cause: RegExp][] = [
  [
    "a subnet group in one zone",
    (w) =>
      w.make(aws.replicationSubnetGroup, { replicationSubnetGroupId: "x", subnetIds: [w.net.subnets[0]!] }),
    "ReplicationSubnetGroupDoesNotCoverEnoughAZs",
    /2 availability zones/,
  ],
  [
    "a subnet group that is there",
    (w) =>
      w.make(aws.replicationSubnetGroup, { replicationSubnetGroupId: "MAIN", subnetIds: [...w.net.subnets] }),
    "ResourceAlreadyExistsFault",
    /main/,
  ],
  [
    "deleting a subnet group in use",
    (w) => {
      running(w);
      w.cloud.remove(w.subnets);
    },
    "InvalidResourceStateFault",
    /in use/,
  ],
  [
    "MySQL that only requires TLS",
    (w) => w.make(aws.replicationEndpoint, { ...w.endpointInputs("x", "source"), engineName: "mysql" }),
    "InvalidParameterValueException",
    /require/,
  ],
  [
    "verification without a certificate",
    (w) => w.make(aws.replicationEndpoint, { ...w.endpointInputs("x", "source"), sslMode: "verify-ca" }),
    "InvalidParameterCombinationException",
    /certificate/,
  ],
  [
    "a role that DMS may not take on",
    (w) =>
      w.make(aws.replicationEndpoint, {
        ...w.endpointInputs("x", "source"),
        secretsManagerAccessRoleArn: `arn:aws:iam::123456789012:role/${vpcRole}`,
      }),
    "AccessDeniedFault",
    /dms\.eu-west-1/,
  ],
  [
    "changing an endpoint of what runs",
    (w) => {
      running(w);
      w.cloud.update(w.source, { databaseName: "other" });
    },
    "InvalidResourceStateFault",
    /running/,
  ],
  [
    "deleting an endpoint in use",
    (w) => {
      created(w);
      w.cloud.remove(w.target);
    },
    "InvalidResourceStateFault",
    /part of/,
  ],
  [
    "no maximum",
    (w) => w.make(aws.replicationConfig, compute(w, {})),
    "InvalidParameterValueException",
    /required/,
  ],
  [
    "capacity that isn't offered",
    (w) => w.make(aws.replicationConfig, compute(w, { maxCapacityUnits: 24 })),
    "InvalidParameterValueException",
    /valid values are 1, 2, 4/,
  ],
  [
    "capacity upside down",
    (w) => w.make(aws.replicationConfig, compute(w, { minCapacityUnits: 16, maxCapacityUnits: 4 })),
    "InvalidParameterValueException",
    /16 to 4/,
  ],
  ["two of a name", (w) => [created(w), created(w)], "ResourceAlreadyExistsFault", /main/],
  [
    "an endpoint at the wrong end",
    (w) => w.make(aws.replicationConfig, w.config({ sourceEndpointArn: w.target.outputs["endpointArn"]! })),
    "InvalidParameterValueException",
    /isn't a source/,
  ],
  [
    "a start without an endpoint for Secrets Manager",
    (w) => {
      w.cloud.remove(w.secrets);
      running(w);
    },
    "InvalidResourceStateFault",
    /Secrets Manager/,
  ],
  [
    "a change of what is to run on, which the provider starts too early",
    (w) =>
      w.cloud.update(running(w), { computeConfig: { ...wider, replicationSubnetGroupId: w.subnets.id } }),
    "InvalidResourceStateFault",
    /MODIFYING state and cannot start/,
  ],
  [
    "a start right after a change",
    (w) => w.cloud.update(modified(w), { startReplication: true }),
    "InvalidResourceStateFault",
    /MODIFYING state and cannot start/,
  ],
  [
    "deleting right after a change",
    (w) => w.cloud.remove(modified(w)),
    "InvalidResourceStateFault",
    /MODIFYING/,
  ],
  [
    "deleting what never ran",
    (w) => w.cloud.remove(created(w)),
    "InvalidResourceStateFault",
    /CREATED state and cannot be deleted/,
  ],
  [
    "a fixed zone on an instance with a standby",
    (w) =>
      w.make(aws.replicationInstance, {
        replicationInstanceId: "x",
        replicationSubnetGroupId: w.subnets.id,
        multiAz: true,
        availabilityZone: `${region}a`,
      }),
    "InvalidParameterCombinationException",
    /MultiAZ/,
  ],
  [
    "a task on no instance",
    (w) => w.make(aws.replicationTask, { ...w.task(w.instance()), replicationInstanceArn: "arn:nowhere" }),
    "ResourceNotFoundFault",
    /nowhere/,
  ],
  [
    "deleting an instance with a task",
    (w) => {
      const owner = w.instance();
      w.make(aws.replicationTask, w.task(owner));
      w.cloud.remove(owner);
    },
    "InvalidResourceStateFault",
    /replication tasks/,
  ],
];

test.each(refusals)("%s is refused", (_, work, code, cause) => {
  const { code: found, message } = refusal(() => work(world()));
  expect(found).toBe(code);
  expect(message).toMatch(cause);
});

test("an account without the role for network interfaces can't have a subnet group", () => {
  const cloud = new MemoryCloud();
  const { subnets } = network(cloud);
  const make = () =>
    cloud.create(aws.replicationSubnetGroup, "x", { replicationSubnetGroupId: "x", subnetIds: [...subnets] });
  expect(refusal(make)).toMatchObject({
    code: "AccessDeniedFault",
    message: expect.stringContaining(vpcRole),
  });
});

test("a replication is stopped, changed, and started once the change is over", () => {
  const w = world();
  const config = running(w);
  const computeConfig = { ...wider, replicationSubnetGroupId: w.subnets.id };
  const changed = w.cloud.update(config, { startReplication: false, computeConfig });
  w.cloud.advance(61);
  w.cloud.update(changed, { startReplication: true });
  w.cloud.remove(config);
  expect(w.cloud.list(aws.replicationConfig)).toEqual([]);
});

test("a task tells its state, and a data source gives it", () => {
  const w = world();
  const task = w.make(aws.replicationTask, w.task(w.instance()));
  const status = () =>
    w.cloud.invoke("aws:dms/getReplicationTask:getReplicationTask", { replicationTaskId: "main" })["status"];
  expect(status()).toBe("running");
  w.cloud.update(task, { startReplicationTask: false });
  expect(status()).toBe("stopped");
  w.cloud.update(w.cloud.get(aws.replicationTask, "main")!, { startReplicationTask: true });
  expect(status()).toBe("running");
  expect(() =>
    w.cloud.invoke("aws:dms/getReplicationTask:getReplicationTask", { replicationTaskId: "x" }),
  ).toThrow(/couldn't find resource/);
});

test("what would replace a replication: its subnet group, zone, key and identifier", () => {
  expect(kindOf(aws.replicationConfig)!.replaceOn).toEqual([
    "computeConfig.availabilityZone",
    "computeConfig.kmsKeyId",
    "computeConfig.replicationSubnetGroupId",
    "replicationConfigIdentifier",
    "resourceIdentifier",
  ]);
});

test("settings are JSON without the log's place, and an endpoint has a secret or a password", () => {
  const check = (type: string, inputs: Properties) =>
    kindOf(type)!.check!(inputs).map(({ property }) => property);
  expect(check(aws.replicationConfig, { replicationSettings: "{", tableMappings: "{}" })).toEqual([
    "replicationSettings",
  ]);
  const logged = JSON.stringify({ Logging: { CloudWatchLogGroup: "x" } });
  expect(check(aws.replicationTask, { replicationTaskSettings: logged, tableMappings: "[" })).toEqual([
    "replicationTaskSettings",
    "tableMappings",
  ]);
  expect(
    check(aws.replicationEndpoint, {
      secretsManagerArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x",
      password: "y",
    }),
  ).toEqual(["password"]);
  expect(check(aws.replicationEndpoint, { secretsManagerArn: "legacy/main" })).toEqual(["secretsManagerArn"]);
  expect(check(aws.replicationEndpoint, { serverName: "x", password: "y" })).toEqual([]);
});
