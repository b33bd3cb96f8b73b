// A PostgreSQL or MySQL database on RDS, encrypted and backed up, with its password where nobody needs to see it.
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
import type { DatabaseSettings } from "../../src/schema/stack/databases";
import type { Guarded } from "../network/admission";
import { transformed, type Transform } from "../transform";
import { StoreKey } from "./store-key";

export interface DatabaseArgs {
  /**
   * The physical name, explicit because its log groups, metrics and snapshots carry it, and because what stands there is
   * looked at before a change. Changing it renames the instance and replaces its log groups.
   */
  readonly identifier: string;
  /** As the stack file has them. Changing `engine` or `database` would replace the instance, which `protect` refuses. */
  readonly settings: DatabaseSettings;
  /** The VPC of the subnets. A change replaces everything here. */
  readonly vpcId: pulumi.Input<string>;
  /**
   * At least two, in different zones
   * (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html); no route to the internet
   * is needed.
   */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Days that its logs are kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly logDays?: number;
  /** Of the key that they are encrypted with. @default a key that CloudWatch Logs keeps for itself */
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
  /** For rules that admit consumers. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Where it is, for what belongs beside it. */
  readonly subnetGroupName: pulumi.Output<string>;
  /** Of the key that encrypts storage, snapshots and the master secret. */
  readonly keyArn: pulumi.Output<string>;
  /** The secret that RDS keeps `username` and `password` of the master user in. */
  readonly masterSecretArn: pulumi.Output<string>;
  /** The user of the master secret. */
  readonly masterUser: string;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:Database", name, {}, opts);
    const { identifier, settings } = args;
    const { engine, version } = settings;
    const child = { parent: this };

    const key = new StoreKey(
      `${name}-key`,
      { description: `Database ${identifier}`, keep: settings.finalSnapshot },
      child,
    );
    const subnets = new aws.rds.SubnetGroup(
      `${name}-subnets`,
      { description: `Subnets of ${identifier}`, subnetIds: args.subnetIds, tags: { Name: name } },
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
        instanceClass: settings.instanceType,
        allocatedStorage: settings.storageGiB,
        maxAllocatedStorage: settings.maxStorageGiB,
        storageType: "gp3",
        storageEncrypted: true,
        kmsKeyId: key.arn,
        multiAz: settings.multiAz,
        dbName: settings.database,
        username: masterUsers[engine],
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: key.arn,
        iamDatabaseAuthenticationEnabled: true,
        port: databasePorts[engine],
        publiclyAccessible: false,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [securityGroup.id],
        parameterGroupName: parameters.name,
        backupRetentionPeriod: settings.backupDays,
        backupWindow: settings.backupWindow,
        maintenanceWindow: settings.maintenanceWindow,
        applyImmediately: settings.applyImmediately,
        copyTagsToSnapshot: true,
        enabledCloudwatchLogsExports: [...logTypes[engine]],
        ...insights(settings, key.arn),
        deletionProtection: settings.protect,
        skipFinalSnapshot: !settings.finalSnapshot,
        finalSnapshotIdentifier: settings.finalSnapshot ? `${identifier}-final` : undefined,
        deleteAutomatedBackups: !settings.finalSnapshot,
        tags: { Name: name },
      }),
      { parent: this, protect: settings.protect, dependsOn: logs, deleteBeforeReplace: true },
    );

    this.engine = engine;
    this.identifier = identifier;
    this.databaseName = settings.database;
    this.port = databasePorts[engine];
    this.address = instance.address;
    this.securityGroupId = securityGroup.id;
    this.subnetGroupName = subnets.name;
    this.keyArn = key.arn;
    this.masterSecretArn = instance.masterUserSecrets.apply(([secret]) => secret!.secretArn);
    this.masterUser = masterUsers[engine];
    this.registerOutputs({ address: this.address, masterSecretArn: this.masterSecretArn });
  }
}

/** Performance Insights, with the retention that costs nothing. */
function insights({ engine, instanceType }: DatabaseSettings, keyArn: pulumi.Input<string>) {
  return hasInsights(engine, instanceType)
    ? {
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: keyArn,
        performanceInsightsRetentionPeriod: 7,
      }
    : { performanceInsightsEnabled: false };
}
