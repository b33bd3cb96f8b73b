// Declares the services of one stack, each on the sides that its traffic uses.
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterSite } from "../../components/cluster/site";
import type { VpcNetwork } from "../../components/network/vpc-network";
import { writeGuard } from "../../components/traffic/guard";
import type { Step } from "../model/traffic/guard";
import { Application } from "../../components/workload/application";
import type { LegacySite } from "../../components/workload/places";
import type { FoundLegacy } from "../model/legacy/adopted";
import type { ImageDisks } from "../model/legacy/images";
import type { SecretsPlace } from "../model/access/secrets";
import { sidesOf } from "../model/workload/sides";
import type { DeclaredAccess } from "./access";
import type { DeclaredStores } from "./stores";
import type { DeclaredZone } from "./zone";
import type { SubjectPlan } from "../model/traffic/types";
import type { Settings } from "../model/environment/types";

export interface ApplicationsArgs {
  readonly settings: Settings;
  readonly plan: readonly SubjectPlan[];
  readonly network: VpcNetwork;
  readonly stores: DeclaredStores;
  readonly clusters: Readonly<Record<string, ClusterSite>>;
  /** By cluster and service: what pods wait for. */
  readonly policies: DeclaredAccess["policies"];
  /** By cluster: likewise. */
  readonly bounds: DeclaredAccess["bounds"];
  /** Image repositories by name, without tags. */
  readonly repositoryUrls: Readonly<Record<string, pulumi.Input<string>>>;
  /** What was found of the existing legacy sides, by service. */
  readonly adopted: ReadonlyMap<string, FoundLegacy>;
  /** The disks of each AMI that a legacy side is made of. */
  readonly disks: ReadonlyMap<string, ImageDisks>;
  readonly region: string;
  /** How long legacy sides' logs are kept, and under which key; and where their load balancers write theirs. */
  readonly logs: Pick<LegacySite, "logDays" | "logKeyArn" | "accessLogBucket">;
  /** Where secrets are. */
  readonly secrets: SecretsPlace;
  readonly zone: DeclaredZone;
  /** Tells the moment at which weights are written. */
  readonly clock: () => Date;
  /** What the zone is compared with once more before a weight is changed. */
  readonly steps: readonly Step[];
  /** All records of a zone, as they are then. */
  readonly readRecords: Parameters<typeof writeGuard>[1];
}

export function declareApplications(args: ApplicationsArgs): Application[] {
  const { settings, network, region } = args;
  const guard = writeGuard(args.steps, args.readRecords);
  const { certificateArn, ...zone } = args.zone;
  const { vpcId, publicSubnetIds, privateSubnetIds } = network;
  return settings.services.map((settled) => {
    const { service, stores, policyArns, before } = args.stores.link(settled);
    const { legacy } = service;
    const disks = legacy && "ami" in legacy ? args.disks.get(legacy.ami) : undefined;
    const plans = args.plan.filter((one) => one.service === service.name);
    const places = Object.entries(args.clusters).flatMap(([id, site]) => {
      const placement = settings.placements[id]?.[service.name];
      const before = [...site.before, args.bounds[id]!, args.policies[id]![service.name]!];
      return placement ? [[id, { site: { ...site, before }, placement }] as const] : [];
    });
    return new Application(
      service.name,
      {
        service,
        plans,
        sides: sidesOf(service, plans),
        repositoryUrl: args.repositoryUrls[service.image]!,
        secrets: args.secrets,
        found: args.adopted.get(service.name),
        policyArns,
        legacy: {
          vpcId,
          publicSubnetIds,
          privateSubnetIds,
          certificateArn,
          region,
          stores,
          disks,
          ...args.logs,
        },
        clusters: Object.fromEntries(places),
        zone,
        guard,
        clock: args.clock,
      },
      { dependsOn: [network, ...before] },
    );
  });
}
