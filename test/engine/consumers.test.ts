// Tests workers, whose consumers are divided between the sides, and jobs, which never run on both.
import { operations, type Project, small, unchanged } from "./project";

let base: Project;

beforeAll(async () => {
  base = small("auth", "sidekiq", "nightly-report");
  await base.done("up");
});

const group = "aws:autoscaling/group:Group";
const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const cronJob = "kubernetes:batch/v1:CronJob";

test("a worker's bounds follow its share on both sides", async () => {
  const project = base.fork();
  const bounds: Record<string, unknown> = {};
  for (const value of ["legacy", 0, 5, 25, 50, 100, "kubernetes"]) {
    project.ask({ sidekiq: value });
    await project.done("up --advance 1h");
    if (value === 50) {
      const back = project.fork();
      expect(operations(await back.done("rollback sidekiq")).every((one) => one.includes("sidekiq"))).toBe(
        true,
      );
      expect(back.resource(group, "sidekiq-legacy-group")?.inputs.minSize).toBe(4);
      expect(await back.run("rollback sidekiq --now")).toMatchObject({
        problems: [{ message: expect.stringContaining("has no records") }],
      });
    }
    const legacy = project.resource(group, "sidekiq-legacy-group")?.inputs;
    const pods = project.resource(autoscaler, "sidekiq-blue-autoscaler")?.inputs.spec;
    bounds[value] = {
      legacy: legacy && [legacy.minSize, legacy.maxSize],
      kubernetes: pods && [pods.minReplicas, pods.maxReplicas],
    };
  }
  // 4 to 8 instances, and 4 to 20 pods: the new side gets the ceiling of its share, the old side the rest.
  expect(bounds).toEqual({
    legacy: { legacy: [4, 8], kubernetes: undefined },
    0: { legacy: [4, 8], kubernetes: undefined },
    5: { legacy: [3, 7], kubernetes: [1, 1] },
    25: { legacy: [3, 6], kubernetes: [1, 5] },
    50: { legacy: [2, 4], kubernetes: [2, 10] },
    100: { legacy: [0, 0], kubernetes: [4, 20] },
    kubernetes: { legacy: undefined, kubernetes: [4, 20] },
  });
  expect((await project.done("up")).changes).toEqual(unchanged);
});

test("a worker climbs by the same rules as a route", async () => {
  expect((await base.run("preview --set traffic.sidekiq=5")).problems).toMatchObject([
    { rule: "standby", allowed: "0" },
  ]);
  expect((await base.run("preview --set traffic.nightly-report=50")).problems).toMatchObject([
    { rule: "job" },
  ]);
});

test("a job moves to Kubernetes and back, and at no moment runs on both sides", async () => {
  const project = base.fork();
  const both: string[] = [];
  let legs = "";
  project.afterEach((change, cloud) => {
    const onLegacy = cloud.some(
      ({ type, inputs }) => type === group && isReport(inputs) && Number(inputs.maxSize) > 0,
    );
    const onKubernetes = cloud.some(
      ({ type, inputs }) => type === cronJob && (inputs.spec as any).suspend !== true,
    );
    if (onLegacy && onKubernetes) both.push(change);
    const now = onLegacy ? "L" : onKubernetes ? "K" : "-";
    if (!legs.endsWith(now)) legs += now;
  });

  project.ask({ "nightly-report": "kubernetes" });
  const there = operations(await project.done("up"));
  const rest = `update ${group} nightly-report-legacy-group`;
  expect(there).toContain(rest);
  expect(there.indexOf(`create ${cronJob} nightly-report-blue`)).toBeGreaterThan(there.indexOf(rest));
  // The side that was left goes with the next update.
  expect(operations(await project.done("up"))).toContain(`delete ${group} nightly-report-legacy-group`);
  expect((await project.done("up")).changes).toEqual(unchanged);

  project.ask({ "nightly-report": "legacy" });
  const back = operations(await project.done("up"));
  const suspend = `update ${cronJob} nightly-report-blue`;
  expect(back).toContain(suspend);
  expect(back.indexOf(`create ${group} nightly-report-legacy-group`)).toBeGreaterThan(back.indexOf(suspend));
  expect(operations(await project.done("up"))).toContain(`delete ${cronJob} nightly-report-blue`);
  expect((await project.done("up")).changes).toEqual(unchanged);

  // Replays every change, in order, to those that look.
  expect(project.outages()).toEqual([]);
  expect(both).toEqual([]);
  // At rest first, each time: it ran on legacy before the first change.
  expect(legs).toBe("-K-L");
});

function isReport({ tags }: { tags?: unknown }): boolean {
  return JSON.stringify(tags ?? {}).includes("nightly-report");
}
