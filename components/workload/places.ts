// Describes the places where an application runs, and the traffic there.
import type * as pulumi from "@pulumi/pulumi";
import type { ImageDisks } from "../../src/model/legacy/images";
import type { Placement } from "../../src/model/nodes/architecture";
import type { Entry } from "../../src/model/traffic/ledger";
import type { RecordType } from "../../src/model/traffic/record-type";
import type { Split } from "../../src/model/traffic/split";
import type { ClusterSite } from "../cluster/site";
import type { Guarded } from "../network/admission";

/** Where legacy sides are made. */
export interface LegacySite {
  /** The VPC of the subnets. A change replaces the legacy side. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of load balancers; at least two, in different zones. */
  readonly publicSubnetIds: readonly pulumi.Input<string>[];
  /** Subnets of what runs the service. */
  readonly privateSubnetIds: readonly pulumi.Input<string>[];
  /** ARN of the certificate in ACM that names every hostname of the service. */
  readonly certificateArn: pulumi.Input<string>;
  /** The service's database and caches by name, which admit its instances. @default none */
  readonly stores?: Readonly<Record<string, Guarded>>;
  /** Region of the VPC, e.g. `eu-west-1`. */
  readonly region: string;
  /** Bucket of load balancers' access logs, whose policy admits load balancers. @default none are written */
  readonly accessLogBucket?: pulumi.Input<string>;
  /** The disks of the AMI of a legacy side on EC2, by its own names of them. @default those of Amazon Linux */
  readonly disks?: ImageDisks;
  /** Days that logs are kept; one of the retentions that CloudWatch Logs offers. @default 30 */
  readonly logDays?: number;
  /** ARN of the KMS key that logs are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
}

/** A cluster, and where in it the service may run. */
export interface ClusterPlace {
  /** The cluster, with a namespace and a way in. */
  readonly site: ClusterSite;
  /** The architectures that both the image and the cluster's nodes have. */
  readonly placement: Placement;
}

/** How the traffic of one key of `crossover:traffic` is divided between the sides. */
export interface TrafficShare {
  /** A route, or a service without routes. Another key replaces the route's records. */
  readonly key: string;
  /** `route` shifts by DNS records, `consumers` by replicas, `job` runs on exactly one side. */
  readonly kind: "route" | "consumers" | "job";
  /** The sides that answer or are on standby. */
  readonly split: Split;
  /**
   * Route 53 weight of each side of a route, by target.
   *
   * @example { legacy: 95, blue: 5 }
   */
  readonly weights: Readonly<Record<string, number>>;
  /** Type of a route's records. A change would be a new set. @default A */
  readonly recordType?: RecordType;
  /** The target whose weight is written before the other's. @default none: the weights are written at once */
  readonly first?: string;
  /** What the zone's ledger says of a route. @default it has no entry */
  readonly entry?: Entry;
  /** Whether a route's records are no longer the stack's. @default false */
  readonly released?: boolean;
  /** Whether the entry's time is the moment at which the weights are written. @default false */
  readonly fresh?: boolean;
}
