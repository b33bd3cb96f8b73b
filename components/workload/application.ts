// One service on all the sides where it runs, with its public names.
import * as pulumi from "@pulumi/pulumi";
import type { FoundLegacy } from "../../src/model/legacy/adopted";
import type { Placement } from "../../src/model/nodes/architecture";
import type { SecretsPlace } from "../../src/model/access/secrets";
import type { Service } from "../../src/model/service";
import type { Side, Sides } from "../../src/model/workload/sides";
import { originName, publicName } from "../../src/model/traffic/hostnames";
import type { SubjectPlan } from "../../src/model/traffic/plan";
import { legacyTarget, targetsOf } from "../../src/model/traffic/split";
import type { ClusterSite } from "../cluster/site";
import { ServiceIdentity } from "../cluster/service-identity";
import type { Guarded } from "../network/admission";
import { legacySide, type LegacySide } from "../legacy";
import { refuseArguments } from "../argument-error";
import { afterwards } from "../order";
import type { Target } from "../traffic/target";
import { WeightedRoute } from "../traffic/weighted-route";
import { applicationProblems } from "./application-problems";
import { KubernetesService } from "./kubernetes-service";

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

/** How one key of `crossover:traffic` is divided between the sides. */
export type TrafficShare = Pick<
  SubjectPlan,
  "key" | "kind" | "split" | "weights" | "recordType" | "receiver"
>;

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
  /** What was found of a legacy side that is there already. @default nothing, as of one that is made, and of hosts */
  readonly found?: FoundLegacy;
  /** Where its legacy side is made. */
  readonly legacy: LegacySite;
  /** By target id: every cluster that one of the sides is in. */
  readonly clusters: Readonly<Record<string, ClusterPlace>>;
  /** The public zone that its names are in. A change replaces every record. */
  readonly zone: { readonly domain: string; readonly zoneId: pulumi.Input<string> };
  /** Runs before a weight is changed. @default nothing runs */
  readonly guard?: pulumi.ResourceHook;
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
    const ready = new Map<string, pulumi.Output<unknown>>();

    // What must come to rest is declared first, because the other side waits for it.
    for (const id of Object.keys(byTarget).sort((a) => (a === restsFirst ? -1 : 1))) {
      const first = id === restsFirst ? undefined : ready.get(restsFirst ?? "");
      const side = byTarget[id]!;
      const made =
        id === legacyTarget
          ? this.legacySide(`${name}-legacy`, side, args, first)
          : this.clusterSide(`${name}-${id}`, side, args.clusters[id]!, args, first);
      if (made.target) targets.set(id, made.target);
      if (made.ready) ready.set(id, made.ready);
    }

    this.inForce = Object.fromEntries(
      args.plans.map((plan) => [
        plan.key,
        plan.kind === "route"
          ? this.route(name, plan, targets, args).written
          : pulumi.all([...ready.values()].map((one) => pulumi.output(one))),
      ]),
    );
    this.registerOutputs({});
  }

  private legacySide(
    name: string,
    side: Side,
    { service, found, legacy, repositoryUrl, policyArns, secrets }: ApplicationArgs,
    first?: pulumi.Output<unknown>,
  ): LegacySide {
    const own = service.legacy!;
    // A job that comes back has its own bounds, but only once the other side rests.
    const bounds = side.size ?? (first && own.manage === "create" ? own : undefined);
    const size = bounds && { min: afterwards(first, bounds.min), max: afterwards(first, bounds.max) };
    return legacySide(
      name,
      {
        ...legacy,
        ...{ service, legacy: own, size, found, repositoryUrl, policyArns, secrets },
        holdCapacity: side.hold,
      },
      { parent: this },
    );
  }

  private clusterSide(
    name: string,
    side: Side,
    { site, placement }: ClusterPlace,
    { service, repositoryUrl, plans, policyArns, secrets, zone }: ApplicationArgs,
    first?: pulumi.Output<unknown>,
  ): { target?: Target; ready: pulumi.Output<unknown> } {
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
        suspend: afterwards(first, side.idle),
      },
      { parent: this, provider: site.provider, dependsOn: [...site.before, ...identity] },
    );
    const of = pulumi.all([site.loadBalancer, pods.ready]).apply(([address]) => address);
    return { target: { id: site.id, dedicated: false, address: { kind: "alias", of } }, ready: pods.ready };
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
        receiver: plan.receiver,
        healthPath: args.service.healthPath!,
        guard: args.guard,
      },
      { parent: this },
    );
  }
}
