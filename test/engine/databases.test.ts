// Tests databases and caches on the real engine: what each change touches, what is refused, and what destroy leaves.
import * as fs from "node:fs";
import * as path from "node:path";
import { operations, Project } from "./project";

const base = few("auth", "booking", "monolith", "sidekiq");

beforeAll(async () => {
  await base.done("up");
});

test("each change touches what it must, and nothing else", async () => {
  const project = base.fork();
  const change = (of: (config: Record<string, any>) => void) => {
    project.configure(of);
  };
  change((config) => (config["crossover:databases"].main.instanceType = "db.t4g.small"));
  expect(operations(await project.done("up"))).toEqual(["update aws:rds/instance:Instance dev-main-db"]);

  change((config) => (config["crossover:caches"].sessions.replicas = 1));
  expect(operations(await project.done("up"))).toEqual([
    "update aws:elasticache/replicationGroup:ReplicationGroup dev-sessions-cache",
  ]);

  change((config) => (config["crossover:databases"].main.admit = { bastion: "sg-0123456789abcdef0" }));
  const admitted = await project.run("up");
  expect(admitted.problems[0]!.message).toMatch(/InvalidGroup.NotFound/);
  change((config) => delete config["crossover:databases"].main.admit);

  // A major version has parameters of its own: made first, the old ones go last.
  change((config) =>
    Object.assign(config["crossover:databases"].main, { version: "18", applyImmediately: true }),
  );
  expect(operations(await project.done("up"))).toEqual([
    "replace aws:rds/parameterGroup:ParameterGroup dev-main-db-parameters",
    "update aws:rds/instance:Instance dev-main-db",
  ]);
  expect((await project.done("up")).operations).toEqual([]);
});

test("what can't be changed in place is refused, all at once and before anything changes", async () => {
  const project = base.fork();
  project.configure((config) => {
    Object.assign(config["crossover:databases"].main, { version: "16", storageGiB: 21 });
    config["crossover:databases"].booking.database = "other";
  });
  const { code, result, problems } = await project.run("preview");
  expect({ code, result }).toEqual({ code: 1, result: "refused" });
  const path = "Pulumi.dev.yaml: crossover:databases";
  expect(problems.map((one) => [one.path, one.allowed])).toEqual([
    [`${path}.booking.database`, "booking, or a second database under another name"],
    [`${path}.main.version`, '"17.6" or newer'],
    [`${path}.main.storageGiB`, "20, or 22 and more"],
  ]);
});

test("a service that names what the stack doesn't have is refused", async () => {
  const project = base.fork();
  const before = project.read("services/sidekiq.yaml");
  project.write("services/sidekiq.yaml", before.replace("database: main", "database: mian"));
  const { problems } = await project.run("preview");
  expect(problems).toEqual([
    {
      rule: "database",
      path: "services/sidekiq.yaml: database",
      message: "Pulumi.dev.yaml has no database `mian` (did you mean `main`?)",
      allowed: "booking or main, or an entry `mian` of `crossover:databases`",
    },
  ]);
});

test("destroy leaves what is protected, says so, and takes it once it no longer is", async () => {
  const project = base.fork();
  project.configure((config) => {
    Object.assign(config["crossover:databases"].main, { protect: true, finalSnapshot: true });
  });
  await project.done("up");
  const { code, out } = await project.say("destroy");
  expect(code).toBe(0);
  const lines = out.split("\n");
  expect(lines.slice(1, 4)).toEqual([
    "protected, and left as they are:",
    "  dev-main-db (aws:rds/instance:Instance)",
    "left because those need them:",
  ]);
  expect(lines).toContain("  dev (aws:ec2/vpc:Vpc)");
  expect(lines).toContain("nothing else is left in the simulated cloud");
  expect(project.cloud().map(({ type }) => type)).toContain("aws:rds/instance:Instance");

  project.configure((config) => (config["crossover:databases"].main.protect = false));
  await project.done("up");
  const last = await project.say("destroy");
  expect(last.out).toContain(
    "kept for the snapshots and logs that remain:\n  dev-main-db-key (aws:kms/key:Key)",
  );
  expect(last.out).toContain("nothing else is left in the simulated cloud");
  expect(project.state()).toEqual([]);
});

test("no secret of a database or cache is in the state", () => {
  const file = JSON.stringify(base.state());
  expect(file).not.toMatch(/"(password|authToken|passwords)":/);
});

/** The stack with these services only, and all of its databases and caches. */
function few(...services: string[]): Project {
  const project = new Project("dev");
  for (const file of fs.readdirSync(path.join(project.root, "services")))
    if (!services.includes(path.parse(file).name)) fs.rmSync(path.join(project.root, "services", file));
  project.configure((config) => {
    config["crossover:include"] = services;
    for (const section of ["crossover:releases", "crossover:services"])
      config[section] = Object.fromEntries(
        Object.entries(config[section]).filter(([name]) => services.includes(name)),
      );
  });
  return project;
}
