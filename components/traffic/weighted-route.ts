// Declares one public name, and how its answers are divided between targets.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { originName, publicName } from "../../src/model/traffic/hostnames";
import { ttl } from "../../src/model/environment/types";
import { entryName } from "../../src/model/traffic/ledger";
import type { RecordType } from "../../src/model/traffic/record-type";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";
import { resolveAfter } from "../order";
import { answer, canName, healthCheck, ownType } from "./answer";
import type { Target } from "./target";

export interface WeightedRouteArgs {
  /** The route's label, e.g. `api`; public names are `<route>.<domain>`. A change replaces every record. */
  readonly route: string;
  /** The zone's own name; origin names are `<route>.<target>.<domain>`. */
  readonly domain: string;
  /** Id of the public zone. A change replaces every record. */
  readonly zoneId: pulumi.Input<string>;
  /** The sides that have a record. */
  readonly targets: readonly Target[];
  /**
   * Route 53 weight by target, 0 to 255; never all zero, which Route 53 reads as all equal
   * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html).
   *
   * @example { legacy: 95, blue: 5 }
   */
  readonly weights: Readonly<Record<string, number>>;
  /** Type of every record in the set. Route 53 holds one type only, and a change would be a new set. @default A */
  readonly recordType?: RecordType;
  /**
   * The target whose weight is written before the others': the one that gains, so that no moment has less than the whole.
   *
   * @default none: the weights are written at once
   */
  readonly first?: string;
  /**
   * What the zone's ledger says of the route, at most 255 bytes without quotes and backslashes. It is asked for, and written,
   * once every weight is.
   *
   * @default the ledger has no entry
   */
  readonly entry?: () => string;
  /**
   * Whether the name's records are no longer this stack's. It has origin names and health checks alone then.
   *
   * @default false
   */
  readonly released?: boolean;
  /** Path that answers 200 on every side when the service can serve, e.g. `/healthz`. */
  readonly healthPath: string;
  /** Runs before a weight or the entry is written; the last line of defence. @default nothing runs */
  readonly guard?: pulumi.ResourceHook;
  readonly transform?: {
    /** Changes the arguments of each weighted record. */
    readonly record?: Transform<aws.route53.RecordArgs>;
    /** Changes the arguments of each health check. */
    readonly healthCheck?: Transform<aws.route53.HealthCheckArgs>;
  };
}

/**
 * A share of a route's DNS answers for each target, by weight. The records are weighted from the first day and keep
 * their type, so that nothing has to be taken away under load. Each is watched by a health check of its target's
 * **origin name**, which has no weight: a check of the public name would prove whichever side answered.
 */
export class WeightedRoute extends pulumi.ComponentResource {
  /** The public name. */
  readonly hostname: string;
  /** Where each target can be reached directly: for load tests, and for the health checks. */
  readonly origins: Readonly<Record<string, string>>;
  /** Resolves once every weight is written. */
  readonly written: pulumi.Output<string>;

  /** @throws ArgumentError on targets that the set can't name, and on weights that leave no answer. */
  constructor(name: string, args: WeightedRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(WeightedRoute, name, problems(args));
    super("crossover:traffic:WeightedRoute", name, {}, opts);
    this.hostname = publicName(args.route, args.domain);
    this.origins = Object.fromEntries(
      args.targets.map(({ id }) => [id, originName(args.route, id, args.domain)]),
    );

    const records = new Map<string, aws.route53.Record>();
    // The first is declared first, because the others' weights wait for it.
    for (const target of [...args.targets].sort((a, b) => rank(a, args) - rank(b, args))) {
      const first = args.first && records.get(args.first);
      const check = this.watch(name, target, args);
      if (!args.released)
        records.set(target.id, this.declare(name, target, args, check, first ? [first] : []));
    }
    const all = [...records.values()];
    if (args.entry !== undefined && !args.released) all.push(this.ledger(name, args, args.entry, all));
    this.written = pulumi.all(all.map((record) => record.urn)).apply(() => this.hostname);
    this.registerOutputs({ hostname: this.hostname, origins: this.origins });
  }

  /** The origin name of one target, and a health check of that. */
  private watch(name: string, target: Target, args: WeightedRouteArgs): aws.route53.HealthCheck {
    const child = `${name}-${target.id}`;
    const origin = this.origins[target.id]!;
    new aws.route53.Record(
      `${child}-origin`,
      // Overwriting makes the creation repeatable: an update that was killed may have made the record already.
      {
        zoneId: args.zoneId,
        name: origin,
        ...answer(target.address, ownType(target.address), false),
        allowOverwrite: true,
      },
      { parent: this },
    );
    return new aws.route53.HealthCheck(
      `${child}-health`,
      transformed(args.transform?.healthCheck, healthCheck(target, origin, args.healthPath)),
      { parent: this },
    );
  }

  /** The weighted record of one target. */
  private declare(
    name: string,
    target: Target,
    args: WeightedRouteArgs,
    check: aws.route53.HealthCheck,
    first: readonly aws.route53.Record[],
  ): aws.route53.Record {
    const record: aws.route53.RecordArgs = {
      zoneId: args.zoneId,
      name: this.hostname,
      ...answer(target.address, args.recordType ?? "A", target.dedicated),
      setIdentifier: target.id,
      weightedRoutingPolicies: [{ weight: resolveAfter(first, args.weights[target.id]!) }],
      healthCheckId: check.id,
      allowOverwrite: true,
    };
    return new aws.route53.Record(`${name}-${target.id}`, transformed(args.transform?.record, record), {
      parent: this,
      hooks: args.guard && { beforeUpdate: [args.guard] },
    });
  }

  /** The entry of the zone's ledger, after the records that it tells of. */
  private ledger(
    name: string,
    { zoneId, route, domain, guard }: WeightedRouteArgs,
    entry: () => string,
    after: readonly aws.route53.Record[],
  ): aws.route53.Record {
    return new aws.route53.Record(
      `${name}-ledger`,
      {
        zoneId,
        name: entryName(route, domain),
        type: "TXT",
        ttl,
        records: [pulumi.output(resolveAfter(after, entry)).apply((say) => say())],
        allowOverwrite: true,
      },
      { parent: this, hooks: guard && { beforeCreate: [guard], beforeUpdate: [guard] } },
    );
  }
}

function rank(target: Target, args: WeightedRouteArgs): number {
  return target.id === args.first ? 0 : 1;
}

function problems({ targets, weights, recordType = "A", first }: WeightedRouteArgs): ArgumentProblem[] {
  const found = targets.flatMap(({ id, address }, i) => [
    ...(canName(address, recordType)
      ? []
      : [
          {
            propertyPath: `targets[${i}].address`,
            reason: `doesn't fit the set: a record of type ${recordType} can't name ${address.kind}`,
          },
        ]),
    ...(weights[id] === undefined ? [{ propertyPath: `weights.${id}`, reason: "is missing" }] : []),
  ]);
  if (targets.every(({ id }) => weights[id] === 0))
    found.push({ propertyPath: "weights", reason: "are all zero: one target has to answer" });
  if (first !== undefined && targets.every(({ id }) => id !== first))
    found.push({ propertyPath: "first", reason: `is \`${first}\`, which isn't among the targets` });
  return found;
}
