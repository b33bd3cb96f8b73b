// Declares a Valkey or Redis cache on ElastiCache, encrypted in transit and at rest, signed in to by IAM.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { cacheFamily, cacheNodes, cachePort, connectPolicy } from "../../src/model/stores/caches";
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
  /** Valkey or Redis OSS. From `redis` to `valkey` the cache is upgraded in place. */
  readonly engine: "valkey" | "redis";
  /** Engine version, e.g. `8.0`. A lower one would replace the cache, and with it all that it holds. */
  readonly version: string;
  /** ElastiCache node type, e.g. `cache.r7g.large`. A change is made at once, in place. */
  readonly nodeType: string;
  /**
   * Copies in other zones, 0 to 5; with one or more, a failed primary is replaced by itself
   * (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis.Groups.html).
   *
   * @default 1
   */
  readonly replicas?: number;
  /** What goes when the memory is full. A queue wants `noeviction`. @default volatile-lru */
  readonly eviction?: Eviction;
  /**
   * Days that daily backups are kept, up to 35; 0 makes none
   * (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html).
   *
   * @default 1
   */
  readonly backupDays?: number;
  /** When backups are made, each day, in UTC. @default 01:00-02:00 */
  readonly backupWindow?: string;
  /** When AWS may replace nodes, each week, in UTC. @default sun:03:00-sun:04:00 */
  readonly maintenanceWindow?: string;
  /** Whether Pulumi refuses to delete it. @default true */
  readonly protect?: boolean;
  /** The VPC of the subnets. A change replaces the security group. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets, in as many zones as there are nodes, if possible. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Days that its slow log is kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly logDays?: number;
  /** ARN of the key that its slow log is encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
  readonly transform?: { readonly group?: Transform<aws.elasticache.ReplicationGroupArgs> };
}

/** Among keys with a time to live, or all: the least recently or least often used ones, or those that end first. */
type Eviction =
  "volatile-lru" | "volatile-lfu" | "volatile-ttl" | "allkeys-lru" | "allkeys-lfu" | "noeviction";

/** A replication group with its key, subnets, parameters, users and security group. Nobody is admitted: see `Admission`. */
export class Cache extends pulumi.ComponentResource implements Guarded {
  /** Its physical name, which tokens are signed with. */
  readonly identifier: string;
  /** Its TCP port. */
  readonly port = cachePort;
  /** The primary's own host name. Services use the private name. */
  readonly address: pulumi.Output<string>;
  /** The cache's own security group, for rules that admit consumers. */
  readonly securityGroupId: pulumi.Output<string>;
  /** The user that consumers sign in as. */
  readonly user: string;
  /** ARN of the policy that lets a consumer's role sign in. */
  readonly connectPolicyArn: pulumi.Output<string>;

  constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:Cache", name, {}, opts);
    const { identifier, engine, version, nodeType, replicas = 1, backupDays = 1 } = args;
    const child = { parent: this };
    const tags = { Name: name };

    // Its backups go with the cache, so nothing needs the key afterwards.
    const key = new StoreKey(`${name}-key`, { description: `Cache ${identifier}`, keep: false }, child);
    const subnets = new aws.elasticache.SubnetGroup(
      `${name}-subnets`,
      { description: `Subnets of ${identifier}`, subnetIds: [...args.subnetIds], tags },
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
        family: cacheFamily(args),
        description: `Parameters of ${identifier}`,
        parameters: [{ name: "maxmemory-policy", value: args.eviction ?? "volatile-lru" }],
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
        nodeType,
        ...cacheNodes({ replicas, nodeType }),
        port: cachePort,
        subnetGroupName: subnets.name,
        securityGroupIds: [securityGroup.id],
        parameterGroupName: parameters.name,
        userGroupIds: [users.groupId],
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        atRestEncryptionEnabled: true,
        kmsKeyId: key.arn,
        snapshotRetentionLimit: backupDays,
        snapshotWindow: backupDays > 0 ? (args.backupWindow ?? "01:00-02:00") : undefined,
        maintenanceWindow: args.maintenanceWindow ?? "sun:03:00-sun:04:00",
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
      { parent: this, protect: args.protect ?? true, deleteBeforeReplace: true },
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
