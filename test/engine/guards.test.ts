// Tests that what a name's answers stand on is neither deleted nor replaced, on the real engine.
import { operations, type Project, single, unchanged, until } from "./project";
import { deployedAt } from "./starts";

/** Whether each resource of the state that begins so is protected, by its name. */
const protection = (project: Project, beginning: string) =>
  Object.fromEntries(
    project
      .state()
      .filter((one) => one.custom && one.urn.split("::").at(-1)!.startsWith(beginning))
      .map(({ urn, protect }) => [urn.split("::").at(-1)!, protect ?? false]),
  );

const edit = (project: Project, from: string | RegExp, to: string) => {
  const file = "services/monolith.yaml";
  const text = project.read(file);
  expect(text).toMatch(from);
  project.write(file, text.replace(from, to));
};

describe("while both sides answer", () => {
  let project: Project;

  beforeAll(async () => {
    project = await deployedAt(5);
  });

  test("a cluster that another component makes is protected and guarded as well", () => {
    const cluster = project.state().find(({ type }) => type === "aws:eks/cluster:Cluster")!;
    expect(cluster).toMatchObject({
      protect: true,
      resourceHooks: { BeforeDelete: ["crossover-delete-guard"] },
    });
    const entry = project.state().find(({ type }) => type === "aws:eks/accessEntry:AccessEntry")!;
    expect(entry.protect ?? false).toBe(false);
  });

  test.each<[string, (copy: Project) => void, RegExp, RegExp]>([
    [
      "the port",
      (copy) => edit(copy, "port: 3000", "port: 3001"),
      /alb-tg/,
      /move crossover:traffic\.api off/,
    ],
    ["the platform", toEcs, /monolith-legacy-/, /move crossover:traffic\.api off/],
    [
      "the range of the network",
      (copy) => copy.configure((config) => (config["crossover:network"].cidr = "10.99.0.0/16")),
      /dev/,
      /leave it as it is while names need it/,
    ],
  ])("%s is refused at preview", async (_, change, names, instead) => {
    const copy = project.fork();
    change(copy);
    // It previews first.
    const { result, problems, changes } = await copy.run("up");
    expect({ result, changes }).toEqual({ result: "refused", changes: { ...unchanged, same: 0 } });
    expect(problems.map(({ rule }) => rule)).toEqual(["protected"]);
    expect(problems[0]!.message).toMatch(names);
    expect(problems[0]!.message).toMatch(
      /can't be deleted or replaced: .* % of the answers of api\.dev\.example\./,
    );
    expect(problems[0]!.allowed).toMatch(instead);
    expect(copy.outages()).toEqual([]);
  });

  test("a renamed route is refused before that, by its name", async () => {
    const copy = project.fork();
    rename(copy);
    const { result, problems, changes } = await copy.run("up");
    expect({ result, changes }).toEqual({
      result: "refused",
      changes: { ...unchanged, same: expect.any(Number) },
    });
    expect(problems).toMatchObject([{ rule: "retired", path: "crossover:retired" }]);
    expect(copy.outages()).toEqual([]);
  });

  test("a side that was left is free only once an update has found it without answers", async () => {
    const copy = project.fork();
    copy.ask({ api: 0 });
    await copy.done("up");
    expect(protection(copy, "monolith-blue")).toMatchObject({ "monolith-blue": true });
    copy.ask({ api: "legacy" });
    expect(await copy.run("up --advance 1h")).toMatchObject({
      result: "refused",
      problems: [{ rule: "protected" }],
    });
    copy.ask({ api: 0 });
    expect(operations(await copy.done("up"))).toEqual([
      "update aws:route53/record:Record monolith-api-ledger",
    ]);
    expect(protection(copy, "monolith-blue")).toMatchObject({ "monolith-blue": false });
    expect(protection(copy, "monolith-legacy-group")).toEqual({ "monolith-legacy-group": true });
    copy.ask({ api: "legacy" });
    expect(operations(await copy.done("up"))).toContain("delete kubernetes:apps/v1:Deployment monolith-blue");
    expect(copy.outages()).toEqual([]);
  });

  test("a destroy takes it all the same", async () => {
    const copy = project.fork();
    await copy.done("destroy");
    expect(copy.state().filter(({ custom }) => custom)).toEqual([]);
    expect(copy.cloud().filter(({ seeded }) => !seeded)).toEqual([]);
  });
});

describe("at 100", () => {
  let project: Project;

  beforeAll(async () => {
    project = single({ api: { ladder: [0, 100] } });
    for (const value of ["legacy", 0, 100]) {
      project.ask({ api: value });
      await project.done("up --advance 10m");
    }
  });

  test("legacy isn't free by the update that takes its answers, nor by one within two minutes of that", async () => {
    const group = () => protection(project, "monolith-legacy-group")["monolith-legacy-group"];
    expect(group()).toBe(true);
    await project.done("up --advance 1m");
    expect(group()).toBe(true);
    expect(await project.run("preview --advance 1h --set traffic.api=kubernetes")).toMatchObject({
      problems: [{ rule: "protected", path: "crossover:traffic.api" }],
    });
    await project.done("up --advance 1h");
    expect(group()).toBe(false);
  });

  test.each<[string, (copy: Project) => void, string]>([
    [
      "the port",
      (copy) => edit(copy, "port: 3000", "port: 3001"),
      "replace aws:lb/targetGroup:TargetGroup monolith-legacy-alb-tg",
    ],
    ["the platform", toEcs, "create aws:ecs/service:Service monolith-legacy-service"],
  ])("%s changes on the side that stands by, in one update", async (_, change, operation) => {
    const copy = project.fork();
    change(copy);
    expect(operations(await copy.done("up"))).toContain(operation);
    expect(copy.weights("api")).toEqual({ legacy: 0, blue: 100 });
    expect(copy.outages()).toEqual([]);
    copy.ask({ api: 0 });
    await copy.done("up --advance 1h");
    expect(copy.outages()).toEqual([]);
  });

  test("a rollback while `kubernetes` is under way keeps legacy", async () => {
    project.ask({ api: "kubernetes" });
    // The pods follow their environment, and what is deleted goes last: while the pods take their time, legacy is there.
    edit(project, "RAILS_ENV: production", "RAILS_ENV: staging");
    project.configure((config) => (config["crossover:releases"].monolith.tag = "2.0.0"));
    const update = project.start("up --json --fault delay:8s:kubernetes:apps/v1:Deployment@1", {
      CROSSOVER_TRACES: "1",
    });
    await until("the update is under way", () =>
      project
        .cloud()
        .some(
          ({ type, inputs }) => type.endsWith(":ConfigMap") && JSON.stringify(inputs).includes("staging"),
        ),
    );
    await project.done("rollback api --now");
    expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
    const { code, out } = await update.ended;
    expect(code).toBe(1);
    expect(out).toContain("api.dev.example.com has been moved since this step was planned");
    expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
    expect(project.state().filter(({ type }) => type === "aws:autoscaling/group:Group")).toHaveLength(1);
    expect(project.outages()).toEqual([]);
  });
});

function toEcs(copy: Project): void {
  const ecs = "platform: ecs\n  cpu: 512\n  memory: 1024\n  min: 2\n  max: 4\n";
  edit(copy, /platform: autoScaling[^]*/, ecs);
}

function rename(copy: Project): void {
  edit(copy, "api:", "store:");
  copy.configure((config) => delete config["crossover:traffic"].api);
}
