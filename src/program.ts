// Composes one stack: what its files say, what its zone holds, the plan that follows, and the components that do it.
import * as pulumi from "@pulumi/pulumi";
import { clock } from "./clock";
import { fileOf, loadEnvironment } from "./config";
import { readConfig } from "./config/pulumi";
import { declareAccess } from "./declare/access";
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
import { sharing } from "./model/outputs";
import { ownerOf } from "./model/traffic/ledger";
import { headCommit, observe, readRecords } from "./observe";
import { decide, isShifting, steps, type ProgramOptions } from "./plan";
import { Refusal } from "./refusal";
import { limitTraces } from "./traces";

/** What a run is told. @default its time is what {@link clock} tells */
type Told = Omit<ProgramOptions, "now"> & Partial<Pick<ProgramOptions, "now">>;

/** Declares the selected stack. All that it refuses, it refuses before the first resource is registered. */
export async function program(told: Told): Promise<Record<string, unknown>> {
  limitTraces();
  const options = { now: clock(), clock, ...told };
  const stackName = pulumi.getStack();
  const file = fileOf(stackName);
  const { environment, problems } = loadEnvironment(options.root, file, readConfig(options.change));
  if (!environment || problems.length > 0) throw new Refusal(problems);
  const { stack, settings, region } = environment;

  const [known, commit] = await Promise.all([
    observe(environment, stackName, file, options),
    options.commit ?? headCommit(options.root),
  ]);
  const owner = ownerOf(pulumi.getProject(), stackName);
  const asked = { ...options, owner, commit };
  const { traffic, moves, gone, warnings } = await decide(environment, known, stackName, asked);
  for (const warning of warnings) await pulumi.log.warn(warning);

  declareGuards({ stackName, stack, settings, plan: traffic, gone, ...known, readRecords });
  const { logKeyArn, auditLogDays } = declareAudit(stackName, region, stack.audit);
  const clusterIds = ownClusters(stackName, stack.clusters);
  const network = declareNetwork({ stackName, stack, region, found: known.network, clusterIds, logKeyArn });
  const urls = declareRegistry(stackName, stack.registry, settings.services);
  const zone = declareZone({
    ...{ stackName, stack, settings },
    observed: known.zone,
    written: known.written,
  });
  const clusters = declareClusters({
    stackName,
    clusters: stack.clusters,
    network,
    logDays: auditLogDays ?? stack.network.flowLogDays,
    logKeyArn,
    region,
    certificateArn: zone.certificateArn,
    shifting: isShifting(traffic),
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
    logs: { logDays: stack.network.flowLogDays, logKeyArn },
    clock: options.clock,
    steps: steps(traffic, environment, known.zone),
    readRecords,
  });

  return {
    hostnames: hostnamesOutput(settings),
    clusters: clusters.names,
    [sharing]: clusters.sharing,
    ...ways.outputs,
    teams: access.teams,
    registry: urls,
    ...stores.outputs,
    removable: removableOutput(settings, traffic, known.adopted),
    ...declareCi({ stackName, ci: stack.ci, clusters: clusters.own }),
    ...moveOutputs(moves, stack.databases, stores.moved),
    ...trafficOutputs(traffic, applications, settings.cluster, options.clock),
  };
}
