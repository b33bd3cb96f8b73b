// Declares the replication of a database to its successor, and back: AWS DMS both ways, and the order of the switch between.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Engine } from "../../src/model/stores/databases";
import { directionIdentifier } from "../../src/model/replication/names";
import type { Run } from "../../src/model/replication/phases";
import { tableMappings } from "../../src/model/replication/table-mappings";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { Admission, type Guarded } from "../network/admission";
import type { PrivateName } from "../network/private-name";
import { ReplicationDirection, type DatabaseLogin, type ReplicationEnd } from "./replication-direction";
import { declareMachine, type ReplicationInstance } from "./replication-machine";
import { ReplicationRole } from "./replication-role";

export interface DatabaseReplicationArgs {
  /** Begins the names of everything in DMS. A change replaces the replication, which loses what it has loaded. */
  readonly identifier: string;
  /** How DMS signs in to the old database. It takes a change only while the replication rests. */
  readonly source: DatabaseLogin;
  /** The new database. */
  readonly target: Guarded & ReplicationTarget;
  /** How DMS signs in to the new database, likewise. */
  readonly targetLogin: DatabaseLogin;
  /** Whether the replication from the old to the new database runs or rests. @default there is none */
  readonly forward?: Run;
  /** Whether the one back, from the new to the old database, runs or rests. @default there is none */
  readonly reverse?: Run;
  /** Tables that are carried over, as `schema.table` with `*` for any characters. @default all, `*.*` */
  readonly include?: readonly string[];
  /** Tables among them that are not. @default none */
  readonly exclude?: readonly string[];
  /** Raised by one, it replaces both directions and loads everything anew. @default 1 */
  readonly round?: number;
  /**
   * Bounds of DMS Serverless, in capacity units of 2 GiB of memory: 1, 2, 4, 8, 16, 32, 64, 128, 192, 256 or 384
   * (https://docs.aws.amazon.com/dms/latest/APIReference/API_ComputeConfig.html).
   *
   * @default 4 to 16
   */
  readonly capacity?: { readonly min: number; readonly max: number };
  /** An instance to run on. From serverless to an instance and back, the replication is replaced. @default serverless */
  readonly instance?: ReplicationInstance;
  /** Region of both, e.g. `eu-west-1`. A change replaces the role. */
  readonly region: string;
  /** The VPC of both the replication and the new database. A change replaces the security group. */
  readonly vpcId: pulumi.Input<string>;
  /** At least two, in different zones, from which both databases are reached. A change is made in place. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Declares the private name, given the replications that must have stopped before the name is switched. */
  readonly declareName: (stopped: readonly pulumi.CustomResource[]) => PrivateName;
}

/** What a replication needs of the new database. */
export interface ReplicationTarget {
  /** The engine of both databases. */
  readonly engine: Engine;
  /** Name of the database, which is the same on both sides. */
  readonly databaseName: string;
  /** ARN of the key that it is encrypted with; what DMS keeps for a while is encrypted with it too. */
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

  /** @throws ArgumentError on a login that DMS can't use. */
  constructor(name: string, args: DatabaseReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(DatabaseReplication, name, problems(args));
    super("crossover:database:DatabaseReplication", name, {}, opts);
    const { identifier, source, target, targetLogin, include = ["*.*"], exclude = [], round = 1 } = args;
    const child = { parent: this };
    const { engine, databaseName } = target;

    const group = this.securityGroup(name, args);
    const subnets = new aws.dms.ReplicationSubnetGroup(
      `${name}-subnets`,
      {
        replicationSubnetGroupId: identifier,
        replicationSubnetGroupDescription: `Replication of ${identifier}`,
        subnetIds: [...args.subnetIds],
        tags: { Name: name },
      },
      child,
    );
    const machine = declareMachine(
      name,
      args,
      {
        subnetGroupId: subnets.replicationSubnetGroupId,
        securityGroupId: group.id,
        keyArn: target.keyArn,
      },
      this,
    );
    const role = new ReplicationRole(
      `${name}-role`,
      { region: args.region, secrets: [source.secret, targetLogin.secret] },
      child,
    );
    const admission = new Admission(
      `${name}-admission`,
      { to: target, from: { replication: group.id } },
      child,
    );

    const sourceEnd: ReplicationEnd = { ...source, databaseName };
    const targetEnd: ReplicationEnd = { ...targetLogin, databaseName };
    const direction = (way: "forward" | "reverse", run: Run, after?: readonly pulumi.CustomResource[]) =>
      new ReplicationDirection(
        `${name}-${way}`,
        {
          identifier: directionIdentifier(identifier, way, round),
          engine,
          type: way === "forward" ? "full-load-and-cdc" : "cdc",
          ...(way === "forward" ? { from: sourceEnd, to: targetEnd } : { from: targetEnd, to: sourceEnd }),
          roleArn: role.arn,
          machine,
          tableMappings: tableMappings(include, exclude),
          run,
          after,
        },
        { ...child, dependsOn: [admission, ...group.ways] },
      );

    const forward = args.forward && direction("forward", args.forward);
    // A way back that rests has stopped before the name goes back.
    const rested = args.reverse === "stopped" ? direction("reverse", "stopped") : undefined;
    const stopped = [args.forward === "stopped" ? forward : undefined, rested].flatMap(
      (way) => way?.replication ?? [],
    );
    this.privateName = args.declareName(stopped);
    const { record } = this.privateName;
    const reverse = args.reverse === "running" ? direction("reverse", "running", [record]) : rested;

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
}

function problems({ source, targetLogin, target: { engine } }: DatabaseReplicationArgs): ArgumentProblem[] {
  return [...loginProblems("source", source, engine), ...loginProblems("targetLogin", targetLogin, engine)];
}

/** What DMS would refuse of a login. */
function loginProblems(path: string, { tls, certificate }: DatabaseLogin, engine: Engine): ArgumentProblem[] {
  if (tls.startsWith("verify") && certificate === undefined)
    return [
      { propertyPath: `${path}.certificate`, reason: `is missing: \`${tls}\` needs a CA certificate in DMS` },
    ];
  if (tls === "require" && engine === "mysql")
    return [
      { propertyPath: `${path}.tls`, reason: "is `require`, which MySQL doesn't know: take `verify-ca`" },
    ];
  return [];
}
