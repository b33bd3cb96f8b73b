// Tests a first deployment whose engine is killed again and again: what exists answers, and in the end it converges.
import { Project, small, unchanged } from "./project";

/** With CROSSOVER_EVERY_KILL=1 at every operation, also of the stack `dev`, which takes an hour where nothing else runs. */
const every = (process.env.CROSSOVER_EVERY_KILL ?? "") !== "";

/**
 * Deploys with an engine that is killed once it has made this many changes, until fewer are left. Returns how many
 * engines were killed.
 */
async function deployKilled(project: Project, changes: number): Promise<number> {
  for (let kills = 0; ; kills++) {
    const { result, problems } = await project.run(`up --fault kill@${changes + 1}`);
    expect(project.outages()).toEqual([]);
    if (result === "done") return kills;
    expect(problems).toMatchObject([{ message: "the engine was killed" }]);
  }
}

async function expectConverged(project: Project): Promise<void> {
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
}

test("a small project, killed on its way", async () => {
  const project = small("auth", "monolith", "sidekiq", "nightly-report");
  const kills = await deployKilled(project, every ? 1 : 8);
  expect(kills).toBeGreaterThan(every ? 70 : 15);
  await expectConverged(project);
}, 3_600_000);

(every ? test : test.skip)(
  "the stack dev, killed at every operation",
  async () => {
    const project = new Project("dev");
    const kills = await deployKilled(project, 1);
    expect(kills).toBeGreaterThan(150);
    await expectConverged(project);
  },
  7_200_000,
);
