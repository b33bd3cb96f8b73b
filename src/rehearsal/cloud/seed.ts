// What a simulated cloud holds before the first update: zones and load balancers that the program adopts.
import { aws, digest } from "./aws";
import { seededLoadBalancer } from "./elb";
import { zoneOutputs } from "./route53";
import { seededSecret } from "./secrets-manager";
import type { CloudStore } from "./types";

/** Names of what is there already. */
export interface Seed {
  /** Where the load balancers are, e.g. `eu-west-1`. */
  readonly region: string;
  /** Public zones, e.g. `example.com`. */
  readonly zones: readonly string[];
  /** Load balancers, which answer for every hostname. */
  readonly loadBalancers: readonly string[];
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
  store.transaction("seed the cloud", () => {
    for (const name of seed.zones) {
      const id = `Z${digest(name, 20).toUpperCase()}`;
      const inputs = { name };
      if (!store.get(aws.zone, id))
        store.put({ ...common, type: aws.zone, id, inputs, outputs: zoneOutputs(id, inputs) });
    }
    for (const name of seed.loadBalancers) {
      const { id, outputs } = seededLoadBalancer(name, {
        cloud: store,
        region,
        hex: (length) => digest(name, length),
      });
      if (!store.get(aws.loadBalancer, id))
        store.put({ ...common, type: aws.loadBalancer, id, inputs: { name, internal: false }, outputs });
    }
    for (const name of seed.secrets ?? []) {
      const secret = seededSecret(name, region);
      if (store.get(secret.type, secret.id)) continue;
      store.put({ ...common, ...secret });
      const inputs = { secretId: secret.id, secretString: seededValue(name) };
      store.put({ ...common, type: aws.secretVersion, id: `${secret.id}|AWSCURRENT`, inputs, outputs: {} });
    }
  });
}
