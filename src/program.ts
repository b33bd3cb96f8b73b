// Composes one stack: what its files say, what its zone holds, the plan that follows, and the components that do it.
import * as pulumi from "@pulumi/pulumi";
import { EksCluster } from "../components/cluster/eks-cluster";
import { ClusterEntry } from "../components/gateway/cluster-entry";
import { availabilityZones } from "../components/network/availability-zones";
import { Network } from "../components/network/network";
import { repositoryUrls } from "../components/registry/repository-urls";
import { Certificate } from "../components/traffic/certificate";
import { writeGuard } from "../components/traffic/guard";
import { observeZone } from "../components/traffic/observe";
import { PublicZone } from "../components/traffic/public-zone";
import { Application } from "../components/workload/application";
import { ApplicationNamespace } from "../components/workload/application-namespace";
import { adoptedTargets } from "./adopted";
import { load } from "./config";
import { fileOf, readConfig } from "./config/stack";
import { sidesOf } from "./model/sides";
import { legacyTarget } from "./model/traffic/split";
import { decide, steps, type ProgramOptions } from "./plan";
import { recordedTraffic, trafficOutputs } from "./outputs";
import { Refusal } from "./refusal";
import { limitTraces } from "./traces";

/** Declares the selected stack. All that it refuses, it refuses before the first resource is registered. */
export async function program(options: ProgramOptions): Promise<Record<string, unknown>> {
  limitTraces();
  const stackName = pulumi.getStack();
  const { environment, problems } = load(options.root, fileOf(stackName), readConfig());
  if (!environment || problems.length > 0) throw new Refusal(problems);
  const { stack, settings, region } = environment;
  const { domain, cluster: id, services } = settings;

  const [observed, recorded, zones, adopted] = await Promise.all([
    observeZone(domain),
    recordedTraffic(),
    availabilityZones(stack.network.zones),
    adoptedTargets(services, fileOf(stackName)),
  ]);
  const plan = decide(environment, { observed, recorded }, options);

  const clusterName = `${stackName}-${id}`;
  const network = new Network(stackName, { ...stack.network, region, zones, clusterIds: [clusterName] });
  const repositories = [...new Set(services.map((service) => service.image))];
  const urls = repositoryUrls(stackName, stack.registry, repositories);
  const zoneId =
    "adopt" in stack.zone ? observed!.id : new PublicZone(stackName, { domain, isNew: !observed }).zoneId;
  const certificate = new Certificate(stackName, { domain, targets: [legacyTarget, id], zoneId });

  const settingsOf = stack.clusters[id]!;
  const { vpcId, publicSubnetIds, privateSubnetIds } = network;
  const cluster = new EksCluster(
    clusterName,
    {
      ...settingsOf,
      clusterName,
      vpcId,
      controlPlaneSubnetIds: network.intraSubnetIds,
      nodeSubnetIds: privateSubnetIds,
      logDays: stack.network.flowLogDays,
    },
    { dependsOn: [network] },
  );
  const inCluster = { provider: cluster.provider, dependsOn: [cluster] };
  const entry = new ClusterEntry(
    `${clusterName}-entry`,
    {
      clusterId: id,
      clusterName,
      vpcId,
      publicSubnetIds,
      nodeSecurityGroupId: cluster.securityGroupId,
      certificateArn: certificate.arn,
      region,
    },
    inCluster,
  );
  const { namespace } = new ApplicationNamespace(`${clusterName}-namespace`, { name: stackName }, inCluster);

  const guard = writeGuard(steps(plan, settings, observed));
  const applications = services.map((service) => {
    const plans = plan.filter((one) => one.service === service.name);
    return new Application(
      service.name,
      {
        service,
        plans,
        sides: sidesOf(service, plans),
        placement: settings.placements[service.name]!,
        repositoryUrl: urls[service.image]!,
        adopted: adopted.get(service.name),
        legacy: { vpcId, publicSubnetIds, privateSubnetIds, certificateArn: certificate.arn },
        cluster: { id, provider: cluster.provider, namespace, entry },
        zone: { domain, zoneId },
        guard,
      },
      { dependsOn: [network] },
    );
  });

  return {
    hostnames: Object.fromEntries(
      services.flatMap((s) => s.routes.map((route) => [route.name, route.hostname])),
    ),
    clusters: { [id]: cluster.ready },
    registry: urls,
    ...trafficOutputs(plan, applications),
  };
}
