// Tests the table of how long operations take.
import { kindOf } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { durationOf, UpdateTime } from "../../../src/rehearsal/cloud/duration";
import rows from "../../../src/rehearsal/cloud/durations.json";

test.each([
  [aws.record, "update", 30],
  [aws.cluster, "create", 600],
  [aws.role, "create", 10],
  [aws.vpnRoute, "create", 60],
  [aws.natGateway, "create", 120],
  ["kubernetes:apps/v1:Deployment", "update", 60],
  ["kubernetes:core/v1:ConfigMap", "create", 1],
  [aws.repository, "delete", 2],
] as const)("%s: %s takes %i s", (type, kind, seconds) => {
  expect(durationOf(type, kind)).toBe(1_000 * seconds);
});

test("each row has a source, is about a type that the cloud knows, and comes in order", () => {
  expect(rows.map(({ type }) => type)).toEqual(rows.map(({ type }) => type).sort());
  for (const { type, source, ...seconds } of rows) {
    expect(source).not.toBe("");
    expect(Object.keys(seconds)).toEqual(["create", "update", "delete"]);
    for (const each of Object.values(seconds)) expect(each).toBeGreaterThan(0);
    if (/:.*:/.test(type)) expect([type, kindOf(type) !== undefined]).toEqual([type, true]);
  }
});

test("operations of one kind on one type run side by side, and all others one after the other", () => {
  const time = new UpdateTime();
  const next = (type: string, kind: "create" | "update") => time.next(type, kind) / 1_000;
  expect([next(aws.cluster, "create"), next(aws.record, "create"), next(aws.record, "create")]).toEqual([
    600, 30, 1,
  ]);
  expect([next(aws.record, "update"), next(aws.cluster, "create")]).toEqual([30, 1]);
});
