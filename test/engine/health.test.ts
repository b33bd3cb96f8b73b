// Tests that nothing moves towards what isn't healthy: what the simulated checks report is asked, and judged at preview.
import { FileStore } from "../../src/rehearsal/store/fileStore";
import { operations, unchanged, type Project } from "./project";
import { deployed, deployedAt } from "./starts";

const type = {
  check: "aws:route53/healthCheck:HealthCheck",
  deployment: "kubernetes:apps/v1:Deployment",
  listener: "aws:lb/listener:Listener",
};

/** Takes something away from the cloud, as somebody would by hand. */
function remove(project: Project, one: { type: string; where?: (name: string) => boolean }): void {
  const found = project
    .cloud()
    .filter((resource) => resource.type === one.type && (one.where?.(JSON.stringify(resource)) ?? true));
  expect(found).toHaveLength(1);
  const store = new FileStore(project.rehearsal);
  store.delete(found[0]!.type, found[0]!.id, found[0]!.cluster);
  store.close();
}

/** Makes a health check one of this moment, as if the update that made it had been quick. */
function renew(project: Project, name: string): void {
  const [check] = project
    .cloud()
    .filter((resource) => resource.type === type.check && JSON.stringify(resource).includes(name));
  const store = new FileStore(project.rehearsal);
  store.put({ ...check!, createdAt: store.now().toISOString() });
  store.close();
}

const blueCheck = { type: type.check, where: (text: string) => text.includes("api.blue.") };
const legacyListener = {
  type: type.listener,
  where: (text: string) => text.includes("monolith-legacy") && text.includes('"port":443'),
};

let at5: Project;
let at100: Project;

beforeAll(async () => {
  at5 = await deployedAt(5);
  at100 = at5.fork();
  for (const api of [25, 50, 100]) {
    at100.ask({ api });
    await at100.done("up --advance 10m");
  }
});

test("kubernetes is refused once the new side's Deployment is gone, and legacy stays", async () => {
  const project = at100.fork();
  remove(project, { type: type.deployment, where: (text) => text.includes("monolith") });
  const { code, result, changes, problems } = await project.run(
    "preview --advance 1h --set traffic.api=kubernetes",
  );
  expect({ code, result, changes }).toEqual({ code: 1, result: "refused", changes: unchanged });
  expect(problems).toEqual([
    {
      rule: "health",
      path: "crossover:traffic.api",
      message: expect.stringMatching(
        /^api can't go to kubernetes while blue is unhealthy: 0 of 3 checkers pass, last looked at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
      ),
      allowed: "100 until blue is healthy, then the same value",
    },
  ]);
});

test.each([
  [
    "Deployment",
    "monolith-blue",
    { type: type.deployment, where: (text: string) => text.includes("monolith") },
  ],
  ["listener of legacy", "monolith-legacy-alb-https", legacyListener],
])("a %s that was deleted by hand is named, and made anew", async (_, name, one) => {
  const project = at5.fork();
  remove(project, one);
  const preview = await project.done("preview");
  expect(preview.err).toContain(`${name} was deleted by hand; up writes what the files say`);
  const update = await project.done("up --advance 10m");
  expect(update.err).toContain(`${name} was deleted by hand; up writes what the files say`);
  expect(operations(update)).toContain(`create ${one.type} ${name}`);
  await project.done("up --advance 10m --set traffic.api=25");
  expect(operations(await project.done("up --set traffic.api=25"))).toEqual([]);
});

test("a check that was deleted by hand speaks for nobody", async () => {
  const project = at5.fork();
  remove(project, blueCheck);
  const { problems } = await project.run("preview --advance 10m --set traffic.api=25");
  expect(problems).toMatchObject([
    { rule: "health", allowed: "5 until blue is healthy, then the same value" },
  ]);
  expect(problems[0]!.message).toMatch(
    /^api can't go to 25 while blue is unhealthy: its health check \S+ doesn't exist any more$/,
  );

  // The state doesn't know yet that it is gone, and learns of it first.
  expect(operations(await project.done("up"))).toEqual([
    "create aws:route53/healthCheck:HealthCheck monolith-api-blue-health",
    "update aws:route53/record:Record monolith-api-blue",
  ]);
  expect(project.outages()).toEqual([]);
  await project.done("up --advance 10m --set traffic.api=25");
});

test.each([
  ["an update", "up --set traffic.api=0"],
  ["a rollback", "rollback api"],
  ["a rollback past the engine", "rollback api --now"],
])("%s goes down also where checks were deleted by hand", async (_, line) => {
  const project = at5.fork();
  remove(project, blueCheck);
  remove(project, { ...blueCheck, where: (text) => text.includes("api.legacy.") });
  await project.done(line);
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  project.ask({ api: 0 });
  await project.done("up");
  expect(project.cloud().filter((one) => one.type === type.check)).toHaveLength(2);
  expect(await project.run("preview")).toMatchObject({ result: "done", changes: unchanged });
  expect(project.outages()).toEqual([]);
});

test("down is allowed all the same, with a warning", async () => {
  const project = at5.fork();
  remove(project, legacyListener);
  project.ask({ api: 0 });
  const { err } = await project.done("up");
  expect(err).toContain("warning: api goes to 0 though legacy is unhealthy: its health check failed at ");
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
});

test("the side that is left at 0 isn't taken away while legacy is unhealthy", async () => {
  const project = at5.fork();
  project.ask({ api: 0 });
  await project.done("up");
  remove(project, legacyListener);
  const { problems } = await project.run("preview --advance 10m --set traffic.api=legacy");
  expect(problems).toMatchObject([
    { rule: "health", message: expect.stringMatching(/^api can't go to legacy while legacy is unhealthy/) },
  ]);
});

test("what was just made isn't taken for healthy before its check has reported", async () => {
  const project = await deployed();
  project.configure((config) => (config["crossover:rules"].bake = "10s"));
  const silent = (side: string) =>
    `while ${side} is unhealthy: its health check has reported nothing in the last 5 minutes`;
  renew(project, "api.legacy.");
  const first = await project.run("preview --advance 20s --set traffic.api=0");
  expect(first.problems).toMatchObject([
    { rule: "health", message: `api can't go to 0 ${silent("legacy")}` },
  ]);
  project.ask({ api: 0 });
  await project.done("up --advance 2m");
  renew(project, "api.blue.");
  const second = await project.run("preview --advance 20s --set traffic.api=5");
  expect(second.problems).toMatchObject([{ rule: "health", message: `api can't go to 5 ${silent("blue")}` }]);
  project.ask({ api: 5 });
  await project.done("up --advance 2m");
});

test("what asks AWS past the provider leaves the environment as it was", async () => {
  const before = { ...process.env };
  await at5.fork().done("preview");
  expect({ ...process.env }).toEqual(before);
});
