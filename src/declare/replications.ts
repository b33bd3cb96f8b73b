// Declares a database's private name and, while its data moves, the replication around the switch of that name.
import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../components/database/database";
import { DatabaseReplication } from "../../components/database/database-replication";
import { PrivateName } from "../../components/network/private-name";
import type { DatabaseSettings } from "../schema/stack/databases";
import type { ReplicationPlan, SecretArns } from "../model/replication/types";
import type { PodNetwork } from "./site";

export interface NameArgs {
  readonly store: Database;
  readonly settings: DatabaseSettings;
  /** Absent for a database that nothing moves to. */
  readonly plan?: ReplicationPlan;
  readonly hostname: string;
  readonly zoneId: pulumi.Input<string>;
  /** Where the database is, and what replicates to it. */
  readonly network: PodNetwork;
  readonly region: string;
  readonly secretArns: SecretArns;
  /** The way to where the data comes from. */
  readonly peerings: readonly pulumi.Resource[];
}

export interface NamedDatabase {
  readonly privateName: PrivateName;
  /** Resolves once an update is through with the name and every replication: whether all are as declared. */
  readonly settled: pulumi.Output<boolean>;
}

export function declareDatabaseName(name: string, args: NameArgs): NamedDatabase {
  const { store, settings, plan, hostname, zoneId, network, region, peerings, secretArns } = args;
  const { source, replication } = settings;
  const target = source && plan?.declared.live === "source" ? source.host : store.address;
  const declareName = (after: readonly pulumi.CustomResource[] = []) =>
    new PrivateName(`${name}-name`, { zoneId, hostname, target, after });

  if (!source || !replication || !plan?.declared.forward) {
    const privateName = declareName();
    return { privateName, settled: pointsTo(privateName, target) };
  }
  const { privateName, settled } = new DatabaseReplication(
    `${name}-replication`,
    {
      identifier: store.identifier,
      source: { ...source, secret: secretArns(source.secret) },
      target: store,
      targetLogin: {
        secret: secretArns(replication.secret),
        tls: replication.certificate ? "verify-ca" : "require",
        certificate: replication.certificate,
      },
      forward: plan.declared.forward,
      reverse: plan.declared.reverse,
      include: replication.include,
      exclude: replication.exclude,
      round: replication.round,
      capacity: replication.capacity,
      instance: replication.instance,
      region,
      vpcId: network.vpcId,
      subnetIds: network.intraSubnetIds,
      declareName,
    },
    { dependsOn: [...peerings] },
  );
  const all = pulumi.all([pointsTo(privateName, target), settled]);
  return { privateName, settled: all.apply((each) => each.every(Boolean)) };
}

function pointsTo(name: PrivateName, target: pulumi.Input<string>): pulumi.Output<boolean> {
  return pulumi
    .all([name.pointsTo, target])
    .apply(([host, wanted]) => host !== undefined && host.toLowerCase() === wanted.toLowerCase());
}
