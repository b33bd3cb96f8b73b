// Physical names of load balancers and target groups, at most 32 characters.
import { balancerNaming } from "../../../src/model/balancer-name";

test.each([
  ["fits with Pulumi's suffix", "a".repeat(24), {}],
  ["doesn't fit", "monolith-legacy-alb-long-", { namePrefix: "monoli" }],
])("a name that %s", (_, name, naming) => {
  expect(balancerNaming(name)).toEqual(naming);
});
