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

  const destroyed = await project.say("destroy");
  expect(destroyed).toMatchObject({
    code: 0,
    out: expect.stringContaining("nothing is left in the simulated cloud"),
  });
  expect(project.cloud().filter(({ seeded }) => !seeded)).toEqual([]);
  expect(project.state()).toEqual([]);
});
