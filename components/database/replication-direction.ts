// Declares one direction of a database's replication: both ends, and what carries the data from one to the other.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Engine } from "../../src/model/stores/databases";
import type { Run } from "../../src/model/replication/phases";
import { endSettings, taskSettings } from "../../src/model/replication/task-settings";
import { resolveAfter } from "../order";
import { transformed, type Transform } from "../transform";
import type { ReplicationMachine } from "./replication-machine";

/** How DMS signs in to one database. Address, user and password are in the secret. */
export interface DatabaseLogin {
  /**
   * ARN of a secret with `username`, `password`, `host` and `port`; the provider takes no name:
   * https://github.com/hashicorp/terraform-provider-aws/issues/47819.
   */
  readonly secret: string;
  /** How DMS connects; MySQL knows no `require`. */
  readonly tls: "none" | "require" | "verify-ca" | "verify-full";
  /** ARN in DMS of the CA certificate that the database is verified with. @default none, as `tls` verifies nothing */
  readonly certificate?: string;
}

/** One database of a replication. */
export interface ReplicationEnd extends DatabaseLogin {
  /** Name of the database at that host. */
  readonly databaseName: string;
}

export interface ReplicationDirectionArgs {
  /** Name in DMS, unique in the account and region. A change replaces everything here, and loads everything anew. */
  readonly identifier: string;
  /** The engine of both databases, which is the same. */
  readonly engine: Engine;
  /** `cdc` begins with what is written after the start; the other copies first what is there. */
  readonly type: "full-load-and-cdc" | "cdc";
  /** Where changes are read. DMS takes a change of it only while the replication rests. */
  readonly from: ReplicationEnd;
  /** Where they are applied; the same holds. */
  readonly to: ReplicationEnd;
  /** ARN of the role by which DMS reads the secrets. */
  readonly roleArn: pulumi.Input<string>;
  /** What runs it, serverless or an instance. From one to the other it is replaced. */
  readonly machine: ReplicationMachine;
  /** Which tables are carried over: DMS's selection rules, as JSON. DMS takes a change only while it rests. */
  readonly tableMappings: string;
  /** Whether it is to run or rest once the update is through. */
  readonly run: Run;
  /** It is started only once these have been written. @default at once */
  readonly after?: readonly pulumi.CustomResource[];
  readonly transform?: {
    readonly config?: Transform<aws.dms.ReplicationConfigArgs>;
    readonly task?: Transform<aws.dms.ReplicationTaskArgs>;
  };
}

/**
 * Two endpoints and a replication between them, serverless or as a task. It is replaced by deleting it first: two of a
 * kind at a time would write every change twice.
 */
export class ReplicationDirection extends pulumi.ComponentResource {
  /** Once it has been written, it runs or rests, as asked. */
  readonly replication: pulumi.CustomResource;
  /** Whether it is as asked, which it isn't after an update of other resources alone (`--target`). */
  readonly asAsked: pulumi.Output<boolean>;

  constructor(name: string, args: ReplicationDirectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:ReplicationDirection", name, {}, opts);
    const { identifier, machine, tableMappings, run } = args;
    const end = (side: "source" | "target", { databaseName, secret, tls, certificate }: ReplicationEnd) =>
      new aws.dms.Endpoint(
        `${name}-${side}`,
        {
          endpointId: `${identifier}-${side}`,
          endpointType: side,
          engineName: args.engine,
          // Of MySQL the provider neither sends nor reads it beside a secret, and tables name theirs:
          // https://github.com/hashicorp/terraform-provider-aws/issues/36866
          databaseName: args.engine === "postgres" ? databaseName : undefined,
          secretsManagerArn: secret,
          secretsManagerAccessRoleArn: args.roleArn,
          sslMode: tls,
          certificateArn: certificate,
          ...endSettings(args.engine, side),
          tags: { Name: `${name}-${side}` },
        },
        { parent: this },
      );
    const ends = {
      sourceEndpointArn: end("source", args.from).endpointArn,
      targetEndpointArn: end("target", args.to).endpointArn,
    };
    const start = run === "running" ? resolveAfter(args.after ?? [], true) : false;
    const options = { parent: this, deleteBeforeReplace: true };

    if (machine.kind === "serverless") {
      const wanted = transformed(args.transform?.config, {
        replicationConfigIdentifier: identifier,
        replicationType: args.type,
        ...ends,
        tableMappings,
        replicationSettings: taskSettings(),
        computeConfig: {
          minCapacityUnits: machine.min,
          maxCapacityUnits: machine.max,
          replicationSubnetGroupId: machine.subnetGroupId,
          vpcSecurityGroupIds: [machine.securityGroupId],
          kmsKeyId: machine.keyArn,
        },
        startReplication: start,
        tags: { Name: name },
      });
      const config = new aws.dms.ReplicationConfig(name, wanted, options);
      this.replication = config;
      this.asAsked = alike(
        config.arn,
        [config.replicationConfigIdentifier, config.startReplication],
        [wanted.replicationConfigIdentifier, wanted.startReplication],
      );
    } else {
      const wanted = transformed(args.transform?.task, {
        replicationTaskId: identifier,
        replicationInstanceArn: machine.instanceArn,
        migrationType: args.type,
        ...ends,
        tableMappings,
        replicationTaskSettings: taskSettings(),
        startReplicationTask: start,
        tags: { Name: name },
      });
      const task = new aws.dms.ReplicationTask(name, wanted, options);
      this.replication = task;
      this.asAsked = alike(
        task.replicationTaskArn,
        [task.replicationTaskId, task.startReplicationTask],
        [wanted.replicationTaskId, wanted.startReplicationTask],
      );
    }
    this.registerOutputs({});
  }
}

type Identity = [pulumi.Input<string | undefined>, pulumi.Input<boolean | undefined>];

/**
 * Whether it is the replication that is wanted, and runs or rests as wanted. One that an update passed over has the
 * outputs of the update before; one that was never made has its inputs for outputs, and no ARN.
 */
function alike(
  arn: pulumi.Input<string | undefined>,
  is: Identity,
  wanted: Identity,
): pulumi.Output<boolean> {
  return pulumi
    .all([arn, pulumi.all(is), pulumi.all(wanted)])
    .apply(
      ([made, [name, runs = false], [own, run = false]]) =>
        made !== undefined && name === own && runs === run,
    );
}
