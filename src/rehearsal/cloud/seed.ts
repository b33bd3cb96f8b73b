// What a simulated cloud holds before the first update: zones and load balancers that the program adopts.
import { aws, digest } from "./aws";
import { seededLoadBalancer } from "./elb";
import { zoneOutputs } from "./route53";
import type { CloudStore } from "./types";

/** Names of what is there already. */
export interface Seed {
  /** Where the load balancers are, e.g. `eu-west-1`. */
  readonly region: string;
  /** Public zones, e.g. `example.com`. */
  readonly zones: readonly string[];
  /** Load balancers, which answer for every hostname. */
  readonly loadBalancers: readonly string[];
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
  });
}
