// Tests the legacy side of a service on Beanstalk: exact inputs and counts.
import type * as pulumi from "@pulumi/pulumi";
import { BeanstalkService, type BeanstalkServiceArgs } from "../../../components/legacy/beanstalk-service";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";
import { web, worker } from "../../model/services";

const stack = "64bit Amazon Linux 2023 v4.5.0 running Docker";
const types = {
  environment: "aws:elasticbeanstalk/environment:Environment",
  version: "aws:elasticbeanstalk/applicationVersion:ApplicationVersion",
  attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  object: "aws:s3/bucketObjectv2:BucketObjectv2",
};

function make(more: Partial<BeanstalkServiceArgs> = {}, name = "api-legacy") {
  return deploy(
    () =>
      new BeanstalkService(name, {
        service: web,
        solutionStack: stack,
        instanceType: "m5.large",
        min: 2,
        max: 6,
        vpcId: "vpc-1",
        publicSubnetIds: ["public-a", "public-b"],
        privateSubnetIds: ["private-a", "private-b"],
        certificateArn: "arn:certificate",
        repositoryUrl: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/crossover/api",
        ...more,
      }),
  );
}

test("declares one of each", async () => {
  const { resources } = await make();
  const declared = resources.map(({ type, name }) => [type, name]);
  expect(declared.sort()).toEqual(
    [
      ["crossover:legacy:BeanstalkService", "api-legacy"],
      ["aws:elasticbeanstalk/application:Application", "api-legacy-application"],
      ["aws:iam/role:Role", "api-legacy-instances-role"],
      [types.attachment, "api-legacy-instances-images"],
      [types.attachment, "api-legacy-instances-ssm"],
      [types.attachment, "api-legacy-instances-web"],
      ["aws:iam/role:Role", "api-legacy-own-role"],
      [types.attachment, "api-legacy-own-health"],
      [types.attachment, "api-legacy-own-updates"],
      ["aws:iam/instanceProfile:InstanceProfile", "api-legacy-profile"],
      ["aws:s3/bucket:Bucket", "api-legacy-bundles"],
      ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "api-legacy-bundles-closed"],
      [types.object, "api-legacy-bundle"],
      [types.version, "api-legacy-version"],
      [types.environment, "api-legacy-env"],
    ].sort(),
  );
  expectChildNames(resources);
});

test("the environment runs the release's version, in the network's subnets, behind HTTPS", async () => {
  const made = await make();
  const { settings, ...environment } = made.inputs(types.environment)["api-legacy-env"]!;
  expect(environment).toEqual({
    application: "api-legacy-application-0123abc",
    solutionStackName: stack,
    tier: "WebServer",
    version: "api-legacy-version-0123abc",
    tags: { Name: "api-legacy", "crossover:service": "api", "crossover:release": "1.2.3" },
  });
  const option = (namespace: string, name: string) =>
    (settings as { namespace: string; name: string; value: string }[]).find(
      (one) => one.namespace === namespace && one.name === name,
    )?.value;
  expect(option("aws:ec2:vpc", "VPCId")).toBe("vpc-1");
  expect(option("aws:ec2:vpc", "ELBSubnets")).toBe("public-a,public-b");
  expect(option("aws:ec2:vpc", "Subnets")).toBe("private-a,private-b");
  expect(option("aws:autoscaling:asg", "MinSize")).toBe("2");
  expect(option("aws:autoscaling:launchconfiguration", "IamInstanceProfile")).toBe(
    "api-legacy-profile-0123abc",
  );
  expect(option("aws:elasticbeanstalk:environment", "ServiceRole")).toContain("api-legacy-own-role");
  expect(option("aws:elbv2:listener:443", "SSLCertificateArns")).toBe("arn:certificate");
  expect(namesOf(made.of(types.environment)[0]!.dependencies)).toContain("api-legacy-instances-images");
});

test("the bundle names the image, in a bucket that nobody else reads", async () => {
  const made = await make();
  const { content, key } = made.inputs(types.object)["api-legacy-bundle"]!;
  expect(JSON.parse(content as string)).toEqual({
    AWSEBDockerrunVersion: "1",
    Image: { Name: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/crossover/api:1.2.3", Update: "true" },
    Ports: [{ ContainerPort: 3000 }],
  });
  expect(made.inputs(types.version)["api-legacy-version"]).toEqual({
    application: "api-legacy-application-0123abc",
    bucket: "api-legacy-bundles-id",
    key,
    description: "Release 1.2.3",
  });
  expect(made.inputs("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).toEqual({
    "api-legacy-bundles-closed": {
      bucket: "api-legacy-bundles-id",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  });
});

test("is a target by the environment's own domain, in the zone of the region's environments", async () => {
  const { result } = await make();
  expect(result.target).toMatchObject({ id: "legacy", dedicated: true, address: { kind: "alias" } });
  await expect(valueOf(result.target.address.of as pulumi.Output<unknown>)).resolves.toEqual({
    dnsName: "api-legacy-env.eba-0123abcd.eu-west-1.elasticbeanstalk.com",
    zoneId: "Z2NYPWQ7DFZAZH",
  });
  await expect(valueOf(result.ready)).resolves.toBe("api");
});

test("the environment gets the secrets that the service names, and its instances may read no others", async () => {
  const made = await make({
    service: { ...web, secrets: { DATABASE_URL: "prod/api/DATABASE_URL" } },
    secrets: { region: "eu-west-1", account: "123456789012" },
  });
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/DATABASE_URL";
  expect(made.inputs(types.environment)["api-legacy-env"]!.settings).toContainEqual({
    namespace: "aws:elasticbeanstalk:application:environmentsecrets",
    name: "DATABASE_URL",
    value: arn,
  });
  const { role, policy } = made.inputs("aws:iam/rolePolicy:RolePolicy")["api-legacy-secrets"]!;
  expect(role).toContain("api-legacy-instances-role");
  expect(JSON.parse(policy as string)).toMatchObject({ Statement: [{ Resource: [`${arn}-??????`] }] });
});

test("a long name gets an environment of its own name", async () => {
  const made = await make({}, `${"language-model".repeat(3)}-legacy`);
  expect(made.of(types.environment)[0]!.inputs.name).toHaveLength(40);
});

test("lets the environment be changed", async () => {
  const made = await make({
    transform: { environment: (own) => ({ ...own, waitForReadyTimeout: "30m" }) },
  });
  expect(made.of(types.environment)[0]!.inputs.waitForReadyTimeout).toBe("30m");
});

test("needs a certificate, and a web service whose environment Beanstalk takes", async () => {
  await expect(make({ certificateArn: undefined })).rejects.toMatchObject({
    component: "BeanstalkService api-legacy",
    problems: [{ propertyPath: "certificateArn" }],
  });
  const service = { ...worker, environment: { legacy: { A: "x".repeat(4096) }, kubernetes: {} } };
  await expect(make({ service })).rejects.toMatchObject({
    problems: [{ propertyPath: "service.kind" }, { propertyPath: "service.environment.legacy" }],
  });
});
