// Tests a step up that is killed or fails half-way: every name still answers, no leap follows, and both ways out are open.
import { describeKills } from "./kills";
import { operations } from "./project";
import { deployedAt } from "./starts";

const between = {
  left: { legacy: 95, blue: 25 },
  rule: "unfinished",
  allowed: "25 to finish it, 5 to go down",
} as const;

describeKills(5, 25, [
  { fault: "kill@1", left: { legacy: 95, blue: 5 }, rule: "ladder", allowed: "25" },
  { fault: "kill-after@1", ...between },
  { fault: "kill@2", ...between },
  { fault: "kill-after@2", left: { legacy: 75, blue: 25 }, rule: "ladder", allowed: "50" },
]);

test("a step that failed three times leads to no leap, and its retry needs no new bake", async () => {
  const project = await deployedAt(5);
  project.ask({ api: 25 });
  const failing = "up --fault fail:aws:route53/record:Record@1";
  for (const advance of [" --advance 10m", "", ""]) {
    const failed = await project.run(`${failing}${advance}`);
    expect(failed).toMatchObject({ code: 1, result: "failed" });
    expect(failed.problems.map(({ message }) => message).join()).toContain(
      "the rehearsal made this operation fail",
    );
    expect(project.weights("api")).toEqual({ legacy: 95, blue: 5 });
  }
  const leap = await project.run("up --set traffic.api=50");
  expect(leap).toMatchObject({ code: 1, problems: [{ rule: "ladder", allowed: "25" }] });
  await project.done("up");
  expect(project.weights("api")).toEqual({ legacy: 75, blue: 25 });
  expect(project.outages()).toEqual([]);
});

test("a giver that fails leaves the receiver raised; the retry finishes the step", async () => {
  const project = await deployedAt(5);
  project.ask({ api: 25 });
  const failed = await project.run("up --advance 10m --fault fail:aws:route53/record:Record@2");
  expect(failed).toMatchObject({ code: 1, result: "failed" });
  expect(project.weights("api")).toEqual({ legacy: 95, blue: 25 });
  const done = await project.done("up");
  expect(operations(done)).toEqual([
    "update aws:route53/record:Record monolith-api-legacy",
    "update aws:route53/record:Record monolith-api-ledger",
  ]);
  expect(project.weights("api")).toEqual({ legacy: 75, blue: 25 });
  expect(project.outages()).toEqual([]);
});
