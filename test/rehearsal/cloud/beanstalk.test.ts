// Tests the simulated Beanstalk: what it computes, what it refuses, and whether an environment answers.
import { aws } from "../../../src/rehearsal/cloud/aws";
import { availability, resolve } from "../../../src/rehearsal/cloud/dns";
import type { Properties } from "../../../src/rehearsal/cloud/types";
import { network, zone } from "./landscape";
import { beanstalkSide, settings } from "./legacy-platforms";
import { MemoryCloud, refusal } from "./memory-cloud";

function world() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  return { cloud, net, ...beanstalkSide(cloud, net) };
}

type World = ReturnType<typeof world>;

/** Another environment, with other properties. */
const another = ({ cloud, inputs }: World, changes: Properties) =>
  cloud.create(aws.beanstalkEnvironment, "other", { ...inputs, name: "other-env", ...changes });

/** Another environment, with one option more, or other than before. */
const optioned = (w: World, namespace: string, name: string, value: string) =>
  another(
    w,
    settings(...w.options.filter(([in_, of]) => in_ !== namespace || of !== name), [namespace, name, value]),
  );

const launch = "aws:autoscaling:launchconfiguration";

test("an environment has a domain with its region in it, and a group", () => {
  const { environment } = world();
  expect(environment.outputs["cname"]).toMatch(
    /^api-env\.eba-[0-9a-f]{8}\.eu-west-1\.elasticbeanstalk\.com$/,
  );
  expect(environment.outputs["autoscalingGroups"]).toEqual(["awseb-api-env-AWSEBAutoScalingGroup"]);
});

