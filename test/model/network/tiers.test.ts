// Tests which subnets load balancers find, and by what.
import { discoveryTags } from "../../../src/model/network/tiers";

test.each([
  ["public", { "kubernetes.io/role/elb": "1", "kubernetes.io/cluster/blue": "shared" }],
  ["private", { "kubernetes.io/role/internal-elb": "1", "kubernetes.io/cluster/blue": "shared" }],
  ["intra", {}],
] as const)("%s subnets", (tier, tags) => {
  expect(discoveryTags(tier, ["blue"])).toEqual(tags);
});
