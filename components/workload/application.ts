// Declares one service on all the sides where it runs, with its public names.
import * as pulumi from "@pulumi/pulumi";
import type { FoundLegacy } from "../../src/model/legacy/adopted";
import type { SecretsPlace } from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";
import type { Side, Sides } from "../../src/model/workload/sides";
import { originName, publicName } from "../../src/model/traffic/hostnames";
import { entryText, type Entry } from "../../src/model/traffic/ledger";
import { legacyTarget, targetsOf } from "../../src/model/traffic/split";
import { ServiceIdentity } from "../cluster/service-identity";
import { refuseArguments } from "../argument-error";
import { legacySide } from "../legacy";
import { resolveAfter } from "../order";
import type { Target } from "../traffic/target";
import { WeightedRoute } from "../traffic/weighted-route";
import { applicationProblems } from "./application-problems";
import { KubernetesService } from "./kubernetes-service";
import type { ClusterPlace, LegacySite, TrafficShare } from "./places";

export interface ApplicationArgs {
  /** The service in this environment. Another name replaces everything here. */
  readonly service: Service;
  /** Which sides run, and how large. One that leaves is deleted. */
  readonly sides: Sides;
  /** How traffic is divided: one for each route, or one for a service without routes. */
  readonly plans: readonly TrafficShare[];
  /** The image's repository, without a tag. */
  readonly repositoryUrl: pulumi.Input<string>;
  /** ARNs of policies of what it may do in AWS on any side, by a plain key each. @default nothing */
  readonly policyArns?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where secrets are. */
  readonly secrets: SecretsPlace;
  /** What was found of an existing legacy side. @default nothing, as of one that is made, and of hosts */
  readonly found?: FoundLegacy;
  /** Where its legacy side is made. */
  readonly legacy: LegacySite;
  /** By target id: every cluster that one of the sides is in. */
  readonly clusters: Readonly<Record<string, ClusterPlace>>;
  /** The public zone that its names are in. A change replaces every record. */
  readonly zone: { readonly domain: string; readonly zoneId: pulumi.Input<string> };
  /** Tells the moment at which weights are written. @default the machine's clock */
  readonly clock?: () => Date;
  /** Runs before a weight or the ledger is written. @default nothing runs */
  readonly guard?: pulumi.ResourceHook;
}

/** One side as it was declared. */
interface MadeSide {
  readonly target?: Target;
  /** Resolves once it has its size. */
  readonly ready?: pulumi.Output<unknown>;
  /** Once these have been written, it runs or rests, as asked. */
  readonly objects: readonly pulumi.CustomResource[];
}

/** A service: its legacy side, its pods, and a weighted route for each of its public names. */
export class Application extends pulumi.ComponentResource {
  /** Resolves once the split is in force, by the keys of `plans`. */
  readonly inForce: Readonly<Record<string, pulumi.Output<unknown>>>;

  /** @throws ArgumentError on sides and routes that lack what they are made of. */
  constructor(name: string, args: ApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(Application, name, applicationProblems(args));
    super("crossover:workload:Application", name, {}, opts);
    const { byTarget, restsFirst } = args.sides;
    const targets = new Map<string, Target>();
    const ready: pulumi.Output<unknown>[] = [];
    let first: readonly pulumi.CustomResource[] = [];

    // What must come to rest is declared first, because the other side waits for it.
    for (const id of Object.keys(byTarget).sort((a) => (a === restsFirst ? -1 : 1))) {
      const side = byTarget[id]!;
      const made =
        id === legacyTarget
          ? this.legacySide(`${name}-legacy`, side, args, first)
          : this.clusterSide(`${name}-${id}`, side, args.clusters[id]!, args, first);
      if (made.target) targets.set(id, made.target);
      if (made.ready) ready.push(made.ready);
      if (id === restsFirst) first = made.objects;
    }

    this.inForce = Object.fromEntries(
      args.plans.map((plan) => [
        plan.key,
        plan.kind === "route"
          ? this.route(name, plan, targets, args).written
          : pulumi.all(ready.map((one) => pulumi.output(one))),
      ]),
    );
    this.registerOutputs({});
  }

  private legacySide(
    name: string,
    side: Side,
    { service, found, legacy, repositoryUrl, policyArns, secrets }: ApplicationArgs,
    first: readonly pulumi.CustomResource[],
  ): MadeSide {
    const own = service.legacy!;
    // A job that comes back has its own bounds, but only once the other side rests.
    const bounds = side.size ?? (first.length > 0 && own.manage === "create" ? own : undefined);
    const size = bounds && { min: resolveAfter(first, bounds.min), max: resolveAfter(first, bounds.max) };
    const { target, ready, sized } = legacySide(
      name,
      {
        ...legacy,
        ...{ service, legacy: own, size, found, repositoryUrl, policyArns, secrets },
        holdCapacity: side.hold,
      },
      { parent: this },
    );
    return { target, ready, objects: sized ? [sized] : [] };
  }

  private clusterSide(
    name: string,
    side: Side,
    { site, placement }: ClusterPlace,
    { service, repositoryUrl, plans, policyArns, secrets, zone }: ApplicationArgs,
    first: readonly pulumi.CustomResource[],
  ): MadeSide {
    const routed = plans.filter(({ kind, split }) => kind === "route" && targetsOf(split).includes(site.id));
    const identity =
      policyArns && Object.keys(policyArns).length > 0
        ? [
            new ServiceIdentity(
              `${name}-identity`,
              { ...site, serviceAccount: service.name, policyArns },
              { parent: this },
            ),
          ]
        : [];
    const pods = new KubernetesService(
      name,
      {
        service,
        namespace: site.namespace,
        repositoryUrl,
        ...placement,
        hostnames: routed.flatMap(({ key }) => [
          publicName(key, zone.domain),
          originName(key, site.id, zone.domain),
        ]),
        gateway: site.gateway,
        replicas: side.size,
        secrets: { ...secrets, operatorRoleArn: site.secretsRoleArn },
        keeping: site.keeping,
        suspend: resolveAfter(first, side.idle),
      },
      { parent: this, provider: site.provider, dependsOn: [...site.before, ...identity] },
    );
    const of = pulumi.all([site.loadBalancer, pods.ready]).apply(([address]) => address);
    return {
      target: { id: site.id, dedicated: false, address: { kind: "alias", of } },
      ready: pods.ready,
      objects: pods.objects,
    };
  }

  private route(
    name: string,
    plan: TrafficShare,
    targets: ReadonlyMap<string, Target>,
    args: ApplicationArgs,
  ): WeightedRoute {
    return new WeightedRoute(
      `${name}-${plan.key}`,
      {
        route: plan.key,
        ...args.zone,
        targets: targetsOf(plan.split).map((id) => targets.get(id)!),
        weights: plan.weights,
        recordType: plan.recordType,
        first: plan.first,
        entry: plan.entry && entryAt(plan.entry, plan.fresh ?? false, args.clock),
        released: plan.released,
        healthPath: args.service.healthPath!,
        guard: args.guard,
      },
      { parent: this },
    );
  }
}

/** What the ledger is to say, from when on it is asked. */
function entryAt(entry: Entry, fresh: boolean, clock = () => new Date()): () => string {
  return () => entryText(fresh ? { ...entry, since: clock().toISOString() } : entry);
}