test.each<[what: string, work: (w: World) => unknown, code: string, cause: RegExp]>([
  [
    "an application of the same name",
    (w) => w.cloud.create(aws.beanstalkApplication, "api", { name: "api" }),
    "InvalidParameterValue",
    /already exists/,
  ],
  [
    "an application that still has an environment, deleted",
    (w) => w.cloud.remove(w.application),
    "OperationInProgress",
    /running environments/,
  ],
  [
    "a version of a bundle that isn't there",
    (w) =>
      w.cloud.create(aws.beanstalkVersion, "two", {
        application: "api",
        name: "two",
        bucket: "bundles",
        key: "2",
      }),
    "InvalidParameterValue",
    /Unable to download from S3 location/,
  ],
  [
    "a version of no application",
    (w) => w.cloud.create(aws.beanstalkVersion, "two", { application: "no", name: "two" }),
    "InvalidParameterValue",
    /No Application named 'no'/,
  ],
  [
    "a version of the same name",
    (w) => w.cloud.create(aws.beanstalkVersion, "one", w.version.inputs),
    "InvalidParameterValue",
    /already exists/,
  ],
  [
    "a version that an environment runs, deleted",
    (w) => w.cloud.remove(w.version),
    "OperationInProgress",
    /in use by the following environments/,
  ],
  ["a bucket with a bundle in it, deleted", (w) => w.cloud.remove(w.bucket), "BucketNotEmpty", /not empty/],
  [
    "an environment of the same name",
    (w) => another(w, { name: "api-env" }),
    "InvalidParameterValue",
    /already exists/,
  ],
  [
    "an environment of a long name",
    (w) => another(w, { name: "e".repeat(41) }),
    "InvalidParameterValue",
    /4 to 40/,
  ],
  [
    "an environment of no version",
    (w) => another(w, { version: "two" }),
    "InvalidParameterValue",
    /No Application Version named 'two'/,
  ],
  [
    "an environment of no solution stack",
    (w) => another(w, { solutionStackName: "Docker" }),
    "InvalidParameterValue",
    /No Solution Stack named 'Docker'/,
  ],
  [
    "an environment with a launch configuration, which can't be made any more",
    (w) => another(w, settings(...w.options.filter(([, name]) => name !== "DisableIMDSv1"))),
    "ConfigurationValidationException",
    /Launch Configuration creation operation is not available/,
  ],
  [
    "an environment without an instance profile",
    (w) => another(w, settings([launch, "RootVolumeType", "gp3"])),
    "ConfigurationValidationException",
    /must have instance profile/,
  ],
  [
    "an environment with an instance profile that isn't there",
    (w) => optioned(w, launch, "IamInstanceProfile", "none"),
    "ConfigurationValidationException",
    /instance profile none/,
  ],
  [
    "fewer instances at most than at least",
    (w) => optioned(w, "aws:autoscaling:asg", "MaxSize", "1"),
    "ConfigurationValidationException",
    /MinSize is greater than MaxSize/,
  ],
  [
    "a subnet that isn't there",
    (w) => optioned(w, "aws:ec2:vpc", "ELBSubnets", "subnet-0"),
    "InvalidSubnetID.NotFound",
    /subnet-0/,
  ],
  [
    "a certificate that isn't there",
    (w) => optioned(w, "aws:elbv2:listener:443", "SSLCertificateArns", "arn:none"),
    "CertificateNotFound",
    /arn:none/,
  ],
  [
    "too many variables",
    (w) => optioned(w, "aws:elasticbeanstalk:application:environment", "LONG", "x".repeat(4096)),
    "ConfigurationValidationException",
    /4096 bytes/,
  ],
])("refuses %s", (_, work, code, cause) => {
  const refused = refusal(() => work(world()));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("a release is a new version first, then the environment, and the old version can go", () => {
  const { cloud, environment, version } = world();
  cloud.create(aws.bucketObject, "bundle", { bucket: "bundles", key: "2", content: "{}" });
  cloud.create(aws.beanstalkVersion, "two", {
    application: "api",
    name: "two",
    bucket: "bundles",
    key: "2",
  });
  cloud.update(environment, { version: "two" });
  cloud.remove(version);
  expect(cloud.list(aws.beanstalkVersion).map(({ inputs }) => inputs["name"])).toEqual(["two"]);
});

describe("a record", () => {
  const record = ({ cloud, environment }: World, zoneId: string, name = "api.example.com") =>
    cloud.create(aws.record, "api", {
      zoneId: zone(cloud).id,
      name,
      type: "A",
      aliases: [{ name: environment.outputs["cname"]!, zoneId, evaluateTargetHealth: true }],
    });
  const ireland = "Z2NYPWQ7DFZAZH";

  test("names an environment in the zone of its region only", () => {
    expect(refusal(() => record(world(), "Z117KPS5GTRQ2G")).code).toBe("InvalidChangeBatch");
    const w = world();
    expect(w.cloud.invoke("aws:elasticbeanstalk/getHostedZone:getHostedZone", {})).toMatchObject({
      id: ireland,
    });
    record(w, ireland);
    expect(availability(resolve(w.cloud, "api.example.com"))).toBe(1);
  });

  test("can't be an alias of an environment without a region in its name", () => {
    const w = world();
    w.cloud.put({
      ...w.environment,
      outputs: { ...w.environment.outputs, cname: "old.elasticbeanstalk.com" },
    });
    const { environment } = { environment: w.cloud.get(aws.beanstalkEnvironment, w.environment.id)! };
    expect(refusal(() => record({ ...w, environment }, ireland)).message).toContain(
      "does not lie within the target zone",
    );
  });

  test("is answered while there are instances, by a name of the certificate", () => {
    const w = world();
    record(w, ireland, "api.other.example.com");
    expect(resolve(w.cloud, "api.other.example.com")[0]).toMatchObject({
      answers: false,
      reason: expect.stringContaining("no certificate") as unknown,
    });
    const empty = world();
    record(empty, ireland);
    const none = settings(...empty.options.filter(([, name]) => name !== "MinSize"), [
      "aws:autoscaling:asg",
      "MinSize",
      "0",
    ]);
    empty.cloud.update(empty.environment, none);
    expect(resolve(empty.cloud, "api.example.com")[0]!.reason).toMatch(/has no instance/);
    empty.cloud.remove(empty.environment);
    expect(resolve(empty.cloud, "api.example.com")[0]!.reason).toMatch(/no environment has the address/);
  });
});

describe("what an environment has made is found by its tag", () => {
  const groups = (cloud: MemoryCloud, name: string) =>
    cloud.invoke("aws:autoscaling/getAmiIds:getAmiIds", {
      filters: [{ name: "tag:elasticbeanstalk:environment-name", values: [name] }],
    })["names"];
  const databases = (cloud: MemoryCloud, name: string) =>
    cloud.invoke("aws:rds/getInstances:getInstances", {
      tags: { "elasticbeanstalk:environment-name": name },
    })["instanceIdentifiers"];

  test("its group", () => {
    const { cloud } = world();
    expect([groups(cloud, "api-env"), groups(cloud, "none")]).toEqual([
      ["awseb-api-env-AWSEBAutoScalingGroup"],
      [],
    ]);
  });

  test("its database, if it has one", () => {
    const w = world();
    expect(databases(w.cloud, "api-env")).toEqual([]);
    optioned(w, "aws:rds:dbinstance", "DBInstanceIdentifier", "aa1b2");
    expect(databases(w.cloud, "other-env")).toEqual(["aa1b2"]);
  });
});
