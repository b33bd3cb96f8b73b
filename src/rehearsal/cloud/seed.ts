// What a simulated cloud holds before the first update: all that the program adopts or names.
import { aws, digest } from "./aws";
import { seededLoadBalancer } from "./elb";
import { zoneOutputs } from "./route53";
import { seededSecret } from "./secrets-manager";
import { seededVpc, type SeededVpc } from "./seeded-vpc";
import type { CloudResource, CloudStore } from "./types";

/** Names of what is there already. */
export interface Seed {
  /** Where the load balancers are, e.g. `eu-west-1`. */
  readonly region: string;
  /** Public zones, e.g. `example.com`. */
  readonly zones: readonly string[];
  /** Load balancers, which answer for every hostname. */
  readonly loadBalancers: readonly string[];
  /** @default none */
  readonly vpcs?: readonly SeededVpc[];
  /** ARNs of certificates in ACM that were imported. @default none */
  readonly certificates?: readonly string[];
  /** Secrets in Secrets Manager, e.g. `prod/api/DATABASE_URL`; each gets a value. @default none */
  readonly secrets?: readonly string[];
}

/** The value of a seeded secret: one that can be told wherever it turns up. */
export function seededValue(name: string): string {
  return `canary-${digest(`value of ${name}`, 32)}`;
}

/** Puts into the cloud what of the seed is not there yet. */
export function seedCloud(store: CloudStore, { region, ...seed }: Seed): void {
  const common = { createdAt: store.now().toISOString(), seeded: true };
  const put = (one: Pick<CloudResource, "type" | "id" | "inputs" | "outputs">) => {
    if (!store.get(one.type, one.id)) store.put({ ...common, ...one });
  };
  store.transaction("seed the cloud", () => {
    for (const name of seed.zones) {
      const id = `Z${digest(name, 20).toUpperCase()}`;
      const inputs = { name };
      put({ type: aws.zone, id, inputs, outputs: zoneOutputs(id, inputs) });
    }
    for (const name of seed.loadBalancers) {
      const { id, outputs } = seededLoadBalancer(name, {
        cloud: store,
        region,
        hex: (length) => digest(name, length),
      });
      put({ type: aws.loadBalancer, id, inputs: { name, internal: false }, outputs });
    }
    for (const vpc of seed.vpcs ?? []) seededVpc(vpc).forEach(put);
    for (const id of seed.certificates ?? [])
      put({
        type: aws.certificate,
        id,
        inputs: {},
        outputs: { arn: id, type: "IMPORTED", status: "ISSUED" },
      });
    for (const name of seed.secrets ?? []) {
      const secret = seededSecret(name, region);
      if (store.get(secret.type, secret.id)) continue;
      store.put({ ...common, ...secret });
      const inputs = { secretId: secret.id, secretString: seededValue(name) };
      store.put({ ...common, type: aws.secretVersion, id: `${secret.id}|AWSCURRENT`, inputs, outputs: {} });
    }
  });
}
