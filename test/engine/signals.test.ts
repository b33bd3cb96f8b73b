// Tests signals at random moments of a first deployment and of a step: the next update goes on, and nothing is left behind.
import * as fs from "node:fs";
import { Random } from "../../tools/walk/random";
import { type Project, type Running, single, unchanged, until } from "./project";
import { deployed } from "./starts";

/** With CROSSOVER_MOMENTS=20 at so many moments of each kind, which takes two hours where nothing else runs. */
const moments = Number(process.env.CROSSOVER_MOMENTS ?? "0");
const seed = Number(process.env.CROSSOVER_SEED ?? "1");

/** How a command is ended. */
const endings: Record<string, (running: Running) => void> = {
  "SIGINT to the command": (running) => running.signal("SIGINT"),
  "SIGINT from the keyboard": (running) => running.group("SIGINT"),
  "SIGTERM to the command": (running) => running.signal("SIGTERM"),
  "SIGTERM to all its processes": (running) => running.group("SIGTERM"),
  "SIGHUP to the command": (running) => running.signal("SIGHUP"),
  "SIGHUP of a closed terminal": (running) => running.group("SIGHUP"),
  "SIGKILL to the command": (running) => running.signal("SIGKILL"),
  "SIGKILL to all its processes": (running) => running.group("SIGKILL"),
};

/** Brings up what a command starts from, and says what is run. */
const commands: Record<string, () => Promise<{ project: Project; line: string }>> = {
  "a first deployment": () => Promise.resolve({ project: single(), line: "up" }),
  "a step": async () => {
    const project = (await deployed()).fork();
    project.ask({ api: 0 });
    return { project, line: "up --advance 10m" };
  },
};

/** Processes that were started for a project and are still there. */
function processesOf({ root }: Project): string[] {
  return fs.readdirSync("/proc").flatMap((pid) => {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      const isOurs = command.includes(root) || fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(root);
      return isOurs ? [`${pid} ${command}`] : [];
    } catch {
      // No process, or one that has just ended.
      return [];
    }
  });
}

/** Files and folders of a rehearsal that are there only while something runs. */
function leftovers({ rehearsal }: Project): string[] {
  if (!fs.existsSync(rehearsal)) return [];
  const all = fs.readdirSync(rehearsal, { recursive: true, encoding: "utf8" });
  return all.filter(
    (file) => /(^|\/)run-/.test(file) || (/\/locks\/.*\.json$/.test(file) && !/\.attrs$/.test(file)),
  );
}

/** Runs the command, ends it after some milliseconds, and looks at what is left once the next one has gone on. */
async function endAfter(command: string, ending: string, milliseconds: number): Promise<void> {
  const { project, line } = await commands[command]!();
  const running = project.start(line);
  const isThrough = await Promise.race([
    running.ended.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), milliseconds)),
  ]);
  if (!isThrough) endings[ending]!(running);
  await running.ended;
  await until(
    `no process is left: ${ending} after ${milliseconds} ms`,
    () => processesOf(project).length === 0,
  );
  if (!ending.startsWith("SIGKILL")) expect(leftovers(project)).toEqual([]);

  const next = await project.run("up");
  expect(next).toMatchObject({ code: 0, result: "done", problems: [] });
  expect((await project.done("up")).changes).toEqual(unchanged);
  const zones = project.cloud().filter(({ type }) => type === "aws:route53/zone:Zone");
  expect(zones.map(({ outputs }) => outputs.name)).toEqual(["dev.example.com"]);
  expect(project.outages()).toEqual([]);
  expect(leftovers(project)).toEqual([]);
  project.remove();
}

/** Milliseconds that the command takes where nothing ends it. */
async function undisturbed(command: string): Promise<number> {
  const { project, line } = await commands[command]!();
  const began = Date.now();
  expect((await project.start(line).ended).code).toBe(0);
  return Date.now() - began;
}

test("SIGTERM in the midst of a first deployment", async () => {
  const project = single();
  const running = project.start("up");
  await until("it is under way", () => project.cloud().length > 20);
  running.signal("SIGTERM");
  const { code, err } = await running.ended;
  expect(code).toBe(1);
  expect(err).toContain("stopped by SIGTERM; what was under way has ended, and the state knows of it");
  expect(processesOf(project)).toEqual([]);
  expect(leftovers(project)).toEqual([]);
  await project.done("up");
  expect((await project.done("up")).changes).toEqual(unchanged);
});

describe.each(Object.keys(commands))("%s, ended at random moments", (command) => {
  let takes = 0;
  if (moments > 0) beforeAll(async () => void (takes = await undisturbed(command)));
  (moments > 0 ? test.each : test.skip.each)(Object.keys(endings))(
    "%s",
    async (ending) => {
      for (let i = 0; i < moments; i++) {
        const after = new Random(seed, i).below(takes);
        console.log(`${command}, ${ending}, ${after} of ${takes} ms`);
        await endAfter(command, ending, after);
      }
    },
    3_600_000,
  );
});
