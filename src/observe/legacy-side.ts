// Looks up an existing legacy side, and never creates, changes or deletes anything.
import * as aws from "@pulumi/aws";
import { isRegional, regionOfEnvironment, type AdoptedLegacy } from "../model/legacy/kinds";
import type { FoundLegacy, Inside } from "../model/legacy/adopted";

type Adopted<P extends AdoptedLegacy["platform"]> = Extract<AdoptedLegacy, { platform: P }>;

/**
 * What the account has of it. Awaited, so that a failed lookup stops the program before anything is declared. Hosts
 * outside of AWS can't be looked up: their config says all.
 *
 * @throws the provider's error, or one that says what isn't there.
 */
export function lookUpLegacySide(legacy: Exclude<AdoptedLegacy, Adopted<"hosts">>): Promise<FoundLegacy> {
  switch (legacy.platform) {
    case "loadBalancer":
      return loadBalancer(legacy);
    case "beanstalk":
      return environment(legacy);
    case "ecs":
      return ecsService(legacy);
  }
}

async function loadBalancer(legacy: Adopted<"loadBalancer">): Promise<FoundLegacy> {
  const [balancer, targets] = await Promise.all([
    aws.lb.getLoadBalancer({ name: legacy.loadBalancer }),
    legacy.targetGroup === undefined ? undefined : aws.lb.getTargetGroup({ name: legacy.targetGroup }),
  ]);
  return aliasOf(balancer, targets?.arnSuffix);
}

/** By its load balancer, which the service's target group names. */
async function ecsService({ cluster, service }: Adopted<"ecs">): Promise<FoundLegacy> {
  const { arn } = await aws.ecs.getCluster({ clusterName: cluster });
  const { loadBalancers } = await aws.ecs.getService({ clusterArn: arn, serviceName: service });
  const targetGroup = loadBalancers.find(({ targetGroupArn }) => targetGroupArn !== "")?.targetGroupArn;
  if (targetGroup === undefined) throw new Error("it has no target group, and so no load balancer");
  const targets = await aws.lb.getTargetGroup({ arn: targetGroup });
  const [balancer] = targets.loadBalancerArns;
  if (balancer === undefined) throw new Error(`no load balancer sends anything to ${targets.name}`);
  return aliasOf(await aws.lb.getLoadBalancer({ arn: balancer }), targets.arnSuffix);
}

/**
 * There is no lookup for environments, but each has an Auto Scaling group that Beanstalk tags with its name. So are its
 * databases (https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.tagging.html).
 */
async function environment({ environment: name, cname }: Adopted<"beanstalk">): Promise<FoundLegacy> {
  const tag = "elasticbeanstalk:environment-name";
  const [groups, databases] = await Promise.all([
    aws.autoscaling.getAmiIds({ filters: [{ name: `tag:${tag}`, values: [name] }] }),
    aws.rds.getInstances({ tags: { [tag]: name } }),
  ]);
  if (groups.names.length === 0) throw new Error("no Auto Scaling group is tagged with this environment");
  const found = { databases: databases.instanceIdentifiers };
  if (!isRegional(cname)) return { ...found, kind: "hostname", hostname: cname };
  const { id } = await aws.elasticbeanstalk.getHostedZone({ region: regionOfEnvironment(cname) });
  return { ...found, kind: "alias", dnsName: cname, zoneId: id };
}

function aliasOf(balancer: aws.lb.GetLoadBalancerResult, targetGroup: string | undefined): FoundLegacy {
  const { dnsName, zoneId, internal, arnSuffix } = balancer;
  const inside: Inside | undefined = internal ? { loadBalancer: arnSuffix, targetGroup } : undefined;
  return { kind: "alias", databases: [], dnsName, zoneId, inside };
}
