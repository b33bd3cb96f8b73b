// Tests legacy sides that the program creates: exact inputs and counts, by kind.
import type * as pulumi from "@pulumi/pulumi";
import {
  AutoScalingService,
  type AutoScalingServiceArgs,
} from "../../../components/legacy/auto-scaling-service";
import type { Service } from "../../../src/model/service";
import { blockDevices } from "../../../src/model/legacy/images";
import { userData } from "../../../src/model/legacy/user-data";
import { deploy, expectChildNames, namesOf, valueOf, type Registered } from "../../mocks";
import { job, web, worker } from "../../model/services";

const types = {
  group: "aws:autoscaling/group:Group",
  balancer: "aws:lb/loadBalancer:LoadBalancer",
  listener: "aws:lb/listener:Listener",
  targets: "aws:lb/targetGroup:TargetGroup",
  template: "aws:ec2/launchTemplate:LaunchTemplate",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
};

function make(service: Service, more: Partial<AutoScalingServiceArgs> = {}) {
  return deploy(
    () =>
      new AutoScalingService(`${service.name}-legacy`, {
        service,
        ami: "ami-0abc1234",
        instanceType: "m5.large",
        min: 2,
        max: 6,
        vpcId: "vpc-1",
        publicSubnetIds: ["public-a", "public-b"],
        privateSubnetIds: ["private-a", "private-b"],
        certificateArn: "arn:certificate",
        ...more,
      }),
  );
}

function counts(resources: Registered[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of resources) result[type] = (result[type] ?? 0) + 1;
  return result;
}

