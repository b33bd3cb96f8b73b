// Tests each environment of the project: deployed, deployed again and destroyed.
import { Project, unchanged } from "./project";

test.each(["dev", "staging", "prod"])("%s", async (stack) => {
  const project = new Project(stack);
  const first = await project.done("up");
  expect(first.changes).toMatchObject({ update: 0, replace: 0, delete: 0, same: 0 });
  const second = await project.done("up");
  expect(second.changes).toEqual({ ...unchanged, same: first.changes.create });
  expect(second.operations).toEqual([]);
  expect(project.outages()).toEqual([]);
  expect(Object.keys(second.traffic)).toContain("api");

  const { left } = await project.done("destroy");
  expect([...left!.protected].sort()).toEqual(evidence[stack]);
  // What isn't told of is gone.
  const remains = project.cloud().filter(({ seeded }) => !seeded);
  expect(remains).toHaveLength(Object.values(left!).flat().length);
  if (left!.protected.length === 0) expect(project.state()).toEqual([]);
});

/** What outlives its stack: evidence and data. */
const evidence: Record<string, string[]> = {
  dev: [],
  staging: ["staging-booking-db (aws:rds/instance:Instance)", "staging-main-db (aws:rds/instance:Instance)"],
  prod: [
    "prod-audit (aws:cloudtrail/trail:Trail)",
    "prod-audit (aws:kms/key:Key)",
    "prod-audit-bucket (aws:s3/bucket:Bucket)",
    "prod-booking-db (aws:rds/instance:Instance)",
    "prod-jobs-cache (aws:elasticache/replicationGroup:ReplicationGroup)",
    "prod-logs (aws:kms/key:Key)",
    "prod-main-db (aws:rds/instance:Instance)",
    "prod-sessions-cache (aws:elasticache/replicationGroup:ReplicationGroup)",
  ],
};
