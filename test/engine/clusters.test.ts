// Tests replacing a cluster by another one beside it, and sharing one, while every public name answers.
import { parse, stringify } from "yaml";
import { operations, Project, small, unchanged } from "./project";

/** One rung of the move from blue to green, of everything that there is. */
const move = (percent: number) => ({ from: "blue", to: "green", percent });

/** A project whose services all run in `blue`, beside which there is `green`. */
function twoClusters(): Project {
  const project = small("auth", "sidekiq", "nightly-report");
  project.configure((config) => {
    const { blue } = config["crossover:clusters"];
    config["crossover:clusters"] = { blue };
    config["crossover:legacy"] = "skip";
    config["crossover:services"] = {};
    config["crossover:traffic"] = { default: "kubernetes" };
  });
  return project;
}

test("green takes over from blue, and blue goes once nothing names it", async () => {
  const project = twoClusters();
  await project.done("up");

  project.configure((config) => {
    const { blue } = config["crossover:clusters"];
    config["crossover:clusters"] = { blue, green: structuredClone(blue) };
    config["crossover:kubernetes"] = "blue";
  });
  await project.done("up");
  expect(project.weights("auth")).toEqual({ blue: 100 });
  expect((await project.done("up")).changes).toEqual(unchanged);

  // Nothing leaps, and what is still in use can't be taken out.
  expect((await project.run("up --set traffic.auth=green")).problems).toMatchObject([
    { rule: "standby", allowed: "{ from: blue, to: green, percent: 0 }" },
  ]);
  const early = project.fork();
  early.configure((config) => {
    delete config["crossover:clusters"].blue;
    config["crossover:kubernetes"] = "green";
  });
  expect((await early.run("preview")).problems.map(({ rule, path }) => [rule, path])).toEqual([
    ["cluster", "crossover:traffic.auth"],
    ["cluster", "crossover:traffic.nightly-report"],
    ["cluster", "crossover:traffic.sidekiq"],
  ]);

  // At 100 once more: that update finds blue without answers.
  for (const percent of [0, 1, 5, 25, 50, 100, 100]) {
    project.ask({ auth: move(percent) });
    await project.done("up --advance 1h");
    expect(project.weights("auth")).toEqual({ blue: 100 - percent, green: percent });
    if (percent === 25)
      for (const line of ["rollback auth", "rollback --cluster green --now"]) {
        const back = project.fork();
        expect((await back.done(line)).traffic.auth).toMatchObject({ value: move(0) });
        expect(back.weights("auth")).toEqual({ blue: 100, green: 0 });
      }
  }
  for (const percent of [0, 5, 25, 50, 100]) {
    project.ask({ sidekiq: move(percent) });
    await project.done("up --advance 1h");
  }
  project.ask({ auth: "green", sidekiq: "green", "nightly-report": "green" });
  await project.done("up --advance 2h");
  // The job's old side rests for one more update before it goes.
  await project.done("up");
  expect(project.weights("auth")).toEqual({ green: 100 });

  // `kubernetes` comes to mean green: the same in other words.
  project.configure((config) => {
    config["crossover:kubernetes"] = "green";
    config["crossover:traffic"] = { default: "kubernetes" };
  });
  expect((await project.done("up")).changes).toEqual(unchanged);

  project.configure((config) => {
    delete config["crossover:clusters"].blue;
    delete config["crossover:kubernetes"];
  });
  await project.done("up");
  expect(
    project.cloud().filter(({ type, id }) => type === "aws:eks/cluster:Cluster" && id === "dev-blue"),
  ).toEqual([]);
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
}, 600_000);

test("a stack lives by namespace in another one's cluster", async () => {
  const project = twoClusters();
  const owner = parse(project.read("Pulumi.dev.yaml")) as { config: Record<string, any> };
  const tenant = structuredClone(owner);
  Object.assign(tenant.config, {
    "crossover:zone": { create: "integration.example.com" },
    "crossover:network": { cidr: "10.50.0.0/16", zones: 2, nat: "single" },
    "crossover:clusters": {
      blue: { kind: "shared", stack: "dev", cluster: "blue", architectures: ["amd64", "arm64"] },
    },
  });
  project.write("Pulumi.integration.yaml", stringify(tenant));

  const refused = await project.run("up --stack integration");
  expect(refused.problems).toMatchObject([
    {
      message: "integration shares a cluster of the stack `dev`, which doesn't exist yet",
      allowed: "run `crossover up --stack dev` first",
    },
  ]);

  await project.done("up");
  await project.done("up --stack integration");
  expect((await project.done("up --stack integration")).changes).toEqual(unchanged);
  expect(project.cloud().filter(({ type }) => type === "aws:eks/cluster:Cluster")).toHaveLength(1);
  const namespaces = project
    .cloud()
    .filter(({ type, id }) => type === "kubernetes:apps/v1:Deployment" && id.endsWith("/auth"))
    .map(({ id }) => id);
  expect(namespaces.sort()).toEqual(["dev/auth", "integration/auth"]);
  expect(project.outages()).toEqual([]);

  // Gone without a trace in the cluster, whose owner notices nothing.
  const destroyed = await project.done("destroy --stack integration");
  expect(operations(destroyed)).toContain(
    "delete aws:lb/listenerCertificate:ListenerCertificate integration-blue-certificate",
  );
  expect((await project.done("up")).changes).toEqual(unchanged);
}, 600_000);
