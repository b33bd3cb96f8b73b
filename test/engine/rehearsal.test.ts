// Tests `rehearsal`: plain `pulumi` works on the simulated cloud, and knows its time; the command's end is its own.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Project } from "./project";
import { deployed } from "./starts";

const origin = path.resolve(__dirname, "..", "..");
let project: Project;

beforeAll(async () => {
  project = (await deployed()).withProgram();
});

const run = (command: string, options?: string) => project.rehearse(command, options);
const pulumi = (command: string, options?: string) => project.pulumi(command, options);

test("pulumi finds the stack, its outputs and its cloud, and leaves the stack file as it was", async () => {
  const before = project.read("Pulumi.dev.yaml");
  const ls = await run("pulumi stack ls");
  expect(ls).toMatchObject({ code: 0, err: "" });
  expect(ls.out).toMatch(/^dev\* /m);
  const output = await run("pulumi stack output hostnames");
  expect(output).toMatchObject({ code: 0, out: '{"api":"api.dev.example.com"}\n' });
  const refresh = await run("pulumi refresh --yes");
  expect(refresh).toMatchObject({ code: 0, err: "" });
  expect(refresh.out).not.toMatch(/\d+ (updated|deleted)/);
  expect(project.read("Pulumi.dev.yaml")).toBe(before);
});

test("a whole shift by pulumi alone, by the simulated time", async () => {
  const step = async (api: number) => {
    expect(await run(`pulumi config set --path crossover:traffic.api ${api}`)).toMatchObject({ code: 0 });
    expect(project.read("Pulumi.dev.yaml")).toMatch(new RegExp(`^    api: ${api}$`, "m"));
  };
  await step(0);
  const standby = await pulumi("up --yes --skip-preview", "--advance 10m");
  expect(standby).toMatchObject({ code: 0, err: "every route answered in full after every operation\n" });

  await step(5);
  const early = await pulumi("preview");
  expect(early.code).not.toBe(0);
  expect(early.out + early.err).toContain("[bake]");
  const first = await pulumi("up --yes --skip-preview", "--advance 10m");
  expect(first).toMatchObject({ code: 0, err: "every route answered in full after every operation\n" });
  expect(project.weights("api")).toEqual({ legacy: 95, blue: 5 });

  const { traffic } = await project.done("status");
  expect(traffic.api).toMatchObject({ value: 5, next: { value: 25 } });
  expect((await project.done("up")).changes).toMatchObject({ create: 0, update: 0, delete: 0 });
});

test("pulumi and crossover in turn agree at every step", async () => {
  /** What the zone holds, and that `status` says so, `pulumi preview` finds nothing to do, and the file asks for it. */
  const agree = async (api: number) => {
    expect(project.weights("api")).toEqual({ legacy: 100 - api, blue: api });
    expect(project.read("Pulumi.dev.yaml")).toMatch(new RegExp(`^    api: "?${api}"?$`, "m"));
    expect((await project.done("status")).traffic.api).toMatchObject({ value: api });
    const plain = await pulumi("preview --expect-no-changes");
    expect({ code: plain.code, refused: /\[[a-z]+\]$/m.exec(plain.out + plain.err) }).toEqual({
      code: 0,
      refused: null,
    });
    expect((await project.done("preview")).changes).toMatchObject({ create: 0, update: 0, delete: 0 });
  };
  const set = (api: number) => run(`pulumi config set --path crossover:traffic.api ${api}`);
  await agree(5);

  await set(25);
  await project.done("up --advance 10m");
  await agree(25);

  await set(50);
  expect((await pulumi("up --yes", "--advance 10m")).code).toBe(0);
  await agree(50);

  expect((await project.say("rollback api --now")).code).toBe(0);
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  // A rehearsal writes no value down; on a real stack the command does.
  await set(0);
  // The state is behind the zone: plain pulumi writes what the zone has already.
  expect((await pulumi("up --yes")).code).toBe(0);
  await agree(0);

  await set(5);
  expect((await pulumi("up --yes", "--advance 10m")).code).toBe(0);
  await project.done("rollback api");
  await set(0);
  await agree(0);
  expect(project.outages()).toEqual([]);
});

test("a crossover command in such a shell asks for what it is told", async () => {
  const preview = `${path.join(origin, "bin/crossover.js")} preview --stack dev --rehearsal=${project.rehearsal}`;
  const { code, err } = await run(`node ${preview} --set traffic.api=90`);
  expect(code).toBe(1);
  expect(err).toContain("90 was asked for");
});

test("its exit code is the command's", async () => {
  expect((await run("node -e process.exit(7)")).code).toBe(7);
  expect((await run("node -e process.kill(process.pid)")).code).toBe(128 + 15);
  const missing = await run("nonsense");
  expect(missing.code).toBe(2);
  expect(missing.err).toContain("there is no command `nonsense`");
});

test("without a command it runs the shell, in the project", async () => {
  const shell = path.join(project.root, "shell");
  fs.writeFileSync(shell, '#!/bin/sh\npwd\necho "$PULUMI_STACK"\n', { mode: 0o755 });
  const line = `rehearsal --stack dev --rehearsal=${project.rehearsal}`;
  const { code, out } = await project.start(line, { SHELL: shell }).ended;
  expect({ code, out }).toEqual({ code: 0, out: `${fs.realpathSync(project.root)}\ndev\n` });
});

test("a signal is the command's to answer", async () => {
  const script = `process.on("SIGTERM", () => process.exit(5)); console.log("ready"); setTimeout(() => {}, 60_000)`;
  const line = [
    "rehearsal",
    "--stack",
    "dev",
    `--rehearsal=${project.rehearsal}`,
    "--",
    "node",
    "-e",
    script,
  ];
  const child = spawn(process.execPath, [path.join(origin, "bin", "crossover.js"), ...line], {
    cwd: project.root,
  });
  child.stdout.once("data", () => child.kill("SIGTERM"));
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(5);
});
