// Tests looking up a cluster that may already exist.
import { deployedCluster } from "../../src/observe/eks";
import { deploy } from "../mocks";

const look = (getCluster: () => object) =>
  deploy(() => deployedCluster("prod-blue", { arm: "prod-blue-arm", fresh: "prod-blue-fresh" }), {
    calls: {
      "aws:eks/getCluster:getCluster": getCluster,
      "aws:eks/getNodeGroups:getNodeGroups": () => ({ names: ["prod-blue-arm-0123abc", "by-hand"] }),
      "aws:eks/getNodeGroup:getNodeGroup": ({ nodeGroupName }) =>
        nodeGroupName === "by-hand"
          ? { tags: {}, scalingConfigs: [] }
          : { tags: { Name: "prod-blue-arm" }, scalingConfigs: [{ desiredSize: 4 }], version: "1.32" },
    },
  });
test("a cluster with the sizes and versions of the groups that the settings name", async () => {
  const { result } = await look(() => ({ version: "1.33" }));
  expect(result).toEqual({ version: "1.33", groups: { arm: { nodes: 4, version: "1.32" } } });
});

test("what can't be read isn't taken for nothing", async () => {
  const failing = () => {
    throw new Error("AccessDeniedException: no");
  };
  await expect(look(failing)).rejects.toThrow("the cluster prod-blue can't be read: ");
});
