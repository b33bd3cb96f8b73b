// Writes an Elastic Beanstalk environment's settings: the options of its platform, and the bundle that it runs.
import { createHash } from "node:crypto";
import { defaults } from "../workload/pod-settings";
import type { Service } from "../service";

/** One option of an environment; https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html */
export interface OptionSetting<T> {
  readonly namespace: string;
  readonly name: string;
  readonly value: T | string;
}

export interface EnvironmentOptions<T> {
  readonly instanceType: string;
  readonly min: T | number;
  readonly max: T | number;
  /** CPU utilisation, in percent, at which an instance is added. */
  readonly cpu: number;
  /** Never remove an instance by itself. */
  readonly hold: boolean;
  readonly vpcId: T;
  /** Ids of the load balancer's subnets, separated by commas; so are those of the instances. */
  readonly balancerSubnets: T;
  readonly instanceSubnets: T;
  readonly instanceProfile: T;
  /** The instances', besides the one that Beanstalk makes. */
  readonly securityGroup?: T;
  readonly serviceRole: T;
  readonly certificateArn: T;
  readonly tlsPolicy: string;
  /** Bucket of the load balancer's access logs. @default none are written */
  readonly accessLogBucket?: T;
  /** ARNs of secrets, by environment variable; Beanstalk puts the values in. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-softwaresettings.html: "4,096 bytes". */
const maxEnvironmentBytes = 4096;

/** Why Beanstalk would refuse a service's environment variables; nothing if it wouldn't. */
export function environmentProblem(environment: Readonly<Record<string, string>>): string | undefined {
  const bytes = Object.entries(environment).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(`${key}=${value}`),
    0,
  );
  if (bytes <= maxEnvironmentBytes) return undefined;
  return `makes ${String(bytes)} bytes on the legacy side, and a Beanstalk environment takes ${String(maxEnvironmentBytes)}`;
}

/** The options of a service's environment, sorted, so that the same service always has the same list. */
export function optionSettings<T>(
  service: Pick<Service, "environment" | "healthPath" | "graceSeconds">,
  options: EnvironmentOptions<T>,
): OptionSetting<T>[] {
  const { cpu, hold } = options;
  const namespaces: Record<string, Record<string, T | string>> = {
    "aws:ec2:vpc": {
      VPCId: options.vpcId,
      Subnets: options.instanceSubnets,
      ELBSubnets: options.balancerSubnets,
      ELBScheme: "public",
      AssociatePublicIpAddress: "false",
    },
    "aws:ec2:instances": { InstanceTypes: options.instanceType },
    // Either of the last two makes it use a launch template; launch configurations can't be made in new accounts
    // (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-autoscaling-launch-templates.html).
    "aws:autoscaling:launchconfiguration": {
      IamInstanceProfile: options.instanceProfile,
      ...(options.securityGroup !== undefined && { SecurityGroups: options.securityGroup }),
      DisableIMDSv1: "true",
      RootVolumeType: "gp3",
    },
    "aws:autoscaling:asg": { MinSize: text(options.min), MaxSize: text(options.max) },
    "aws:autoscaling:trigger": {
      MeasureName: "CPUUtilization",
      Statistic: "Average",
      Unit: "Percent",
      UpperThreshold: String(cpu),
      // Nothing is below zero, so that capacity stays.
      LowerThreshold: String(hold ? 0 : Math.floor(cpu / 2)),
    },
    "aws:autoscaling:updatepolicy:rollingupdate": {
      RollingUpdateEnabled: "true",
      RollingUpdateType: "Health",
    },
    "aws:elasticbeanstalk:command": { DeploymentPolicy: "RollingWithAdditionalBatch", BatchSize: "30" },
    "aws:elasticbeanstalk:environment": {
      EnvironmentType: "LoadBalanced",
      LoadBalancerType: "application",
      ServiceRole: options.serviceRole,
    },
    "aws:elasticbeanstalk:environment:process:default": {
      HealthCheckPath: service.healthPath ?? "/",
      MatcherHTTPCode: "200",
      // Seconds for requests under way.
      DeregistrationDelay: String(service.graceSeconds ?? defaults.grace),
    },
    "aws:elasticbeanstalk:healthreporting:system": { SystemType: "enhanced" },
    "aws:elbv2:listener:443": {
      Protocol: "HTTPS",
      SSLCertificateArns: options.certificateArn,
      SSLPolicy: options.tlsPolicy,
    },
    ...(options.accessLogBucket !== undefined && {
      "aws:elbv2:loadbalancer": { AccessLogsS3Enabled: "true", AccessLogsS3Bucket: options.accessLogBucket },
    }),
    // No option makes port 80 redirect, and plain answers would be worse than none.
    "aws:elbv2:listener:default": { ListenerEnabled: "false" },
    "aws:elasticbeanstalk:application:environment": { ...service.environment.legacy },
    // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.env-vars.html
    "aws:elasticbeanstalk:application:environmentsecrets": { ...options.secrets },
  };
  return Object.entries(namespaces)
    .flatMap(([namespace, values]) =>
      Object.entries(values).map(([name, value]) => ({ namespace, name, value })),
    )
    .sort((a, b) => (`${a.namespace} ${a.name}` < `${b.namespace} ${b.name}` ? -1 : 1));
}

function text<T>(value: T | number): T | string {
  return typeof value === "number" ? String(value) : value;
}

/**
 * The bundle of one release, a `Dockerrun.aws.json` that names an image
 * (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/single-container-docker-configuration.html), under a key that is another
 * for every other content, because an environment is only told of a new version.
 */
export function bundle<T>(service: Pick<Service, "tag" | "port" | "command">, image: T) {
  const rest = {
    Ports: [{ ContainerPort: service.port }],
    ...(service.command && { Command: service.command.join(" ") }),
  };
  const digest = createHash("sha256").update(JSON.stringify(rest)).digest("hex").slice(0, 6);
  return {
    key: `${service.tag}-${digest}/Dockerrun.aws.json`,
    content: { AWSEBDockerrunVersion: "1", Image: { Name: image, Update: "true" }, ...rest },
  };
}
