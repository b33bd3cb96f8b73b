// Composes one stack: what its files say, what its zone holds, the plan that follows, and the components that do it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { repositoryUrls } from "../components/registry/repository-urls";
import { Certificate } from "../components/traffic/certificate";
import { writeGuard } from "../components/traffic/guard";
import { observeZone } from "../components/traffic/observe";
import { PublicZone } from "../components/traffic/public-zone";
import { checkAccount } from "./account";
import { adoptedSides } from "./adopted";
import { load } from "./config";
import { fileOf, readConfig } from "./config/stack";
import { declareAudit } from "./declare/audit";
import { declareAccess } from "./declare/access";
import { declareApplications } from "./declare/applications";
import { refuseDatabaseChanges } from "./databases";
import { declareCi } from "./declare/ci";
import { declareClusters, ownClusters } from "./declare/clusters";
import { declareNetwork, declareWays } from "./declare/network";
import { declareStores } from "./declare/stores";
import { declaredRanges } from "./model/network/check";
import { legacyTarget } from "./model/traffic/split";
import { foundNetwork } from "./networks";
import { decide, isShifting, steps, type ProgramOptions } from "./plan";
import { recordedTraffic, removableOutput, trafficOutputs } from "./outputs";
import { Refusal } from "./refusal";
import { requireSecrets } from "./secrets";
import { sharedClusters, sharing } from "./shared";
import { limitTraces } from "./traces";

/** Declares the selected stack. All that it refuses, it refuses before the first resource is registered. */
export async function program(options: ProgramOptions): Promise<Record<string, unknown>> {
  limitTraces();
  const stackName = pulumi.getStack();
  const file = fileOf(stackName);
  const { environment, problems } = load(options.root, file, readConfig());
  if (!environment || problems.length > 0) throw new Refusal(problems);
  const { stack, settings, region } = environment;
  const { domain, services } = settings;

  const [observed, recorded, found, , adopted, shared, { accountId: account }] = await Promise.all([
    observeZone(domain),
    recordedTraffic(),
    // A rollback waits for nothing that isn't its route's.
    foundNetwork(options.only === undefined ? stack : { network: stack.network, peerings: {} }, file),
    options.only === undefined &&
      Promise.all([
        requireSecrets(stackName, services),
        checkAccount(environment, stackName, file),
        refuseDatabaseChanges(stack, stackName, file),
      ]),
    adoptedSides(services, file),
    sharedClusters(stack.clusters, file),
    aws.getCallerIdentity(),
  ]);
  const plan = decide(environment, { observed, recorded }, options);

  const { logKeyArn, auditLogDays } = declareAudit(stackName, region, stack.audit);
  const clusterIds = ownClusters(stackName, stack.clusters);
  const network = declareNetwork({ stackName, stack, region, found, clusterIds, logKeyArn });
  const repositories = [...new Set(services.map((service) => service.image))];
  const urls = repositoryUrls(stackName, stack.registry, repositories);
  const zoneId =
    "adopt" in stack.zone ? observed!.id : new PublicZone(stackName, { domain, isNew: !observed }).zoneId;
  const targets = [legacyTarget, ...settings.clusters];
  const certificateArn = new Certificate(stackName, { domain, targets, zoneId }).arn;

  const clusters = declareClusters({
    stackName,
    clusters: stack.clusters,
    network,
    logDays: auditLogDays ?? stack.network.flowLogDays,
    logKeyArn,
    region,
    certificateArn,
    shifting: isShifting(plan),
    shared,
  });
  const stores = declareStores({ stackName, stack, settings, clusters: clusters.sites, logKeyArn });
  const ways = declareWays({ stackName, stack, network, clusters: clusters.securityGroups, logKeyArn });
  const place = { region, account, ...stack.secrets };
  const networks = [...network.cidrs, ...Object.values(declaredRanges(stack)).flat()];
  const surroundings = { networks, data: stores.destinations };
  const access = declareAccess({
    stackName,
    stack,
    settings,
    clusters: clusters.sites,
    surroundings,
    place,
  });
  const applications = declareApplications({
    settings,
    plan,
    network,
    stores,
    clusters: clusters.sites,
    policies: access.policies,
    secrets: place,
    repositoryUrls: urls,
    adopted,
    region,
    logs: { logDays: stack.network.flowLogDays, logKeyArn },
    certificateArn,
    zoneId,
    guard: writeGuard(steps(plan, settings, observed)),
  });

  return {
    hostnames: Object.fromEntries(
      services.flatMap((s) => s.routes.map((route) => [route.name, route.hostname])),
    ),
    clusters: clusters.names,
    [sharing]: clusters.sharing,
    ...ways,
    teams: access.teams,
    registry: urls,
    ...stores.outputs,
    removable: removableOutput(settings, plan, adopted),
    ...declareCi({ stackName, ci: stack.ci, clusters: clusters.own }),
    ...trafficOutputs(plan, applications, settings.cluster),
  };
}
