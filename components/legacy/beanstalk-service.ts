// Declares the legacy side of a web service on Elastic Beanstalk, which runs its image on EC2 instances.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { environmentProblem, optionSettings } from "../../src/model/legacy/beanstalk";
import { environmentNaming, roleNaming } from "../../src/model/names/physical";
import { secretArns } from "../../src/model/access/secrets";
import { trustService } from "../../src/model/access/trust";
import type { Target } from "../traffic/target";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { declareVersion } from "./beanstalk-version";
import { defaultCpu, entryProblems, legacyTags, serviceTags, type LegacyServiceArgs } from "./legacy-service";
import { serviceSecurityGroup } from "./public-entry";
import { secretsReader } from "./secrets-reader";
import { admittedTo, permitted } from "./store-access";
import { tlsPolicy } from "./service-load-balancer";

export interface BeanstalkServiceArgs extends LegacyServiceArgs {
  /** The image's repository, without a tag. */
  readonly repositoryUrl: pulumi.Input<string>;
  /** Name of the solution stack, e.g. `64bit Amazon Linux 2023 v4.5.0 running Docker`. A change is made in place. */
  readonly solutionStack: string;
  /** EC2 instance type, e.g. `m5.large`. A change replaces the instances in batches. */
  readonly instanceType: string;
  readonly transform?: {
    /** E.g. other option settings. */
    readonly environment?: Transform<aws.elasticbeanstalk.EnvironmentArgs>;
  };
}

const awsPolicies = "arn:aws:iam::aws:policy";

/** What the instances may do: report to Beanstalk, pull the image, and be reached by Systems Manager instead of SSH. */
const instancePolicies = {
  web: `${awsPolicies}/AWSElasticBeanstalkWebTier`,
  images: `${awsPolicies}/AmazonEC2ContainerRegistryReadOnly`,
  ssm: aws.iam.ManagedPolicy.AmazonSSMManagedInstanceCore,
};

/** What Beanstalk itself may do: look after the environment's health, and update it. */
const servicePolicies = {
  health: `${awsPolicies}/service-role/AWSElasticBeanstalkEnhancedHealth`,
  updates: `${awsPolicies}/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy`,
};

/**
 * A web service in a Beanstalk environment of its own, with its own load balancer. Beanstalk makes and replaces the
 * instances; a release is a new application version, rolled out with one batch more than usual.
 */
export class BeanstalkService extends pulumi.ComponentResource {
  /** What a record names: the environment's own domain, which outlives its load balancer. */
  readonly target: Target;
  /** Resolves once the environment is ready. */
  readonly ready: pulumi.Output<string>;
  /** The environment, whose input the size is. */
  readonly sized: pulumi.CustomResource;

  /** @throws ArgumentError on what is no web service, can't be reached, or has an environment too long for Beanstalk. */
  constructor(name: string, args: BeanstalkServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(BeanstalkService, name, problems(args));
    super("crossover:legacy:BeanstalkService", name, {}, opts);
    const { service, certificateArn } = args;
    const child = { parent: this };

    const application = new aws.elasticbeanstalk.Application(
      `${name}-application`,
      { description: `Legacy side of ${service.name}`, tags: serviceTags(service) },
      child,
    );
    const instances = this.role(`${name}-instances`, "ec2.amazonaws.com", instancePolicies);
    const reader = secretsReader(`${name}-secrets`, instances.role, args, this);
    const policies = permitted(`${name}-instances`, instances.role, args, this);
    const usesStores = Object.keys(args.stores ?? {}).length > 0;
    const group = usesStores ? serviceSecurityGroup(name, args, this) : undefined;
    const admissions = group ? admittedTo(name, args, group.id, this) : [];
    const own = this.role(`${name}-own`, beanstalk, servicePolicies);
    const profile = new aws.iam.InstanceProfile(`${name}-profile`, { role: instances.role.name }, child);
    const environment = new aws.elasticbeanstalk.Environment(
      `${name}-env`,
      transformed(args.transform?.environment, {
        ...environmentNaming(`${name}-env`),
        application: application.name,
        solutionStackName: args.solutionStack,
        tier: "WebServer",
        version: declareVersion(name, application, args, this).name,
        settings: optionSettings<pulumi.Input<string>>(service, {
          instanceType: args.instanceType,
          min: text(args.min),
          max: text(args.max),
          cpu: service.scale?.cpu ?? defaultCpu,
          hold: args.holdCapacity ?? false,
          vpcId: args.vpcId,
          balancerSubnets: joined(args.publicSubnetIds),
          instanceSubnets: joined(args.privateSubnetIds),
          instanceProfile: profile.name,
          securityGroup: group?.id,
          serviceRole: own.role.arn,
          certificateArn: certificateArn!,
          tlsPolicy,
          accessLogBucket: args.accessLogBucket,
          secrets: reader && secretArns(service.secrets, args.secrets!),
        }),
        tags: legacyTags(service),
      }),
      {
        ...child,
        dependsOn: [
          ...instances.policies,
          ...own.policies,
          ...policies,
          ...admissions,
          ...(reader ? [reader] : []),
        ],
      },
    );

    // AWS keeps the names of all environments of a region in one zone of its own.
    const zoneId = aws.elasticbeanstalk.getHostedZoneOutput({}, child).id;
    this.sized = environment;
    this.ready = environment.id.apply(() => service.name);
    this.target = {
      id: "legacy",
      dedicated: true,
      address: {
        kind: "alias",
        of: pulumi.all([environment.cname, zoneId]).apply(([dnsName, zone]) => ({ dnsName, zoneId: zone })),
      },
    };
    this.registerOutputs({ address: this.target.address.of });
  }

  private role(name: string, principal: string, policies: Readonly<Record<string, string>>) {
    // What Beanstalk names itself by: https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/iam-servicerole.html
    const equals = principal === beanstalk ? { "sts:ExternalId": "elasticbeanstalk" } : undefined;
    const role = new aws.iam.Role(
      `${name}-role`,
      { ...roleNaming(`${name}-role`), assumeRolePolicy: trustService(principal, { equals }) },
      { parent: this },
    );
    return {
      role,
      policies: Object.entries(policies).map(
        ([id, policyArn]) =>
          new aws.iam.RolePolicyAttachment(`${name}-${id}`, { role: role.name, policyArn }, { parent: this }),
      ),
    };
  }
}

const beanstalk = "elasticbeanstalk.amazonaws.com";

function joined(ids: readonly pulumi.Input<string>[]): pulumi.Output<string> {
  return pulumi.all([...ids]).apply((all) => all.join(","));
}

function text(value: pulumi.Input<number>): pulumi.Output<string> {
  return pulumi.output(value).apply(String);
}

function problems(args: BeanstalkServiceArgs): ArgumentProblem[] {
  const { kind, environment } = args.service;
  const reason = environmentProblem(environment.legacy);
  return [
    ...(kind === "web" ? [] : [{ propertyPath: "service.kind", reason: "isn't `web`" }]),
    ...entryProblems(args),
    ...(reason === undefined ? [] : [{ propertyPath: "service.environment.legacy", reason }]),
  ];
}
