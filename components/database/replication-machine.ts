// Declares what runs a replication: DMS Serverless, or an instance of a fixed size.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { defaultCapacity } from "../../src/model/replication/wish";

/** What runs a replication. From one to the other, the replication is replaced. */
export type ReplicationMachine = ServerlessMachine | InstanceMachine;

/** DMS Serverless, which scales by itself. */
export interface ServerlessMachine {
  /** Tells it from an instance. */
  readonly kind: "serverless";
  /** Fewest DMS capacity units, of 2 GiB of memory each. */
  readonly min: number;
  /** Most DMS capacity units. */
  readonly max: number;
  /** DMS subnet group. A change replaces the replication. */
  readonly subnetGroupId: pulumi.Input<string>;
  /** The replication's security group. */
  readonly securityGroupId: pulumi.Input<string>;
  /** ARN of the key that encrypts what DMS keeps for a while. A change replaces the replication. */
  readonly keyArn: pulumi.Input<string>;
}

/** An instance of a fixed size. */
export interface InstanceMachine {
  /** Tells it from DMS Serverless. */
  readonly kind: "instance";
  /** ARN of the replication instance. Another one replaces the replication. */
  readonly instanceArn: pulumi.Input<string>;
}

/** The size of a replication instance; a change is made at once, in place. */
export interface ReplicationInstance {
  /** Class of the instance, e.g. `dms.c6i.large`. */
  readonly class: string;
  /**
   * Room for logs and changes that wait, in GiB: 5 to 6,144
   * (https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationInstance.html).
   *
   * @default 100
   */
  readonly storageGiB?: number;
  /** Whether there is a standby in another zone. @default false */
  readonly multiAz?: boolean;
}

/** Declares the instance where one is asked for; serverless needs none. */
export function declareMachine(
  name: string,
  {
    identifier,
    instance,
    capacity = defaultCapacity,
  }: {
    readonly identifier: string;
    readonly instance?: ReplicationInstance;
    readonly capacity?: { readonly min: number; readonly max: number };
  },
  place: Readonly<Record<"subnetGroupId" | "securityGroupId" | "keyArn", pulumi.Input<string>>>,
  parent: pulumi.Resource,
): ReplicationMachine {
  if (!instance) return { kind: "serverless", ...capacity, ...place };
  const { replicationInstanceArn } = new aws.dms.ReplicationInstance(
    `${name}-instance`,
    {
      replicationInstanceId: identifier,
      replicationInstanceClass: instance.class,
      allocatedStorage: instance.storageGiB ?? 100,
      multiAz: instance.multiAz ?? false,
      replicationSubnetGroupId: place.subnetGroupId,
      vpcSecurityGroupIds: [place.securityGroupId],
      publiclyAccessible: false,
      kmsKeyArn: place.keyArn,
      applyImmediately: true,
      tags: { Name: name },
    },
    { parent },
  );
  return { kind: "instance", instanceArn: replicationInstanceArn };
}
