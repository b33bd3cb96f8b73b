// Declares what each instance of a legacy service is made of: image, type, disk, environment, and its rights in AWS.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roleNaming } from "../../src/model/names/physical";
import type { SecretsPlace } from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";
import { trustService } from "../../src/model/access/trust";
import { blockDevices, type ImageDisks } from "../../src/model/legacy/images";
import { userData } from "../../src/model/legacy/user-data";
import { transformed, type Transform } from "../transform";
import { secretsReader } from "./secrets-reader";
import { permitted } from "./store-access";

export interface InstanceTemplateArgs {
  /** Whose environment the instances get, and which secrets they may read. Another one makes a new version. */
  readonly service: Pick<Service, "name" | "environment" | "secrets">;
  /** AMI of the instances, e.g. `ami-0abc1234`. A change makes a new version of the template. */
  readonly ami: string;
  /** The AMI's disks, by its own names of them. A change makes a new version of the template. @default Amazon Linux's */
  readonly disks?: ImageDisks;
  /** EC2 instance type, e.g. `m5.large`. A change makes a new version of the template. */
  readonly instanceType: string;
  /** Security group of the instances. A change makes a new version of the template. */
  readonly securityGroupId: pulumi.Input<string>;
  /** ARNs of more policies of the role, by a plain key each. @default none */
  readonly policyArns?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where secrets are; the instances may read those that the service names. @default they may read none */
  readonly secrets?: SecretsPlace;
  /** Tags of the disks. @default none */
  readonly tags?: Readonly<Record<string, string>>;
  readonly transform?: { readonly launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs> };
}

const amazonLinux: ImageDisks = { root: "/dev/xvda", others: [] };

/** A launch template, with an instance role that lets Systems Manager in, in place of SSH. */
export class InstanceTemplate extends pulumi.ComponentResource {
  /** The launch template's id. */
  readonly templateId: pulumi.Output<string>;
  /** The number of the newest version. */
  readonly version: pulumi.Output<string>;

  constructor(name: string, args: InstanceTemplateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:InstanceTemplate", name, {}, opts);
    const child = { parent: this };

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        ...roleNaming(`${name}-role`),
        description: `Instances of ${args.service.name}`,
        assumeRolePolicy: trustService("ec2.amazonaws.com"),
      },
      child,
    );
    new aws.iam.RolePolicyAttachment(
      `${name}-ssm`,
      { role: role.name, policyArn: aws.iam.ManagedPolicy.AmazonSSMManagedInstanceCore },
      child,
    );
    secretsReader(`${name}-secrets`, role, args, this);
    permitted(name, role, args, this);
    const profile = new aws.iam.InstanceProfile(`${name}-profile`, { role: role.name }, child);

    const template = new aws.ec2.LaunchTemplate(
      name,
      transformed(args.transform?.launchTemplate, {
        imageId: args.ami,
        instanceType: args.instanceType,
        userData: userData(args.service),
        iamInstanceProfile: { arn: profile.arn },
        vpcSecurityGroupIds: [args.securityGroupId],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: blockDevices(args.disks ?? amazonLinux),
        monitoring: { enabled: true },
        // The group's tags reach its instances, but not their disks.
        tagSpecifications: [{ resourceType: "volume", tags: { ...args.tags } }],
        updateDefaultVersion: true,
      }),
      child,
    );

    this.templateId = template.id;
    this.version = template.latestVersion.apply(String);
    this.registerOutputs({ templateId: this.templateId, version: this.version });
  }
}