describe("a web service", () => {
  test("an AMI of another distribution has its disks under its own names, and logs go where they may", async () => {
    const disks = { root: "/dev/sda1", others: ["/dev/sdf"] };
    const { inputs } = await make(web, { disks, accessLogBucket: "logs" });
    expect(inputs("aws:ec2/launchTemplate:LaunchTemplate")["api-legacy-template"]).toMatchObject({
      blockDeviceMappings: blockDevices(disks),
    });
    expect(inputs("aws:lb/loadBalancer:LoadBalancer")["api-legacy-alb"]).toMatchObject({
      accessLogs: { bucket: "logs", enabled: true },
    });
  });

  test("declares one of each, with a load balancer of its own", async () => {
    const made = await make(web);
    expect(counts(made.resources)).toEqual({
      "crossover:legacy:AutoScalingService": 1,
      "crossover:legacy:ServiceLoadBalancer": 1,
      "crossover:legacy:InstanceTemplate": 1,
      "aws:ec2/securityGroup:SecurityGroup": 2,
      [types.ingress]: 3,
      [types.egress]: 2,
      [types.balancer]: 1,
      [types.targets]: 1,
      [types.listener]: 2,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
      "aws:iam/instanceProfile:InstanceProfile": 1,
      [types.template]: 1,
      [types.group]: 1,
      "aws:autoscaling/policy:Policy": 1,
    });
    expectChildNames(made.resources);
  });

  test("is public by HTTPS and a redirect to it", async () => {
    const made = await make(web);
    expect(made.inputs(types.balancer)["api-legacy-alb"]).toEqual({
      loadBalancerType: "application",
      internal: false,
      subnets: ["public-a", "public-b"],
      securityGroups: ["api-legacy-alb-sg-id"],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
      accessLogs: { bucket: "", enabled: false },
      tags: { Name: "api-legacy-alb" },
    });
    expect(made.inputs(types.targets)["api-legacy-alb-tg"]).toMatchObject({
      port: 3000,
      protocol: "HTTP",
      targetType: "instance",
      deregistrationDelay: 60,
      healthCheck: { path: "/healthz", matcher: "200" },
    });
    const patient = await make({ ...web, graceSeconds: 300 });
    expect(patient.inputs(types.targets)["api-legacy-alb-tg"]).toMatchObject({ deregistrationDelay: 300 });
    expect(made.inputs(types.listener)["api-legacy-alb-https"]).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: "arn:certificate",
      defaultActions: [{ type: "forward" }],
    });
    expect(made.inputs(types.listener)["api-legacy-alb-redirect"]).toMatchObject({
      port: 80,
      defaultActions: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
      ],
    });
  });

  test("admits only the load balancer to its instances, on their port alone", async () => {
    const made = await make(web);
    const open = (port: number) => ({
      securityGroupId: "api-legacy-alb-sg-id",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
    });
    const between = { ipProtocol: "tcp", fromPort: 3000, toPort: 3000 };
    expect(made.inputs(types.ingress)).toEqual({
      "api-legacy-alb-internet-443": open(443),
      "api-legacy-alb-internet-80": open(80),
      "api-legacy-from-alb": {
        ...between,
        securityGroupId: "api-legacy-sg-id",
        referencedSecurityGroupId: "api-legacy-alb-sg-id",
      },
    });
    expect(made.inputs(types.egress)).toEqual({
      "api-legacy-egress": { securityGroupId: "api-legacy-sg-id", cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
      "api-legacy-alb-to-instances": {
        ...between,
        securityGroupId: "api-legacy-alb-sg-id",
        referencedSecurityGroupId: "api-legacy-sg-id",
      },
    });
  });

  test("launches its AMI with an encrypted disk, its environment and session tokens", async () => {
    const made = await make(web);
    expect(made.inputs(types.template)).toEqual({
      "api-legacy-template": {
        imageId: "ami-0abc1234",
        instanceType: "m5.large",
        userData: userData(web),
        iamInstanceProfile: { arn: expect.stringContaining("api-legacy-template-profile") },
        vpcSecurityGroupIds: ["api-legacy-sg-id"],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" },
          },
        ],
        monitoring: { enabled: true },
        tagSpecifications: [
          {
            resourceType: "volume",
            tags: { Name: "api-legacy", "crossover:service": "api", "crossover:release": "1.2.3" },
          },
        ],
        updateDefaultVersion: true,
      },
    });
  });

  test("waits for healthy instances behind a listener and refreshes them by numbered versions", async () => {
    const made = await make(web);
    const [group] = made.of(types.group);
    expect(group!.inputs).toEqual({
      minSize: 2,
      maxSize: 6,
      desiredCapacity: 2,
      minElbCapacity: 2,
      waitForCapacityTimeout: "15m",
      vpcZoneIdentifiers: ["private-a", "private-b"],
      targetGroupArns: [expect.stringContaining("targetgroup/api-legacy-alb-tg")],
      healthCheckType: "ELB",
      healthCheckGracePeriod: 120,
      defaultInstanceWarmup: 120,
      launchTemplate: { id: "api-legacy-template-id", version: "1" },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 110, autoRollback: true },
        triggers: ["tag"],
      },
      tags: [
        { key: "Name", value: "api-legacy", propagateAtLaunch: true },
        { key: "crossover:service", value: "api", propagateAtLaunch: true },
        { key: "crossover:release", value: "1.2.3", propagateAtLaunch: true },
      ],
    });
    expect(group!.ignoreChanges).toEqual(["desiredCapacity"]);
    expect(namesOf(group!.dependencies)).toContain("api-legacy-alb-https");
  });

  test("is a target of its own once its group exists", async () => {
    const made = await make(web);
    expect(made.result.target).toMatchObject({ id: "legacy", dedicated: true });
    await expect(valueOf(made.result.target!.address.of as pulumi.Output<unknown>)).resolves.toEqual({
      dnsName: "api-legacy-alb.eu-west-1.elb.amazonaws.com",
      zoneId: "Z32O12XQLNTSW2",
    });
  });

  test("is ready once its group is", async () => {
    const { result } = await make(web);
    await expect(valueOf(result.ready)).resolves.toBe("api");
  });

  test("needs a certificate", async () => {
    await expect(make(web, { certificateArn: undefined })).rejects.toMatchObject({
      component: "AutoScalingService api-legacy",
      problems: [
        {
          propertyPath: "certificateArn",
          reason: "is missing: the load balancer of the web service api needs it",
        },
      ],
    });
  });
});

