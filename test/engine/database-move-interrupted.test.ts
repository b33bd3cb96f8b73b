// Tests what is written down of a database's move when an update is killed, or is of something else.
import { aim, ask, askChecked, oldHost, recorded, nameTarget, streaming } from "./moves";
import { operations } from "./project";

test("a rollback writes no step down that waits in the stack file, nor one that was taken out", async () => {
  const project = await streaming();
  for (const api of [0, 5]) {
    project.ask({ api });
    await project.done("up --advance 10m");
  }
  const before = recorded(project);
  expect(before).toMatchObject({ stage: "stream", wish: { round: 1 } });
  ask(project, { phase: "load", include: ["sales.*"], round: 2 });
  await project.done("rollback api --to 1");
  expect(recorded(project)).toEqual(before);
  project.configure((config) => {
    delete config["crossover:databases"].main.source;
    delete config["crossover:databases"].main.replication;
  });
  await project.done("rollback api");
  expect(recorded(project)).toEqual(before);
  expect((await project.run("up")).problems.map(({ rule }) => rule)).toContain("phase");
});

test.each([
  ["the name isn't switched", { phase: "reverse" }],
  ["nothing is paused", { phase: "stream", paused: true }],
])("an update of another resource alone writes no step down: %s", async (_, wanted) => {
  const project = await streaming();
  const before = recorded(project);
  askChecked(project, wanted);
  aim(project, "dev-private-zone");
  expect(operations(await project.done("up"))).toEqual([]);
  expect([nameTarget(project), recorded(project)]).toEqual([oldHost, before]);
  askChecked(project, wanted);
  await project.done("up");
  expect(recorded(project)).toMatchObject({ stage: wanted.phase });
});

test("nor that a way back began which isn't there", async () => {
  const project = await streaming();
  askChecked(project, { phase: "cutover" });
  await project.done("up");
  const before = recorded(project);
  askChecked(project, { phase: "reverse" });
  aim(project, "dev-private-zone");
  await project.done("up");
  expect(recorded(project)).toEqual(before);
});

test.each([
  ["kill-after:aws:dms/replicationConfig@1", "stream", false],
  ["kill:aws:route53/record@1", "stream", false],
  ["kill-after:aws:route53/record@1", "unfinished", true],
  ["kill:aws:dms/replicationConfig@2", "unfinished", true],
])("%s at the cutover: %s", async (fault, stands_, switched) => {
  const project = await streaming();
  askChecked(project, { phase: "reverse" });
  expect((await project.say(`up --fault ${fault}`)).code).toBe(1);
  expect(nameTarget(project) === oldHost).toBe(!switched);

  // Before the switch nothing has happened to the services, and the way back to the stream is open; after it, none.
  ask(project, { phase: "stream" });
  const backwards = await project.run("preview");
  expect(backwards.problems.map(({ rule }) => rule)).toEqual(stands_ === "unfinished" ? ["unfinished"] : []);

  askChecked(project, { phase: "reverse" });
  await project.done("up");
  expect(nameTarget(project)).toMatch(/rds\.amazonaws\.com$/);
  const runs = project.cloud().filter(({ type }) => type === "aws:dms/replicationConfig:ReplicationConfig");
  expect(runs.map(({ inputs }) => inputs.startReplication).sort()).toEqual([false, true]);
  expect((await project.done("up")).operations).toEqual([]);
});

test("a way back that a killed update has made isn't made a second time beside itself", async () => {
  const project = await streaming();
  askChecked(project, { phase: "reverse" });
  expect((await project.say("up --fault kill-after:aws:dms/replicationConfig@2")).code).toBe(1);
  const { problems } = await project.run("up");
  expect(problems.map(({ message }) => message).join()).toMatch(
    /ResourceAlreadyExistsFault.*dev-main-reverse-1/,
  );
});
