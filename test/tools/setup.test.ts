// The first step of `npm start` and `npm test`, in a made-up clone with a made-up npm.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

let root: string;

const write = (file: string, value: unknown) => {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), typeof value === "string" ? value : JSON.stringify(value));
};

const packages = {
  "": { name: "made-up" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/for-another-platform": { version: "1.0.0", integrity: "sha512-b", optional: true },
};
const installed = { packages: { "node_modules/a": packages["node_modules/a"] } };

function setup(): Promise<{ code: number; text: string }> {
  const env = { PATH: `${root}/bin:${process.env["PATH"]}` };
  return new Promise((resolve) =>
    execFile(process.execPath, ["tools/setup.js"], { cwd: root, env }, (error, _, text) =>
      resolve({ code: error ? Number(error.code) : 0, text }),
    ),
  );
}

const installations = () =>
  fs.existsSync(path.join(root, "calls")) ? fs.readFileSync(path.join(root, "calls"), "utf8") : "";

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-setup-"));
  for (const file of ["setup.js", "lock.js"])
    write(`tools/${file}`, fs.readFileSync(path.join("tools", file), "utf8"));
  write("package.json", { engines: { node: ">=20.19" } });
  write("package-lock.json", { packages });
  write("installed.json", installed);
  const install = "mkdir -p node_modules && sleep 0.3 && cp installed.json node_modules/.package-lock.json";
  write("bin/npm", `#!/bin/sh\necho "$*" >> calls\n${install}\n`);
  fs.chmodSync(path.join(root, "bin", "npm"), 0o755);
});

afterEach(() => fs.rmSync(root, { recursive: true }));

test("installs the locked packages once, without their scripts", async () => {
  expect((await setup()).text).toMatch(/^installing the packages [\s\S]*packages installed in \d+ s\n$/);
  expect(await setup()).toEqual({ code: 0, text: "" });
  expect(installations()).toBe("ci --ignore-scripts --no-audit --no-fund --loglevel=error\n");
});

test("installs once when two start at the same time", async () => {
  const runs = await Promise.all([setup(), setup()]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(installations().trim().split("\n")).toHaveLength(1);
});

test.each([
  ["no package is missing", installed.packages, 0],
  ["a package is missing", {}, 1],
  ["a package has another version", { "node_modules/a": { version: "1.0.1", integrity: "sha512-c" } }, 1],
])("where %s, installs %#", async (_, actual, count) => {
  write("node_modules/.package-lock.json", { packages: actual });
  expect((await setup()).code).toBe(0);
  expect(installations().split("\n")).toHaveLength(count + 1);
});

test("says what to do where npm fails", async () => {
  write("bin/npm", "#!/bin/sh\necho 'no network' >&2; exit 1\n");
  const { code, text } = await setup();
  expect(code).toBe(1);
  expect(text).toContain("no network\n`npm ci` failed; see above\n");
});

test("refuses a Node that is too old", async () => {
  write("package.json", { engines: { node: ">=99.1" } });
  expect(await setup()).toEqual({
    code: 1,
    text: `Node 99.1 or newer is needed; this is ${process.versions.node}. Install it from https://nodejs.org\n`,
  });
});
