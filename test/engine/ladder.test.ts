// Tests one route's whole way from legacy to Kubernetes and back, on the real engine: each step, and what is refused.
import { operations, type Project, single, unchanged } from "./project";
import { deployedWithAuth } from "./starts";

const rungs = [0, 5, 25, 50, 100] as const;

/** The project as it is once `api` has reached a value, not yet baked there. */
const at: Record<string, Project> = {};
/** What the update to a rung did. */
const steps: Record<string, string[]> = {};

beforeAll(async () => {
  const project = await deployedWithAuth();
  at.legacy = project.fork();
  for (const rung of rungs) {
    project.ask({ api: rung });
    steps[rung] = operations(await project.done("up --advance 10m"));
    expect(project.weights("api")).toEqual({ legacy: 100 - rung, blue: rung });
    at[rung] = project.fork();
  }
  expect(project.outages()).toEqual([]);
});

/** The records of a step in their order, the ledger's entry last. */
const both = (first: string, second: string) =>
  [first, second, "ledger"].map((target) => `update aws:route53/record:Record monolith-api-${target}`);

test("at 0 the new side is made, warm and ready before its record is", () => {
  const pods = steps[0]!.indexOf("create kubernetes:apps/v1:Deployment monolith-blue");
  expect(pods).toBeGreaterThan(-1);
  expect(steps[0]!.indexOf("create aws:route53/record:Record monolith-api-blue")).toBeGreaterThan(pods);
  expect(steps[0]!.filter((step) => step.startsWith("delete"))).toEqual([]);
});

test.each(rungs.slice(1))(
  "the step to %i updates both records, the receiver's first, then the ledger, and nothing else",
  (rung) => {
    expect(steps[rung]).toEqual(both("blue", "legacy"));
  },
);

test("down goes at once, from any rung to any value below, again the receiver's record first", async () => {
  const project = at[25]!.fork();
  // The other one waits for it, even if it is slow.
  const down = await project.done("up --set traffic.api=0 --fault delay:1s:aws:route53/record:Record@1");
  expect(operations(down)).toEqual(both("legacy", "blue"));
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect(project.outages()).toEqual([]);
});

test.each([
  ["legacy", "traffic.api=5", "standby", "0"],
  ["legacy", "traffic.api=kubernetes", "standby", "0"],
  ["5", "traffic.api=90", "ladder", "25"],
  ["5", "traffic.api=25", "bake", /^the same value from 20/],
  ["25", "traffic.api=kubernetes", "soak", "50"],
  ["25", "traffic.api=legacy", "standby", "0"],
  ["100", "traffic.api=kubernetes", "soak", /^the same value from 20/],
])("from %s, %s is refused by the rule %s", async (from, set, rule, allowed) => {
  const project = at[from]!;
  const held = () => ({
    cloud: project.cloud(),
    recorded: project.resource("pulumi:pulumi:Stack", "crossover-dev")?.outputs,
  });
  const before = held();
  const refused = await project.run(`up --set ${set}`);
  expect(refused).toMatchObject({ code: 1, result: "refused", changes: unchanged, operations: [] });
  const expected = typeof allowed === "string" ? allowed : expect.stringMatching(allowed);
  expect(refused.problems).toEqual([
    { rule, path: "crossover:traffic.api", message: expect.stringContaining("api "), allowed: expected },
  ]);
  if (typeof allowed !== "string") expect(refused.problems[0]!.message).toMatch(/ until 20/);
  expect(before.recorded).toBeDefined();
  expect(held()).toEqual(before);
});

test("a mistyped route is an error that names the right one", async () => {
  const { code, problems } = await at[5]!.run("preview --set traffic.apo=5");
  expect(code).toBe(1);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).toContain("did you mean `api`");
});

test("kubernetes, after the soak, takes away the legacy record, and the group only with the last route", async () => {
  const project = at[100]!.fork();
  expect((await project.run("up --advance 1h --set traffic.api=kubernetes")).problems).toMatchObject([
    { rule: "protected" },
  ]);
  // Which finds legacy without answers.
  expect(operations(await project.done("up"))).toEqual([
    "update aws:route53/record:Record monolith-api-ledger",
  ]);
  project.ask({ api: "kubernetes" });
  const done = operations(await project.done("up"));
  expect(done).toContain("delete aws:route53/record:Record monolith-api-legacy");
  expect(done.filter((step) => /autoscaling\/group|lb\/loadBalancer/.test(step))).toEqual([]);
  expect(project.weights("api")).toEqual({ blue: 100 });
  expect(project.weights("ingest")).toEqual({ legacy: 100 });
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
});

test("the legacy side is deleted with its last route, and comes back warm at 100", async () => {
  const project = single({ api: { ladder: [0, 100] } });
  // The update that finds legacy without a share lifts its protection.
  for (const value of ["legacy", 0, 100, 100]) {
    project.ask({ api: value });
    await project.done("up --advance 10m");
  }
  project.ask({ api: "kubernetes" });
  const away = operations(await project.done("up --advance 1h"));
  const place = (step: string) => away.indexOf(step);
  const record = place("delete aws:route53/record:Record monolith-api-legacy");
  expect(record).toBeGreaterThan(-1);
  expect(place("delete aws:autoscaling/group:Group monolith-legacy-group")).toBeGreaterThan(record);
  expect(place("delete aws:lb/loadBalancer:LoadBalancer monolith-legacy-alb")).toBeGreaterThan(record);
  expect(project.state().filter(({ urn }) => urn.includes("monolith-legacy"))).toEqual([]);
  expect(project.outages()).toEqual([]);

  expect((await project.run("up --set traffic.api=50")).problems).toMatchObject([
    { rule: "standby", allowed: "100" },
  ]);
  project.ask({ api: 100 });
  const back = operations(await project.done("up"));
  const group = back.indexOf("create aws:autoscaling/group:Group monolith-legacy-group");
  expect(group).toBeGreaterThan(-1);
  expect(back.indexOf("create aws:route53/record:Record monolith-api-legacy")).toBeGreaterThan(group);
  expect(project.weights("api")).toEqual({ legacy: 0, blue: 100 });
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
});
