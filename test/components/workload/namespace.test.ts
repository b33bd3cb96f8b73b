// Tests a namespace's network policies, in order, and its bounds.
import { NamespaceBounds } from "../../../components/workload/namespace-bounds";
import { NetworkPolicies } from "../../../components/workload/network-policies";
import { defaultDenySpec, networkPolicies } from "../../../src/model/network/network-policy";
import { limitRangeSpec, quotaSpec } from "../../../src/model/workload/namespace-quota";
import { deploy, expectChildNames, namesOf } from "../../mocks";
import { web, worker } from "../../model/services";

const services = [web, worker];

test("a policy for each service, and the one that closes the namespace after them all", async () => {
  const policies = networkPolicies(services, { networks: ["10.0.0.0/16"] });
  const made = await deploy(() => new NetworkPolicies("blue-policies", { namespace: "prod", policies }));
  expectChildNames(made.resources);
  expect(Object.keys(made.result.byService)).toEqual(["api", "mailer"]);
  const inputs = made.inputs("kubernetes:networking.k8s.io/v1:NetworkPolicy");
  expect(Object.keys(inputs).sort()).toEqual([
    "blue-policies-api",
    "blue-policies-default",
    "blue-policies-mailer",
  ]);
  expect(inputs["blue-policies-api"]).toMatchObject({
    metadata: { name: "api", namespace: "prod" },
    spec: policies["api"],
  });
  expect(inputs["blue-policies-default"]).toMatchObject({
    metadata: { name: "default.deny", namespace: "prod" },
    spec: defaultDenySpec(),
  });
  const last = made.resources.find(({ name }) => name === "blue-policies-default")!;
  expect(namesOf(last.dependencies).sort()).toEqual(["blue-policies-api", "blue-policies-mailer"]);
});

test("a quota and a limit range", async () => {
  const quota = { pods: 500 };
  const made = await deploy(() => new NamespaceBounds("blue-bounds", { namespace: "prod", services, quota }));
  expectChildNames(made.resources);
  expect(made.inputs("kubernetes:core/v1:ResourceQuota")["blue-bounds-quota"]).toMatchObject({
    metadata: { name: "services", namespace: "prod" },
    spec: quotaSpec(services, quota),
  });
  expect(made.inputs("kubernetes:core/v1:LimitRange")["blue-bounds-limits"]).toMatchObject({
    metadata: { name: "containers", namespace: "prod" },
    spec: limitRangeSpec(services),
  });
});
