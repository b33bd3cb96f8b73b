// Tests a Beanstalk environment's options, and the bundle of a release.
import fc from "fast-check";
import {
  bundle,
  environmentProblem,
  optionSettings,
  type EnvironmentOptions,
} from "../../../src/model/legacy/beanstalk";
import { web } from "../services";

const options: EnvironmentOptions<string> = {
  instanceType: "m5.large",
  min: 2,
  max: 6,
  cpu: 65,
  hold: false,
  vpcId: "vpc-1",
  balancerSubnets: "public-a,public-b",
  instanceSubnets: "private-a,private-b",
  instanceProfile: "profile",
  serviceRole: "arn:role",
  certificateArn: "arn:certificate",
  tlsPolicy: "policy",
};

function value(namespace: string, name: string, changes: Partial<typeof options> = {}) {
  return optionSettings(web, { ...options, ...changes }).find(
    (one) => one.namespace === namespace && one.name === name,
  )?.value;
}

test.each([
  ["aws:autoscaling:asg", "MinSize", "2"],
  ["aws:autoscaling:asg", "MaxSize", "6"],
  ["aws:autoscaling:launchconfiguration", "IamInstanceProfile", "profile"],
  ["aws:autoscaling:launchconfiguration", "DisableIMDSv1", "true"],
  ["aws:autoscaling:launchconfiguration", "RootVolumeType", "gp3"],
  ["aws:autoscaling:trigger", "UpperThreshold", "65"],
  ["aws:ec2:instances", "InstanceTypes", "m5.large"],
  ["aws:ec2:vpc", "Subnets", "private-a,private-b"],
  ["aws:ec2:vpc", "ELBSubnets", "public-a,public-b"],
  ["aws:elasticbeanstalk:application:environment", "MODE", "old"],
  ["aws:elasticbeanstalk:environment", "LoadBalancerType", "application"],
  ["aws:elasticbeanstalk:environment:process:default", "HealthCheckPath", "/healthz"],
  ["aws:elbv2:listener:443", "SSLCertificateArns", "arn:certificate"],
  ["aws:elbv2:listener:default", "ListenerEnabled", "false"],
  ["aws:elasticbeanstalk:environment:process:default", "DeregistrationDelay", "60"],
])("%s %s is %s", (namespace, name, expected) => {
  expect(value(namespace, name)).toBe(expected);
});

test("requests under way have the grace of the service", () => {
  expect(optionSettings({ ...web, graceSeconds: 300 }, options)).toContainEqual({
    namespace: "aws:elasticbeanstalk:environment:process:default",
    name: "DeregistrationDelay",
    value: "300",
  });
});

test("what holds its capacity has no threshold that CPU could fall below", () => {
  const lower = (hold: boolean) => value("aws:autoscaling:trigger", "LowerThreshold", { hold });
  expect([lower(false), lower(true)]).toEqual(["32", "0"]);
});

test("the settings are the same list in whatever order the variables stand", () => {
  const texts = fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), fc.string(), { maxKeys: 8 });
  fc.assert(
    fc.property(texts, (variables) => {
      const reversed = Object.fromEntries(Object.entries(variables).reverse());
      const settings = (legacy: Record<string, string>) =>
        optionSettings({ ...web, environment: { ...web.environment, legacy } }, options);
      expect(settings(reversed)).toEqual(settings(variables));
    }),
  );
});

test("4,096 bytes of variables are taken, and one more isn't", () => {
  expect(environmentProblem({ A: "é".repeat(2047) })).toBeUndefined();
  expect(environmentProblem({ A: `${"é".repeat(2047)}x` })).toContain("4097 bytes");
});

test("a bundle names the image, its port and its command", () => {
  expect(bundle({ ...web, command: ["node", "server.js"] }, "registry/it:1.2.3").content).toEqual({
    AWSEBDockerrunVersion: "1",
    Image: { Name: "registry/it:1.2.3", Update: "true" },
    Ports: [{ ContainerPort: 3000 }],
    Command: "node server.js",
  });
});

test("a bundle's key is another for another release, and for other content of the same", () => {
  const key = (changes: object) => bundle({ ...web, ...changes }, "image").key;
  expect(key({})).toMatch(/^1\.2\.3-[0-9a-f]{6}\/Dockerrun\.aws\.json$/);
  expect(new Set([key({}), key({ tag: "1.2.4" }), key({ port: 8080 }), key({ command: ["x"] })]).size).toBe(
    4,
  );
});
