// Each environment of the project, deployed, deployed again and taken away.
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
  const kept = left!.protected.map((text) => text.split(" ")[0]!);
  expect(kept.filter((name) => /-(db|cache)$/.test(name)).sort()).toEqual(protectedStores[stack]);
  // What isn't told of is gone.
  const remains = project.cloud().filter(({ seeded }) => !seeded);
  expect(remains).toHaveLength(Object.values(left!).flat().length);
  if (kept.length === 0) expect(project.state()).toEqual([]);
});

const protectedStores: Record<string, string[]> = {
  dev: [],
  staging: ["staging-booking-db", "staging-main-db"],
  prod: ["prod-booking-db", "prod-jobs-cache", "prod-main-db", "prod-sessions-cache"],
};
