// Tests what a user sees of broken files, and of a bug in the program: where it is, and never a stack trace unasked.
import * as fs from "node:fs";
import * as path from "node:path";
import type { Project } from "./project";
import { deployed } from "./starts";

let base: Project;

beforeAll(async () => {
  base = await deployed();
});

/** A rehearsal like the one of `base` in which one file is damaged. */
function damaged(
  file: string,
  damage: (file: string) => void,
): { project: Project; file: string; directory: string } {
  const project = base.fork();
  const directory = path.join(project.root, "damaged");
  fs.renameSync(project.rehearsal, directory);
  damage(path.join(directory, file));
  return { project, directory, file: path.join(directory, file) };
}

test("a service file with five mistakes is refused with five problems, each with its path", async () => {
  const project = base.fork();
  project.write(
    "services/monolith.yaml",
    [
      "kind: web",
      "image: monolith",
      "prot: 3000",
      "port: 99999",
      "health: { path: healthz }",
      'resources: { cpu: "1 core", memory: 2Gi }',
      "scale: { min: 6, max: 60, cpu: 650 }",
      "routes: { api: {} }",
    ].join("\n"),
  );
  const { code, result, problems, err } = await project.run("preview");
  expect({ code, result }).toEqual({ code: 1, result: "refused" });
  expect(problems.map(({ path }) => path).sort()).toEqual([
    "services/monolith.yaml: health.path",
    "services/monolith.yaml: port",
    "services/monolith.yaml: prot",
    "services/monolith.yaml: resources.cpu",
    "services/monolith.yaml: scale.cpu",
  ]);
  expect(err).toContain("refused, nothing was changed: 5 problems");
});

test.each([
  ["services/monolith.yaml", "kind: [web\nimage: monolith\n", "services/monolith.yaml: line 2"],
  [
    "Pulumi.dev.yaml",
    "config:\n  crossover:zone: { create: a.b\n  aws:region: eu-west-1\n",
    "Pulumi.dev.yaml: line 3",
  ],
  ["Pulumi.dev.yaml", "", "Pulumi.dev.yaml"],
  ["Pulumi.dev.yaml", "config: 5\n", "Pulumi.dev.yaml: config"],
  ["Pulumi.dev.yaml", "[1, 2]\n", "Pulumi.dev.yaml"],
])("%s that isn't what it should be is named, alone and with its place: %j", async (file, text, place) => {
  const project = base.fork();
  project.write(file, text);
  // The last needs no service files.
  const now = file === "Pulumi.dev.yaml" ? ["rollback api --now"] : [];
  for (const command of ["preview", "up", "status", "rollback api", ...now]) {
    const { code, result, problems } = await project.run(command);
    expect({ command, code, result }).toEqual({ command, code: 1, result: "refused" });
    expect(problems.map((problem) => problem.path)).toEqual([place]);
  }
  expect(project.weights("api")).toEqual({ legacy: 100 });
});

test("a damaged journal of the simulated cloud is named, with its line, and left as it is", async () => {
  const { project, directory, file } = damaged("cloud.jsonl", (journal) => {
    const lines = fs.readFileSync(journal, "utf8").split("\n");
    lines[7] = lines[7]!.slice(0, 40);
    fs.writeFileSync(journal, lines.join("\n"));
  });
  const before = fs.readFileSync(file);
  for (const command of ["up", "preview", "status", "rollback api --now"]) {
    const { code, problems } = await project.run(`${command} --rehearsal=${directory}`);
    expect(code).toBe(1);
    expect(problems).toEqual([
      { rule: "failure", path: "dev", message: expect.stringContaining(`${file}, line 8, is damaged`) },
    ]);
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  }
});

test("a journal that can't be read is named", async () => {
  const { project, directory, file } = damaged("cloud.jsonl", (journal) => {
    fs.rmSync(journal);
    fs.mkdirSync(journal);
  });
  const { code, problems } = await project.run(`up --rehearsal=${directory}`);
  expect(code).toBe(1);
  expect(problems[0]!.message).toContain(file);
});

test("a damaged state is said to be so, and left as it is", async () => {
  const { project, directory, file } = damaged("state/.pulumi/stacks/crossover/dev.json", (state) =>
    fs.writeFileSync(state, fs.readFileSync(state, "utf8").slice(0, 5_000)),
  );
  const before = fs.readFileSync(file);
  const { code, result, problems } = await project.run(`up --rehearsal=${directory}`);
  expect({ code, result }).toEqual({ code: 1, result: "failed" });
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the state of dev can't be read: failed to load checkpoint: .*$/),
  ]);
  expect(fs.readFileSync(file).equals(before)).toBe(true);
});

describe("a bug in the program", () => {
  /** Makes a function of the model throw, in the process that loads it. */
  const preload = `
    const Module = require("node:module");
    const load = Module._load;
    Module._load = function (request, ...rest) {
      const loaded = load.call(this, request, ...rest);
      return request.endsWith("/workload/sides") ? { ...loaded, sidesOf: () => undefined.size } : loaded;
    };`;

  async function run(env: NodeJS.ProcessEnv) {
    const project = base.fork();
    project.write("preload.cjs", preload);
    return project.start("preview", {
      NODE_OPTIONS: `--require ${path.join(project.root, "preload.cjs")}`,
      ...env,
    }).ended;
  }

  test("is one line, and names the switch that tells where it is", async () => {
    const { code, out, err } = await run({ CROSSOVER_TRACES: "" });
    expect(code).toBe(1);
    expect(`${out}${err}`).not.toMatch(/^\s+at /m);
    expect(err).toContain("Cannot read properties of undefined");
    expect(err).toContain("CROSSOVER_TRACES=1");
  });

  test("is shown with its file once asked for", async () => {
    const { code, err } = await run({ CROSSOVER_TRACES: "1" });
    expect(code).toBe(1);
    expect(err).toContain("Cannot read properties of undefined");
    expect(err).toContain(path.join("src", "program.ts"));
  });
});
