// Declares one name in the private zone, which stays while what is behind it changes.
import { isIPv4 } from "node:net";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { privateTtl } from "../../src/model/stores/stores";
import { resolveAfter } from "../order";

export interface PrivateNameArgs {
  /** Id of the zone that the name is in. A change replaces the record. */
  readonly zoneId: pulumi.Input<string>;
  /** The whole name, e.g. `main.db.prod.internal`. A change replaces the record. */
  readonly hostname: string;
  /** What it points to: an IPv4 address or another name. A change is one change batch, never a moment without answer. */
  readonly target: pulumi.Input<string>;
  /** Seconds that resolvers keep it. @default 5 */
  readonly ttl?: number;
  /** What must have been written before the name is, without a dependency in the state. @default nothing */
  readonly after?: readonly pulumi.CustomResource[];
}

/** A CNAME or, for an address, an A record. */
export class PrivateName extends pulumi.ComponentResource {
  /** Once it has been written, the name points to the target. */
  readonly record: pulumi.CustomResource;
  /** The name, whether it is written yet or not. */
  readonly hostname: string;
  /** The name, once it points to the target. */
  readonly written: pulumi.Output<string>;
  /**
   * What the name points to, which isn't the target after an update of other resources alone (`--target`); nothing where
   * it has yet to be made.
   */
  readonly pointsTo: pulumi.Output<string | undefined>;

  constructor(name: string, args: PrivateNameArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:PrivateName", name, {}, opts);
    const target = pulumi.output(resolveAfter(args.after ?? [], args.target));
    const record = (this.record = new aws.route53.Record(
      `${name}-record`,
      {
        zoneId: args.zoneId,
        name: args.hostname,
        type: target.apply((one) => (isIPv4(one) ? "A" : "CNAME")),
        ttl: args.ttl ?? privateTtl,
        records: [target],
        // So that an update which was killed after the record was written can run again.
        allowOverwrite: true,
      },
      { parent: this },
    ));
    this.hostname = args.hostname;
    this.written = record.id.apply(() => args.hostname);
    // What has yet to be made has its inputs for outputs, but not what AWS adds.
    this.pointsTo = pulumi
      .all([record.fqdn, record.records])
      .apply(([made, records]) => ((made as string | undefined) === undefined ? undefined : records?.[0]));
    this.registerOutputs({ hostname: this.hostname });
  }
}
