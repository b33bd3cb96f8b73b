// Declares a PostgreSQL or MySQL database on RDS, encrypted and backed up, whose password nobody needs to see.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  databasePorts,
  hasInsights,
  isPinned,
  logTypes,
  masterUsers,
  parameterFamily,
  parametersOf,
  type Engine,
} from "../../src/model/stores/databases";
import type { Guarded } from "../network/admission";
import { transformed, type Transform } from "../transform";
import { StoreKey } from "./store-key";

export interface DatabaseArgs {
  /**
   * The physical name, explicit because its log groups, metrics and snapshots carry it, and because what is there is
   * looked at before a change. A change renames the instance and replaces its log groups.
   */
  readonly identifier: string;
  /** PostgreSQL or MySQL. A change would replace the instance, which `protect` refuses. */
  readonly engine: Engine;
  /** Engine version. In full, e.g. `17.6`, it is kept; without the last number AWS chooses and upgrades that one. */
  readonly version: string;
  /** RDS instance class, e.g. `db.r7g.large`. A change interrupts for a minute or two: see `applyImmediately`. */
  readonly instanceType: string;
  /** Name of the database in it. A change would replace the instance, which `protect` refuses. */
  readonly databaseName: string;
  /**
   * Storage to begin with, in GiB: 20 to 65,536 of gp3, and it only grows
   * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html).
   */
  readonly storageGiB: number;
  /** What the storage may grow to by itself, in GiB. @default it doesn't grow */
  readonly maxStorageGiB?: number;
  /** Whether a standby in another zone takes over by itself. @default true */
  readonly multiAz?: boolean;
  /**
   * Days that any moment can be restored from, 1 to 35
   * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html).
   *
   * @default 7
   */
  readonly backupDays?: number;
  /** When backups are made, each day, in UTC. @default 01:00-02:00 */
  readonly backupWindow?: string;
  /** When changes that interrupt are made, each week, in UTC. @default sun:03:00-sun:04:00 */
  readonly maintenanceWindow?: string;
  /** Whether changes that interrupt are made at once, and not in the maintenance window. @default false */
  readonly applyImmediately?: boolean;
  /** Whether Pulumi and AWS refuse to delete it. @default true */
  readonly protect?: boolean;
  /** Whether a snapshot, the backups and their key remain when it is deleted. @default true */
  readonly finalSnapshot?: boolean;
  /** The VPC of the subnets. A change replaces the security group, and moves the instance. */
  readonly vpcId: pulumi.Input<string>;
  /**
   * At least two, in different zones
   * (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html); no route to the internet
   * is needed.
   */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Days that its logs are kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly logDays?: number;
  /** ARN of the key that its logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
  readonly transform?: {
    readonly instance?: Transform<aws.rds.InstanceArgs>;
    /** E.g. more engine parameters. */
    readonly parameterGroup?: Transform<aws.rds.ParameterGroupArgs>;
  };
}

/**
 * An instance with its key, subnet group, parameters, logs and security group. Nobody is admitted: see `Admission`. The
 * master password is made and rotated by RDS in Secrets Manager, and never passes through the program or its state.
 */
export class Database extends pulumi.ComponentResource implements Guarded {
  /** PostgreSQL or MySQL. */
  readonly engine: Engine;
  /** Its physical name. */
  readonly identifier: string;
  /** Name of the database in it. */
  readonly databaseName: string;
  /** Its TCP port. */
  readonly port: number;
  /** The instance's own host name, without port. Services use the private name. */
  readonly address: pulumi.Output<string>;
  /** The instance's own security group, for rules that admit consumers. */
  readonly securityGroupId: pulumi.Output<string>;
  /** ARN of the key that encrypts storage, snapshots and the master secret. */
  readonly keyArn: pulumi.Output<string>;
  /** ARN of the secret that RDS keeps `username` and `password` of the master user in. */
  readonly masterSecretArn: pulumi.Output<string>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:Database", name, {}, opts);
    const { identifier, engine, version, instanceType, protect = true, finalSnapshot = true } = args;
    const insights = hasInsights(engine, instanceType);
    const child = { parent: this };

    const key = new StoreKey(
      `${name}-key`,
      { description: `Database ${identifier}`, keep: finalSnapshot },
      child,
    );
    const subnets = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      { description: `Subnets of ${identifier}`, subnetIds: [...args.subnetIds], tags: { Name: name } },
      child,
    );
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-sg`,
      { vpcId: args.vpcId, description: `Database ${identifier}`, tags: { Name: name } },
      child,
    );
    const parameters = new aws.rds.ParameterGroup(
      `${name}-parameters`,
      transformed(args.transform?.parameterGroup, {
        family: parameterFamily(engine, version),
        description: `Parameters of ${identifier}`,
        parameters: parametersOf(engine).map((parameter) => ({ ...parameter })),
        tags: { Name: name },
      }),
      child,
    );
    // RDS would make these groups itself, to be kept for ever.
    const logs = logTypes[engine].map(
      (type) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${type}`,
          {
            name: `/aws/rds/instance/${identifier}/${type}`,
            retentionInDays: args.logDays ?? 30,
            kmsKeyId: args.logKeyArn,
          },
          child,
        ),
    );
    const instance = new aws.rds.Instance(
      name,
      transformed(args.transform?.instance, {
        identifier,
        engine,
        engineVersion: version,
        autoMinorVersionUpgrade: !isPinned(engine, version),
        // Upgrades are asked for by `version` alone, and checked against what runs before the program begins.
        allowMajorVersionUpgrade: true,
        instanceClass: instanceType,
        allocatedStorage: args.storageGiB,
        maxAllocatedStorage: args.maxStorageGiB,
        storageType: "gp3",
        storageEncrypted: true,
        kmsKeyId: key.arn,
        multiAz: args.multiAz ?? true,
        dbName: args.databaseName,
        username: masterUsers[engine],
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: key.arn,
        iamDatabaseAuthenticationEnabled: true,
        port: databasePorts[engine],
        publiclyAccessible: false,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [securityGroup.id],
        parameterGroupName: parameters.name,
        backupRetentionPeriod: args.backupDays ?? 7,
        backupWindow: args.backupWindow ?? "01:00-02:00",
        maintenanceWindow: args.maintenanceWindow ?? "sun:03:00-sun:04:00",
        applyImmediately: args.applyImmediately ?? false,
        copyTagsToSnapshot: true,
        enabledCloudwatchLogsExports: [...logTypes[engine]],
        // Performance Insights, with the retention that costs nothing.
        performanceInsightsEnabled: insights,
        performanceInsightsKmsKeyId: insights ? key.arn : undefined,
        performanceInsightsRetentionPeriod: insights ? 7 : undefined,
        deletionProtection: protect,
        skipFinalSnapshot: !finalSnapshot,
        finalSnapshotIdentifier: finalSnapshot ? `${identifier}-final` : undefined,
        deleteAutomatedBackups: !finalSnapshot,
        tags: { Name: name },
      }),
      { parent: this, protect, dependsOn: logs, deleteBeforeReplace: true },
    );

    this.engine = engine;
    this.identifier = identifier;
    this.databaseName = args.databaseName;
    this.port = databasePorts[engine];
    this.address = instance.address;
    this.securityGroupId = securityGroup.id;
    this.keyArn = key.arn;
    this.masterSecretArn = instance.masterUserSecrets.apply(([secret]) => secret!.secretArn);
    this.registerOutputs({ address: this.address, masterSecretArn: this.masterSecretArn });
  }
}
