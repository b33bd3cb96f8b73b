// Carries a database over to its successor, and back: AWS DMS in both directions, and the order of the switch between.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Engine } from "../../src/model/stores/databases";
import { directionIdentifier } from "../../src/model/replication/names";
import type { Declared, Run } from "../../src/model/replication/phases";
import { tableMappings } from "../../src/model/replication/table-mappings";
import { defaultCapacity } from "../../src/model/replication/wish";
import type { ReplicationSettings, SourceSettings } from "../../src/schema/stack/replication";
import { Admission, type Guarded } from "../network/admission";
import type { PrivateName } from "../network/private-name";
import { ReplicationDirection, type ReplicationEnd, type ReplicationMachine } from "./replication-direction";
import { ReplicationRole } from "./replication-role";

export interface DatabaseReplicationArgs {
  /** Begins the names of everything in DMS. A change replaces the replication, which loses what it has loaded. */
  readonly identifier: string;
  /** How the old database is reached: as the stack file has it, but `secret` is an ARN. */
  readonly source: SourceSettings;
  /** The rest of it, and `secret` an ARN again. What may change, and when, is decided before: see `src/model/replication`. */
  readonly settings: ReplicationSettings;
  /** Which directions there are in this phase, and which of them run. */
  readonly declared: Declared;
  /** The new database. */
  readonly target: Guarded & ReplicationTarget;
  /** Region of both, e.g. `eu-west-1`. */
  readonly region: string;
  /** The VPC of both the replication and the new database. A change replaces the security group. */
  readonly vpcId: pulumi.Input<string>;
  /** At least two, in different zones, from which both databases are reached. A change is made in place. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Declares the private name, given the replications that must have stopped before the name is switched. */
  readonly declareName: (stopped: readonly pulumi.CustomResource[]) => PrivateName;
}

/** What a replication needs of the new database. */
export interface ReplicationTarget {
  readonly engine: Engine;
  readonly databaseName: string;
  /** Of the key that it is encrypted with; what DMS keeps for a while is encrypted with it too. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * A replication from the source and, once it is asked for, one back. In one update whatever is to stop stops first, then
 * the private name is switched, and only then the way back starts. A kill in between leaves a name that tells how far it
 * came, and never two directions that run. The order is by plain promises, since it differs from phase to phase: see
 * {@link resolveAfter}.
 */
export class DatabaseReplication extends pulumi.ComponentResource {
  /** What services know the database by, as `declareName` made it. */
  readonly privateName: PrivateName;
  /** Resolves once both directions are through: whether each does as declared. */
  readonly settled: pulumi.Output<boolean>;

  constructor(name: string, args: DatabaseReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:database:DatabaseReplication", name, {}, opts);
    const { identifier, settings, source, target, declared } = args;
    const child = { parent: this };

    const group = this.securityGroup(name, args);
    const subnets = new aws.dms.ReplicationSubnetGroup(
      `${name}-subnets`,
      {
        replicationSubnetGroupId: identifier,
        replicationSubnetGroupDescription: `Replication of ${identifier}`,
        subnetIds: args.subnetIds,
        tags: { Name: name },
      },
      child,
    );
    const machine = this.machine(name, args, subnets.replicationSubnetGroupId, group.id);
    const role = new ReplicationRole(
      `${name}-role`,
      { region: args.region, secrets: [source.secret, settings.secret] },
      child,
    );
    const admission = new Admission(
      `${name}-admission`,
      { to: target, from: { replication: group.id } },
      child,
    );

    const sourceEnd: ReplicationEnd = { ...source, databaseName: target.databaseName };
    const targetEnd: ReplicationEnd = {
      databaseName: target.databaseName,
      secret: settings.secret,
      tls: settings.certificate ? "verify-ca" : "require",
      certificate: settings.certificate,
    };
    const direction = (way: "forward" | "reverse", run: Run, after?: readonly pulumi.CustomResource[]) =>
      new ReplicationDirection(
        `${name}-${way}`,
        {
          identifier: directionIdentifier(identifier, way, settings.round),
          engine: target.engine,
          type: way === "forward" ? "full-load-and-cdc" : "cdc",
          ...(way === "forward" ? { from: sourceEnd, to: targetEnd } : { from: targetEnd, to: sourceEnd }),
          roleArn: role.arn,
          machine,
          tableMappings: tableMappings(settings.include, settings.exclude),
          run,
          after,
        },
        { ...child, dependsOn: [admission, ...group.ways] },
      );

    const forward = declared.forward && direction("forward", declared.forward);
    // A way back that rests has stopped before the name goes back.
    const rested = declared.reverse === "stopped" ? direction("reverse", "stopped") : undefined;
    const stopped = [declared.forward === "stopped" ? forward : undefined, rested].flatMap(
      (way) => way?.replication ?? [],
    );
    this.privateName = args.declareName(stopped);
    const { record } = this.privateName;
    const reverse = declared.reverse === "running" ? direction("reverse", "running", [record]) : rested;

    const ways = [forward, reverse].flatMap((way) => way?.asAsked ?? []);
    this.settled = pulumi.all(ways).apply((all) => all.every(Boolean));
    this.registerOutputs({});
  }

  /** Out to both databases, and to the endpoints of AWS services; nothing comes in. */
  private securityGroup(name: string, { vpcId, target }: DatabaseReplicationArgs) {
    const group = new aws.ec2.SecurityGroup(
      `${name}-sg`,
      { vpcId, description: "Replication of a database", tags: { Name: name } },
      { parent: this },
    );
    const ways = [target.port, 443].map(
      (port) =>
        new aws.vpc.SecurityGroupEgressRule(
          `${name}-out-${port}`,
          {
            securityGroupId: group.id,
            description: port === 443 ? "Secrets Manager and CloudWatch" : "The databases",
            cidrIpv4: "0.0.0.0/0",
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
          },
          { parent: this },
        ),
    );
    return { id: group.id, ways };
  }

  private machine(
    name: string,
    { identifier, settings, target }: DatabaseReplicationArgs,
    subnetGroupId: pulumi.Output<string>,
    securityGroupId: pulumi.Output<string>,
  ): ReplicationMachine {
    const { keyArn } = target;
    if (!settings.instance) {
      const capacity = settings.capacity ?? defaultCapacity;
      return { kind: "serverless", ...capacity, subnetGroupId, securityGroupId, keyArn };
    }
    const { replicationInstanceArn } = new aws.dms.ReplicationInstance(
      `${name}-instance`,
      {
        replicationInstanceId: identifier,
        replicationInstanceClass: settings.instance.class,
        allocatedStorage: settings.instance.storageGiB,
        multiAz: settings.instance.multiAz,
        replicationSubnetGroupId: subnetGroupId,
        vpcSecurityGroupIds: [securityGroupId],
        publiclyAccessible: false,
        kmsKeyArn: keyArn,
        applyImmediately: true,
        tags: { Name: name },
      },
      { parent: this },
    );
    return { kind: "instance", instanceArn: replicationInstanceArn };
  }
}