test.each([worker, job])(
  "a $kind has no load balancer, and nothing reaches its instances",
  async (service) => {
    const made = await make(service);
    expect(made.result.target).toBeUndefined();
    expect([...made.of(types.balancer), ...made.of(types.targets), ...made.of(types.ingress)]).toEqual([]);
    const [group] = made.of(types.group);
    expect(group!.inputs).toMatchObject({ healthCheckType: "EC2" });
    expect(group!.inputs).not.toHaveProperty("targetGroupArns");
  },
);

test.each([
  [{}, { minSize: 2, maxSize: 6, desiredCapacity: 2 }],
  [
    { min: 1, max: 3 },
    { minSize: 1, maxSize: 3, desiredCapacity: 1 },
  ],
  [
    { min: 0, max: 0 },
    { minSize: 0, maxSize: 0, desiredCapacity: 0 },
  ],
])("a worker with %j has a group of %j", async (more, sizes) => {
  const made = await make(worker, more);
  expect(made.of(types.group)[0]!.inputs).toMatchObject(sizes);
});

test.each([
  [worker, {}, { targetValue: 70, disableScaleIn: false }],
  [worker, { holdCapacity: true }, { targetValue: 70, disableScaleIn: true }],
  [job, {}, { targetValue: 65, disableScaleIn: false }],
])("scaling of $name follows CPU", async (service, more, configuration) => {
  const made = await make(service, more);
  expect(made.inputs("aws:autoscaling/policy:Policy")[`${service.name}-legacy-cpu`]).toMatchObject({
    policyType: "TargetTrackingScaling",
    targetTrackingConfiguration: configuration,
  });
});

test("names that would be too long are left to the provider", async () => {
  const made = await make({
    ...web,
    name: "a-service-with-quite-a-long-name-for-a-service-of-ours",
  });
  expect(Object.values(made.inputs(types.balancer))).toEqual([
    expect.objectContaining({ namePrefix: "a-serv" }),
  ]);
  expect(Object.values(made.inputs(types.targets))).toEqual([
    expect.objectContaining({ namePrefix: "a-serv" }),
  ]);
  expect(Object.values(made.inputs("aws:iam/role:Role"))).toEqual([
    expect.objectContaining({ namePrefix: "a-service-with-quite-a-long-name-for-a" }),
  ]);
  expectChildNames(made.resources);
});

test("transforms change the template and the group", async () => {
  const made = await make(web, {
    transform: {
      launchTemplate: (args) => ({ ...args, keyName: "ops" }),
      group: (args) => ({ ...args, maxInstanceLifetime: 604_800 }),
    },
  });
  expect(made.inputs(types.template)["api-legacy-template"]).toHaveProperty("keyName", "ops");
  expect(made.inputs(types.group)["api-legacy-group"]).toHaveProperty("maxInstanceLifetime", 604_800);
});

test("an environment that is too long for user data is refused, with all else that is wrong", async () => {
  const long = {
    ...web,
    port: undefined,
    environment: { legacy: { A: "x".repeat(16_384) }, kubernetes: {} },
  };
  await expect(make(long)).rejects.toMatchObject({
    problems: [{ propertyPath: "service.port" }, { propertyPath: "service.environment.legacy" }],
  });
});

test("is admitted to its stores before it has an instance, and may sign in to them", async () => {
  const { inputs, of } = await make(worker, {
    stores: { "db-main": { securityGroupId: "sg-main", port: 5432 } },
    policyArns: { "cache-sessions": "arn:policy" },
  });
  expect(inputs(types.ingress)).toEqual({
    "mailer-legacy-to-db-main-mailer": {
      securityGroupId: "sg-main",
      referencedSecurityGroupId: "mailer-legacy-sg-id",
      description: "From mailer",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
    },
  });
  expect(namesOf(of(types.group)[0]!.dependencies)).toContain("mailer-legacy-to-db-main-mailer");
  expect(inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toMatchObject({
    "mailer-legacy-template-cache-sessions": { policyArn: "arn:policy" },
  });
});
