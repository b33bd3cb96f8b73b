// Tests versions of add-ons, and the size of DNS.
import fc from "fast-check";
import {
  addOnVersions,
  coreDnsValues,
  missingAddOns,
  pinnedVersions,
} from "../../../src/model/clusters/add-ons";
import { addOnName, addOnVersions as schema } from "../../../src/schema/stack/node-groups";

fc.configureGlobal({ seed: 20 });

test.each(pinnedVersions())("all add-ons are pinned for Kubernetes %s", (version) => {
  const versions = addOnVersions(version);
  expect(Object.keys(versions).sort()).toEqual([...addOnName.options].sort());
  expect(schema.safeParse(versions).error).toBeUndefined();
  expect(versions["kube-proxy"]).toMatch(new RegExp(`^v${version}\\.`));
  expect(missingAddOns(version)).toEqual([]);
});

test("a version that is given goes before", () => {
  expect(addOnVersions("1.34", { coredns: "v1.12.4-eksbuild.1" })).toMatchObject({
    coredns: "v1.12.4-eksbuild.1",
    "vpc-cni": addOnVersions("1.34")["vpc-cni"],
  });
});

test("another Kubernetes version needs every add-on given", () => {
  const given = { coredns: "v1.14.3-eksbuild.16" };
  expect(missingAddOns("1.99", given)).toEqual(addOnName.options.filter((name) => name !== "coredns"));
  expect(missingAddOns("1.99", addOnVersions("1.36"))).toEqual([]);
  expect(missingAddOns("1.99", given, "1.36")).not.toContain("kube-proxy");
});

test("kube-proxy is of the nodes' version, and all else of the control plane's", () => {
  expect(addOnVersions("1.36", {}, "1.35")).toEqual({
    ...addOnVersions("1.36"),
    "kube-proxy": addOnVersions("1.35")["kube-proxy"],
  });
});

test("DNS has a replica for every 16 nodes of the largest cluster, and may double", () => {
  fc.assert(
    fc.property(fc.nat(2000), (nodes) => {
      const { minReplicas, maxReplicas } = coreDnsValues(nodes).autoScaling;
      expect(minReplicas).toBeGreaterThanOrEqual(Math.max(2, nodes / 16));
      expect(minReplicas).toBeLessThanOrEqual(Math.max(2, nodes / 16 + 1));
      expect(maxReplicas).toBeGreaterThanOrEqual(minReplicas * 2);
    }),
  );
});

test("DNS has the memory that it may use from the start, and is spread over zones", () => {
  const { resources, podDisruptionBudget, topologySpreadConstraints } = coreDnsValues(10);
  expect(resources.limits.memory).toBe(resources.requests.memory);
  expect(podDisruptionBudget).toEqual({ enabled: true, maxUnavailable: 1 });
  expect(topologySpreadConstraints[0]!.topologyKey).toBe("topology.kubernetes.io/zone");
});
