// Tests what a command loads before it works: little for help, no Pulumi SDK for `status`; and how it ends.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const origin = path.resolve(__dirname, "..", "..");
let project: string;

beforeAll(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-"));
  for (const file of ["services", "Pulumi.yaml", "Pulumi.dev.yaml"])
    fs.cpSync(path.join(origin, file), path.join(project, file), { recursive: true });
  fs.writeFileSync(
    path.join(project, "list.cjs"),
    `process.on("exit", () => require("fs").writeFileSync("loaded.json", JSON.stringify(Object.keys(require.cache))));`,
  );
});

afterAll(() => {
  fs.rmSync(project, { recursive: true });
});

function start(...args: string[]) {
  const env = { ...process.env, CROSSOVER_CACHE: path.join(project, "cache"), CROSSOVER_TRACES: "" };
  const command = [
    "--require",
    path.join(project, "list.cjs"),
    path.join(origin, "bin", "crossover.js"),
    ...args,
  ];
  return spawn(process.execPath, command, { cwd: project, env });
}

/** Runs a command to its end; returns what it printed, and what it loaded: packages, and files of the project. */
async function run(...args: string[]) {
  const child = start(...args);
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const files = JSON.parse(fs.readFileSync(path.join(project, "loaded.json"), "utf8")) as string[];
  const inPackages = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/;
  const packages = new Set(
    files.filter((file) => inPackages.test(file)).map((file) => file.replace(inPackages, "$1")),
  );
  const own = files.filter((file) => !inPackages.test(file) && file.startsWith(origin));
  return { out, packages: [...packages].sort(), own: own.map((file) => path.relative(origin, file)) };
}

const aboutLines =
  /^(bin|tools|src\/cli\/[^/]+\.ts$|src\/cli\/commands|src\/cli\/completion\/(shells|sources)\.ts$|src\/(refusal|traces|schema\/duration|model\/names\/(nearest|visible))\.ts$|src\/database\/(index|finding|margin|connection)\.ts$)/;

test.each([["--help"], ["up --help"], ["help database finish"], ["--version"]])(
  "`%s` loads Commander and what declares the commands",
  async (line) => {
    await run(...line.split(" "));
    const { packages, own } = await run(...line.split(" "));
    // Of the compiler of the first start only the version is left.
    expect(packages).toEqual(["@swc/core", "commander"]);
    expect(own.filter((file) => !aboutLines.test(file))).toEqual([]);
    expect(own.filter((file) => file.startsWith("src/")).length).toBeLessThan(35);
  },
);

test("a shell that asks waits for Commander alone, and for YAML where names are in files", async () => {
  await run("__complete", "bash", "rollback", "");
  const command = await run("__complete", "bash", "stat");
  expect([command.out, command.packages]).toEqual(["status\n", ["@swc/core", "commander"]]);
  const stack = await run("__complete", "bash", "status", "--stack", "");
  expect([stack.out, stack.packages]).toEqual(["dev\n", ["@swc/core", "commander"]]);
  const route = await run("__complete", "bash", "rollback", "ap");
  expect([route.out, route.packages]).toEqual(["api\napp\n", ["@swc/core", "commander", "yaml"]]);
});

test("`status` of a rehearsal loads neither the SDK nor what serves an engine, and starts none", async () => {
  const { out, packages, own } = await run("status", "--stack", "dev", "--rehearsal", "--json");
  expect(JSON.parse(out)).toMatchObject({ stack: "dev", result: "done" });
  const needed = packages.filter((name) => !/^@(aws-sdk|aws|smithy|swc)\//.test(name));
  expect(needed).toEqual(["commander", "yaml", "zod"]);
  expect(
    own.filter((file) =>
      /^(components|src\/declare|src\/observe\/(?!aws)[^/]+\.ts|src\/rehearsal\/protocol)/.test(file),
    ),
  ).toEqual([]);
  expect(own).not.toContain("src/program.ts");
  expect(fs.existsSync(path.join(project, ".crossover"))).toBe(false);
});

test("a reader that has gone is no error", async () => {
  const child = start("--help");
  child.stdout.destroy();
  let err = "";
  child.stderr.on("data", (data) => (err += String(data)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, err }).toEqual({ code: 0, err: "" });
});
