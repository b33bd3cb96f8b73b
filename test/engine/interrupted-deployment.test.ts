// A first deployment whose engine is killed again and again: what exists answers, and in the end it converges.
import { Project, small, unchanged } from "./project";

/** With CROSSOVER_EVERY_KILL=1 at every operation, also of the stack `dev`; that takes the better part of an hour. */
const every = (process.env.CROSSOVER_EVERY_KILL ?? "") !== "";

/**
 * Deploys with an engine that is killed at its n-th operation, until there are fewer left; alternately before the
 * operation is made and after, when the engine hasn't heard of it yet. Returns how many engines were killed.
 */
async function deployKilled(project: Project, operations: number): Promise<number> {
  for (let kills = 0; ; kills++) {
    const fault = kills % 2 === 0 ? `kill@${operations + 1}` : `kill-after@${operations}`;
    const { result, problems } = await project.run(`up --fault ${fault}`);
    expect(project.outages()).toEqual([]);
    if (result === "done") return kills;
    expect(problems).toMatchObject([{ message: "the engine was killed" }]);
  }
}

async function expectConverged(project: Project): Promise<void> {
  expect((await project.done("up")).changes).toEqual(unchanged);
  const interrupted = JSON.parse(
    project.read(`rehearsal/state/.pulumi/stacks/crossover/${project.stack}.json`),
  );
  expect(interrupted.checkpoint.latest.pending_operations ?? []).toEqual([]);
  expect(project.outages()).toEqual([]);
}

test("a small project, killed on its way", async () => {
  const project = small("auth", "monolith", "sidekiq", "nightly-report");
  const kills = await deployKilled(project, every ? 1 : 8);
  console.log(`kills ${kills}`);
  expect(kills).toBeGreaterThan(every ? 70 : 15);
  await expectConverged(project);
}, 3_600_000);

(every ? test : test.skip)(
  "the stack dev, killed at every operation",
  async () => {
    const project = new Project("dev");
    const kills = await deployKilled(project, 1);
    console.log(`kills ${kills}`);
    expect(kills).toBeGreaterThan(150);
    await expectConverged(project);
  },
  3_600_000,
);
