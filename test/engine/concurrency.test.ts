// Tests several commands at once on one rehearsal: one update at a time for each stack, and nothing is lost.
import * as fs from "node:fs";
import * as path from "node:path";
import { type Project, single, unchanged, until } from "./project";
import { deployed } from "./starts";

let base: Project;

/** Whether an engine that is alive holds the stack's lock. */
function isHeld({ rehearsal }: Project): boolean {
  const folder = path.join(rehearsal, "state", ".pulumi", "locks", "organization", "crossover", "dev");
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return files.some((name) => {
    try {
      const { pid } = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) as { pid: number };
      return process.kill(pid, 0);
    } catch {
      // The process is gone, or the file is being written or removed.
      return false;
    }
  });
}

beforeAll(async () => {
  base = await deployed();
});

test("while an update runs, a second one is refused, a preview works, and the first one ends well", async () => {
  const project = base.fork();
  project.ask({ api: 0 });
  const first = project.start("up --json --advance 10m --fault delay:8s@1");
  await until("the first update holds the lock", () => isHeld(project));

  const second = await project.run("up");
  expect(second).toMatchObject({ code: 1, result: "failed" });
  expect(second.problems[0]!.message).toContain("another update of dev is running");
  expect(second.problems[0]!.allowed).toContain("wait for it");
  expect(await project.run("preview")).toMatchObject({ code: 0, result: "done" });

  const { code, out } = await first.ended;
  expect({ code, result: JSON.parse(out).result }).toEqual({ code: 0, result: "done" });
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
});

test("two stacks are deployed at the same time into one simulated cloud", async () => {
  const project = single();
  const text = project.read("Pulumi.dev.yaml").replaceAll("dev.example.com", "test.example.com");
  project.write("Pulumi.test.yaml", text);
  const updates = await Promise.all(
    ["dev", "test"].map((stack) => project.start(`up --stack ${stack}`).ended),
  );
  expect(updates.map(({ code }) => code)).toEqual([0, 0]);
  for (const stack of ["dev", "test"]) {
    const { changes } = await project.done(`up --stack ${stack}`);
    expect(changes).toEqual(unchanged);
    expect(changes.same).toBeGreaterThan(100);
  }
  expect(project.outages()).toEqual([]);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s to the command alone lets what is under way end, says so, and leaves no lock",
  async (signal) => {
    const project = base.fork();
    project.ask({ api: 0 });
    const update = project.start("up --advance 10m --fault delay:3s:aws:route53/record:Record@1");
    await until("the update is under way", () =>
      project.cloud().some(({ type }) => type.endsWith(":HorizontalPodAutoscaler")),
    );
    update.signal(signal);
    const { code, err } = await update.ended;
    expect(code).toBe(1);
    expect(err).toContain(`${signal}: stopping once what is under way is done`);
    expect(err).toContain(`stopped by ${signal}; what was under way has ended, and the state knows of it`);
    expect(isHeld(project)).toBe(false);
    await project.done("up");
    expect((await project.done("up")).changes).toEqual(unchanged);
    expect(project.outages()).toEqual([]);
  },
);

test("an interrupt from the keyboard ends in a state that the next update goes on from", async () => {
  const project = base.fork();
  project.ask({ api: 0 });
  const update = project.start("up --advance 10m --fault delay:3s@1");
  await until("the update holds the lock", () => isHeld(project));
  update.group("SIGINT");
  await update.ended;
  await until("the engine is through, or gone", () => !isHeld(project));
  await project.done("up");
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
});
