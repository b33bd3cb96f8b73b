// Composes one stack: what its files say, what its zone holds, the plan that follows, and the components that do it.
import * as pulumi from "@pulumi/pulumi";
import { clock } from "./clock";
import { fileOf, loadEnvironment } from "./config";
import { readConfig } from "./config/pulumi";
import { declareAccess } from "./declare/access";
import { declareAccessLogs } from "./declare/access-logs";
import { declareApplications } from "./declare/applications";
import { declareAudit } from "./declare/audit";
import { declareCi } from "./declare/ci";
import { declareClusters } from "./declare/clusters";
import { declareGuards } from "./declare/guards";
import { declareNetwork, declareWays } from "./declare/network";
import { hostnamesOutput, moveOutputs, removableOutput, trafficOutputs } from "./declare/outputs";
import { declareRegistry } from "./declare/registry";
import { declareStores } from "./declare/stores";
import { declareZone } from "./declare/zone";
import { ownClusters } from "./model/clusters/names";
import { declaredRanges } from "./model/network/check";
import { kubernetesVersions, sharing } from "./model/outputs";
import { ownerOf } from "./model/traffic/ledger";
import { judgeVersions } from "./model/versions/judge";
import { recordVersion } from "./model/versions/record";
import { observe, readRecords } from "./observe";
import { decide, isShifting, steps, type ProgramOptions } from "./plan";
import { Refusal } from "./refusal";
import { limitTraces } from "./traces";

/** What a run is told. @default its time is what {@link clock} tells */
type Told = Omit<ProgramOptions, "now"> & Partial<Pick<ProgramOptions, "now">>;

/** Declares the selected stack. All that it refuses, it refuses before the first resource is registered. */
export async function program(told: Told): Promise<Record<string, unknown>> {
  limitTraces();
  const options = { now: clock(), clock, waitingClock: clock, ...told };
  const stackName = pulumi.getStack();
  const file = fileOf(stackName);
  const { environment, problems } = loadEnvironment(options.root, file, readConfig(options.change));
  // Single routes may move whatever has grown old: it may be a rollback.
  const aged =
    environment && options.only === undefined
      ? judgeVersions(environment.stack, environment.settings, file, options.now)
      : undefined;
  const refused = [...problems, ...(aged?.problems ?? [])];
  if (!environment || refused.length > 0) throw new Refusal(refused);
  const { stack, settings, region } = environment;

  const known = await observe(environment, stackName, file, options);
  const owner = ownerOf(pulumi.getProject(), stackName);
  const asked = { ...options, ...known.checkout, owner };
  const { traffic, moves, gone, warnings } = await decide(environment, known, stackName, asked);
  for (const warning of [...(aged?.warnings ?? []), ...warnings]) await pulumi.log.warn(warning);

  declareGuards({ stackName, stack, settings, plan: traffic, gone, ...known, readRecords });
  const { logKeyArn, auditLogDays } = declareAudit(stackName, region, stack.audit);
  const clusterIds = ownClusters(stackName, stack.clusters);
  const network = declareNetwork({ stackName, stack, region, found: known.network, clusterIds, logKeyArn });
  const urls = declareRegistry(stackName, stack.registry, settings.services, known.sharedReplication);
  const zone = declareZone({
    ...{ stackName, stack, settings },
    observed: known.zone,
    written: known.written,
  });
  const accessLogBucket = declareAccessLogs(
    stackName,
    { region, account: known.account },
    stack.loadBalancers,
  );
  const clusters = declareClusters({
    stackName,
    clusters: stack.clusters,
    network,
    logDays: auditLogDays ?? stack.network.flowLogDays,
    logKeyArn,
    accessLogBucket,
    region,
    certificateArn: zone.certificateArn,
    shifting: isShifting(traffic),
    clock: options.waitingClock,
    recordVersion: (id, settings) => {
      const before = known.recordedVersions.get(id);
      const { deployedVersions: deployed } = known;
      return deployed ? recordVersion(settings, before, deployed.get(id), options.now) : before;
    },
    shared: known.shared,
  });
  const networks = [...network.cidrs, ...Object.values(declaredRanges(stack)).flat()];
  const ways = declareWays({ stackName, stack, network, clusters: clusters.securityGroups, logKeyArn });
  const stores = declareStores({
    ...{ stackName, stack, settings, region, networks, logKeyArn },
    peerings: ways.peerings,
    clusters: clusters.sites,
    moves: moves.plans,
    secretArns: known.secretArns,
  });
  const place = { region, account: known.account, ...stack.secrets };
  const access = declareAccess({
    ...{ stackName, stack, settings, place, network },
    plan: traffic,
    clusters: clusters.sites,
    surroundings: { networks, data: stores.destinations },
  });
  const applications = declareApplications({
    ...{ settings, plan: traffic, network, stores, zone, region },
    clusters: clusters.sites,
    policies: access.policies,
    bounds: access.bounds,
    secrets: place,
    repositoryUrls: urls,
    adopted: known.adopted,
    disks: known.disks,
    logs: { logDays: stack.network.flowLogDays, logKeyArn, accessLogBucket },
    clock: options.clock,
    steps: steps(traffic, environment, known.zone),
    readRecords,
  });

  return {
    hostnames: hostnamesOutput(settings),
    clusters: clusters.names,
    [sharing]: clusters.sharing,
    [kubernetesVersions]: clusters.versions,
    ...ways.outputs,
    teams: access.teams,
    registry: urls,
    ...stores.outputs,
    removable: removableOutput(settings, traffic, known.adopted),
    ...(stack.overrides.length > 0 && { overrides: stack.overrides }),
    ...declareCi({ stackName, ci: stack.ci, clusters: clusters.own }),
    ...moveOutputs(moves, stack.databases, stores.moved),
    ...trafficOutputs(traffic, applications, settings.cluster, options.clock),
  };
}
