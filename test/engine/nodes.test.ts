// Tests the nodes of a cluster through their life: pools and groups by purpose, what is refused, and their end.
import { operations, Project, small, unchanged } from "./project";

/** A cluster with Karpenter's pools, a GPU group among them, and a job that asks for a GPU. */
function withPools(): Project {
  const project = small("auth", "model-training");
  project.configure((config) => {
    config["crossover:services"] = {};
    Object.assign(config["crossover:clusters"].blue, {
      autoscaling: "karpenter",
      nodePools: {
        arm: { families: ["m7g"], cpu: 64 },
        gpu: { families: ["g6"], purpose: "gpu", capacity: "spot", cpu: 16, drainWithin: "49h" },
      },
    });
  });
  return project;
}

test("pools come with their controller, change by themselves, and go before it", async () => {
  const project = withPools();
  await project.done("up");
  expect((await project.done("up")).changes).toEqual(unchanged);

  const blue = (change: (cluster: any) => void) => {
    project.configure((config) => change(config["crossover:clusters"].blue));
  };
  const refusals = async () => (await project.run("preview")).problems.map(({ rule, path }) => [rule, path]);

  blue(({ nodePools }) => (nodePools.arm.cpu = 96));
  expect(operations(await project.done("up"))).toEqual([
    "update kubernetes:karpenter.sh/v1:NodePool dev-blue-karpenter-pool-arm",
  ]);
  blue(({ nodeGroups }) => (nodeGroups.x86.labels = { team: "shop" }));
  expect(operations(await project.done("up"))).toEqual(["update aws:eks/nodeGroup:NodeGroup dev-blue-x86"]);

  for (const version of ["1.35", "1.99"]) {
    blue((cluster) => (cluster.version = version));
    expect((await refusals())[0]![0]).toBe("version");
  }
  blue((cluster) => {
    cluster.version = "1.36";
    cluster.nodeGroups.graviton.min = 4;
    cluster.nodePools.arm.cpu = 9000;
  });
  expect(await refusals()).toEqual([
    ["nodes", "Pulumi.dev.yaml: crossover:clusters.blue.nodeGroups.graviton.min"],
    ["account", "Pulumi.dev.yaml: crossover:clusters.blue.nodePools.arm.cpu"],
  ]);
  blue((cluster) => {
    cluster.nodeGroups.graviton.min = 2;
    cluster.nodePools.arm.cpu = 96;
  });

  await project.done("destroy");
});

test("a private cluster is made from within its VPC only", async () => {
  const project = small("auth");
  project.configure((config) => (config["crossover:clusters"].blue.endpoint = "private"));
  expect((await project.run("preview")).problems).toMatchObject([{ rule: "endpoint" }]);
  project.configure((config) => (config["crossover:clusters"].blue.runner = "inVpc"));
  expect((await project.run("preview")).problems).toEqual([]);
});
