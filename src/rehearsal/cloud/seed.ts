// What a simulated cloud holds before the first update: all that the program adopts or names.
import { aws, digest } from "./aws";
import { seededLoadBalancer } from "./elb";
import { zoneOutputs } from "./route53";
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
  });
}
