// A Valkey or Redis cache on ElastiCache, encrypted in transit and at rest, signed in to by IAM.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { cacheFamily, cacheNodes, cachePort, connectPolicy } from "../../src/model/stores/caches";
import type { CacheSettings } from "../../src/schema/stack/databases";
import type { Guarded } from "../network/admission";
import { transformed, type Transform } from "../transform";
import { CacheUsers } from "./cache-users";
import { StoreKey } from "./store-key";

export interface CacheArgs {
  /**
   * The physical name, explicit because clients sign their IAM tokens with it. A change replaces the cache, which
   * `protect` refuses.
   */
  readonly identifier: string;
  /** As the stack file has them. A lower `version` would replace the cache, and with it all that it holds. */
  readonly settings: CacheSettings;
  /** The VPC of the subnets. A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /** In as many zones as there are nodes, if possible. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Days that its slow log is kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly logDays?: number;
  /** Of the key that they are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
  readonly transform?: { readonly group?: Transform<aws.elasticache.ReplicationGroupArgs> };
}

/** A replication group with its key, subnets, parameters, users and security group. Nobody is admitted: see `Admission`. */
export class Cache extends pulumi.ComponentResource implements Guarded {
  /** Its physical name, which tokens are signed with. */
  readonly identifier: string;
  /** Its TCP port. */
  readonly port = cachePort;
  /** The primary's own host name. Services use the private name. */
  readonly address: pulumi.Output<string>;
  /** For rules that admit consumers. */
  readonly securityGroupId: pulumi.Output<string>;
  /** The user that consumers sign in as. */
  readonly user: string;
  /** Of the policy that lets a consumer's role sign in. */
  readonly connectPolicyArn: pulumi.Output<string>;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:Cache", name, {}, opts);
    const { identifier, settings } = args;
    const { engine, version } = settings;
    const child = { parent: this };
    const tags = { Name: name };

    // Its backups go with the cache, so nothing needs the key afterwards.
    const key = new StoreKey(`${name}-key`, { description: `Cache ${identifier}`, keep: false }, child);
    const subnets = new aws.elasticache.SubnetGroup(
      `${name}-subnets`,
      { description: `Subnets of ${identifier}`, subnetIds: args.subnetIds, tags },
      child,
    );
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-sg`,
      { vpcId: args.vpcId, description: `Cache ${identifier}`, tags },
      child,
    );
    const parameters = new aws.elasticache.ParameterGroup(
      `${name}-parameters`,
      {
        family: cacheFamily(settings),
        description: `Parameters of ${identifier}`,
        parameters: [{ name: "maxmemory-policy", value: settings.eviction }],
        tags,
      },
      child,
    );
    const log = new aws.cloudwatch.LogGroup(
      `${name}-slow`,
      { retentionInDays: args.logDays ?? 30, kmsKeyId: args.logKeyArn },
      child,
    );
    const users = new CacheUsers(`${name}-users`, { identifier }, child);
    const group = new aws.elasticache.ReplicationGroup(
      name,
      transformed(args.transform?.group, {
        replicationGroupId: identifier,
        description: `Cache ${identifier}`,
        engine,
        engineVersion: version,
        nodeType: settings.nodeType,
        ...cacheNodes(settings),
        port: cachePort,
        subnetGroupName: subnets.name,
        securityGroupIds: [securityGroup.id],
        parameterGroupName: parameters.name,
        userGroupIds: [users.groupId],
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        atRestEncryptionEnabled: true,
        kmsKeyId: key.arn,
        snapshotRetentionLimit: settings.backupDays,
        snapshotWindow: settings.backupDays > 0 ? settings.backupWindow : undefined,
        maintenanceWindow: settings.maintenanceWindow,
        autoMinorVersionUpgrade: true,
        applyImmediately: true,
        logDeliveryConfigurations: [
          {
            destinationType: "cloudwatch-logs",
            destination: log.name,
            logFormat: "json",
            logType: "slow-log",
          },
        ],
        tags,
      }),
      { parent: this, protect: settings.protect, deleteBeforeReplace: true },
    );
    const connect = new aws.iam.Policy(
      `${name}-connect`,
      {
        description: `Sign in to the cache ${identifier}`,
        policy: pulumi.all([group.arn, users.userArn]).apply((arns) => connectPolicy(...arns)),
      },
      child,
    );

    this.identifier = identifier;
    this.address = group.primaryEndpointAddress;
    this.securityGroupId = securityGroup.id;
    this.user = identifier;
    this.connectPolicyArn = connect.arn;
    this.registerOutputs({ address: this.address });
  }
}
