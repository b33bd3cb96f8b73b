// Fills a simulated cloud with what exists before the first update: all that the program adopts or names.
import { logsRole, vpcRole } from "./dms";
import { account, arn, aws, digest } from "./aws";
import { environmentOutputs } from "./beanstalk";
import { seededLoadBalancer, seededTargetGroup } from "./elb";
import { zoneOutputs } from "./route53";
import { seededSecret } from "./secrets-manager";
import { seededVpc, type SeededVpc } from "./seeded-vpc";
import { objectsAt } from "./properties";
import type { CloudStore, OperationContext, Properties } from "./types";

/** Names of what exists before, if anything does; all of it answers for every hostname. */
export interface Seed {
  /** Where it is, e.g. `eu-west-1`. */
  readonly region: string;
  /** Public zones, e.g. `example.com`. */
  readonly zones: readonly string[];
  /** Load balancers; one with a target group is internal. */
  readonly loadBalancers: readonly { readonly name: string; readonly targetGroup?: string }[];
  /** Elastic Beanstalk environments, some with a database that they have made. */
  readonly environments?: readonly {
    readonly name: string;
    readonly cname: string;
    readonly database?: string;
  }[];
  /** ECS services, each behind a load balancer of its own. */
  readonly ecsServices?: readonly { readonly cluster: string; readonly service: string }[];
  /** CloudWatch alarms, in `OK`. */
  readonly alarms?: readonly string[];
  readonly vpcs?: readonly SeededVpc[];
  /** ARNs of certificates in ACM that were imported. */
  readonly certificates?: readonly string[];
  /** Secrets in Secrets Manager, e.g. `prod/api/DATABASE_URL`; each gets a value. @default none */
  readonly secrets?: readonly string[];
}

/** The value of a seeded secret: one that can be told wherever it turns up. */
export function seededValue(name: string): string {
  return `canary-${digest(`value of ${name}`, 32)}`;
}

interface Seeded {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** Puts into the cloud what of the seed is not there yet. */
export function seedCloud(store: CloudStore, seed: Seed): void {
  const { region } = seed;
  const createdAt = store.now().toISOString();
  /** Every time the same digits for the same name. */
  const contextOf = (name: string): OperationContext => ({
    cloud: store,
    region,
    hex: (length) => digest(name, length),
  });
  const put = (type: string, { id, inputs, outputs }: Seeded): Seeded => {
    if (!store.get(type, id)) store.put({ type, id, inputs, outputs, createdAt, seeded: true });
    return { id, inputs, outputs };
  };
  const balancer = (name: string, internal: boolean) =>
    put(aws.loadBalancer, seededLoadBalancer(name, internal, contextOf(name)));
  const targetGroup = (name: string, behind: Seeded) =>
    put(aws.targetGroup, seededTargetGroup(name, behind.id, contextOf(name)));

  store.transaction("seed the cloud", () => {
    // One that a stack has made is there, too.
    const open = store.list(aws.zone).filter(({ inputs }) => objectsAt(inputs, "vpcs").length === 0);
    const there = new Set(open.map(({ inputs }) => inputs["name"]));
    for (const name of seed.zones.filter((one) => !there.has(one))) {
      const id = `Z${digest(name, 20).toUpperCase()}`;
      put(aws.zone, { id, inputs: { name }, outputs: zoneOutputs(id, { name }) });
    }
    for (const { name, targetGroup: group } of seed.loadBalancers) {
      const made = balancer(name, group !== undefined);
      if (group !== undefined) targetGroup(group, made);
    }
    for (const { name, cname, database } of seed.environments ?? []) {
      const settings = database
        ? [{ namespace: "aws:rds:dbinstance", name: "DBInstanceIdentifier", value: database }]
        : [];
      const inputs = { name, application: name, settings };
      const outputs = { ...inputs, ...environmentOutputs(name, inputs, contextOf(name)), cname };
      put(aws.beanstalkEnvironment, { id: `e-${digest(name, 10)}`, inputs, outputs });
    }
    for (const { cluster, service } of seed.ecsServices ?? []) {
      const context = contextOf(`${cluster}/${service}`);
      const behind = targetGroup(`${service}-tg`.slice(-32), balancer(service.slice(0, 32), false));
      const clusterArn = arn("ecs", `cluster/${cluster}`, {}, context);
      const owned = { name: cluster, arn: clusterArn };
      put(aws.ecsCluster, { id: clusterArn, inputs: { name: cluster }, outputs: owned });
      const id = arn("ecs", `service/${cluster}/${service}`, {}, context);
      const inputs = {
        name: service,
        cluster: clusterArn,
        desiredCount: 1,
        loadBalancers: [{ targetGroupArn: behind.id, containerName: service, containerPort: 80 }],
      };
      put(aws.ecsService, { id, inputs, outputs: { ...inputs, arn: id } });
    }
    for (const name of seed.alarms ?? [])
      put(aws.metricAlarm, { id: name, inputs: { name }, outputs: { name, arn: name } });
    for (const vpc of seed.vpcs ?? []) for (const { type, ...one } of seededVpc(vpc)) put(type, one);
    for (const id of seed.certificates ?? [])
      put(aws.certificate, { id, inputs: {}, outputs: { arn: id, type: "IMPORTED", status: "ISSUED" } });
    for (const name of seed.secrets ?? []) {
      const secret = seededSecret(name, region);
      if (store.get(secret.type, secret.id)) continue;
      put(secret.type, secret);
      const inputs = { secretId: secret.id, secretString: seededValue(name) };
      put(aws.secretVersion, { id: `${secret.id}|AWSCURRENT`, inputs, outputs: {} });
    }
    const roles = [
      [vpcRole, "dms.amazonaws.com"],
      [logsRole, "dms.amazonaws.com"],
      ["AWSServiceRoleForEC2Spot", "spot.amazonaws.com"],
    ] as const;
    for (const [name, service] of roles) {
      const inputs = { name, assumeRolePolicy: trusting(service) };
      const outputs = { ...inputs, arn: `arn:aws:iam::${account}:role/${name}` };
      put(aws.role, { id: name, inputs, outputs });
    }
  });
}

function trusting(service: string): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: ["sts:AssumeRole"] };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
