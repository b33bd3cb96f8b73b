// Tests steps from checkouts of git on the real engine: an old one is refused, a rollback isn't, and an override is shown.
import { execFileSync } from "node:child_process";
import { unchanged, type Project } from "./project";
import { deployed } from "./starts";

function git({ root }: Project, ...args: string[]): string {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  return execFileSync("git", [...who, ...args], { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
}

function commit(project: Project): string {
  git(project, "add", "Pulumi.dev.yaml", "services");
  git(project, "commit", "--quiet", "--message", "a step");
  return git(project, "rev-parse", "--short=12", "HEAD");
}

/** What the ledger says of the route `api`. */
function ledger(project: Project): string {
  const texts = project
    .cloud()
    .filter(({ inputs }) => JSON.stringify(inputs).includes("owner=crossover/dev"));
  return JSON.stringify(texts.map(({ inputs }) => inputs.records)).match(/"owner=[^"]*commit=[^" ]*/)![0];
}

test("an old checkout undoes nothing, and a rollback is meant from wherever it is run", async () => {
  const project = (await deployed()).fork();
  git(project, "init", "--quiet");
  const first = commit(project);
  project.ask({ api: 0 });
  await project.done("up --advance 10m");
  expect(ledger(project)).toContain(`commit=${first}+`);
  // Nobody else has what isn't committed.
  git(project, "stash", "--quiet");
  expect(await project.run("preview --advance 1h")).toMatchObject({
    result: "refused",
    problems: [{ rule: "stale", message: expect.stringContaining("with a change that wasn't committed") }],
  });
  git(project, "stash", "pop", "--quiet");
  commit(project);
  project.ask({ api: 5 });
  const second = commit(project);
  await project.done("up --advance 10m");
  expect(ledger(project)).toContain(`commit=${second}`);
  expect((await project.done("up")).changes).toEqual(unchanged);

  git(project, "checkout", "--quiet", "HEAD~1");
  const old = await project.run("up --advance 1h");
  expect(old).toMatchObject({ code: 1, result: "refused", changes: unchanged });
  expect(old.problems).toMatchObject([{ rule: "stale", path: "crossover:traffic.api" }]);
  expect(project.weights("api")).toEqual({ legacy: 95, blue: 5 });

  await project.done("rollback api");
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect(project.outages()).toEqual([]);
});

test("a freeze, and the override of it", async () => {
  const project = (await deployed()).fork();
  const hour = 3_600_000;
  const at = (hours: number) => new Date(Date.now() + hours * hour).toISOString().slice(0, 16);
  project.ask({ api: 0 });
  project.configure((config) => {
    config["crossover:rules"].freeze = [{ from: at(-24), to: at(24), reason: "stock-taking" }];
  });
  const frozen = await project.run("preview --advance 10m");
  expect(frozen.problems).toMatchObject([
    { rule: "freeze", message: expect.stringContaining("in a freeze (stock-taking), which ends at") },
  ]);
  const until = `${at(20)}Z`;
  project.configure((config) => {
    config["crossover:overrides"] = [{ rule: "freeze", route: "api", reason: "incident 4711", until }];
  });
  const update = await project.done("up --advance 10m");
  expect(update.err).toContain(
    `warning: overridden until ${until} (incident 4711): api can't go up in a freeze`,
  );
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect((await project.done("up")).changes).toEqual(unchanged);
});
