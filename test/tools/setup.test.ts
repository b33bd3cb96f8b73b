// Tests the first step of `npm start` and `npm test`, in a made-up clone with a made-up npm.
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
const ci = "ci --ignore-scripts --no-audit --no-fund --loglevel=error";

function setup(): Promise<{ code: number | null; text: string }> {
  const env = { PATH: `${root}/bin:${process.env["PATH"]}`, CROSSOVER_CACHE: path.join(root, "cache") };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["tools/setup.js"], { cwd: root, env }, (_error, _out, text) =>
      resolve({ code: child.exitCode, text }),
    );
  });
}

/** An npm that notes where it is called, with which Node and with what, and takes a moment to install. */
function npm(install: string): void {
  const note = `echo "$(basename "$PWD") with $(node --version): $*" >> ${root}/calls`;
  write("bin/npm", `#!/bin/sh\n${note}\nsleep 0.1\n${install}\n`);
  fs.chmodSync(path.join(root, "bin", "npm"), 0o755);
}

const calls = () =>
  fs.existsSync(path.join(root, "calls"))
    ? fs.readFileSync(path.join(root, "calls"), "utf8").trim().split("\n")
    : [];

const installPackages = () =>
  `mkdir -p node_modules && cp ${root}/installed.json node_modules/.package-lock.json`;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-setup-"));
  for (const file of ["setup.js", "lock.js", "node.js", "cache.js"])
    write(`tools/${file}`, fs.readFileSync(path.join("tools", file), "utf8"));
  write("package.json", { engines: { node: ">=20.19" } });
  write("tools/node/package.json", { optionalDependencies: {} });
  write("package-lock.json", { packages });
  write("installed.json", installed);
  npm(installPackages());
});

afterEach(() => fs.rmSync(root, { recursive: true }));

describe("packages", () => {
  const installation = () => `${path.basename(root)} with ${process.version}: ${ci}`;

  test("are installed once, without their scripts", async () => {
    expect((await setup()).text).toMatch(
      /^installing the packages of package-lock\.json with `npm ci` …\ninstalled in \d+ s\n$/,
    );
    expect(await setup()).toEqual({ code: 0, text: "" });
    expect(calls()).toEqual([installation()]);
  });

  test("are installed once when two start at the same time", async () => {
    const runs = await Promise.all([setup(), setup()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls()).toEqual([installation()]);
  });

  test.each([
    ["no package is missing", installed.packages, 0],
    ["a package is missing", {}, 1],
    ["a package has another version", { "node_modules/a": { version: "1.0.1", integrity: "sha512-c" } }, 1],
  ])("are judged: where %s, npm is called %# times", async (_, actual, count) => {
    write("node_modules/.package-lock.json", { packages: actual });
    expect((await setup()).code).toBe(0);
    expect(calls()).toHaveLength(count);
  });

  test("are installed again after an installation that was interrupted", async () => {
    npm("mkdir -p node_modules/a; kill -9 $PPID");
    expect((await setup()).code).toBe(null);
    npm(installPackages());
    expect((await setup()).code).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  test("are an error with npm's own words where npm fails", async () => {
    npm("echo 'no network' >&2; exit 1");
    const { code, text } = await setup();
    expect(code).toBe(1);
    expect(text).toContain("no network\n`npm ci` failed; see above\n");
  });
});

describe("a Node that is too old", () => {
  const name = `node-${process.platform}-${process.arch}`;
  const made = () => path.join(root, "cache", "node", "99.2.0", "node_modules", name, "bin", "node");
  const tooOld = `Node 99.1 or newer is needed; this is ${process.versions.node}. Install it from https://nodejs.org\n`;

  /** A Node of that version, which knows nothing else. */
  const bringNode = (says = "echo v99.2.0") =>
    `mkdir -p node_modules/${name}/bin && cd node_modules/${name}/bin && ` +
    `printf '#!/bin/sh\\n${says}\\n' > node && chmod +x node`;
  const bring = (node = bringNode()) => npm(`case $PWD in *.tmp) ${node};; *) ${installPackages()};; esac`);

  beforeEach(() => {
    write("package.json", { engines: { node: ">=99.1" } });
    write("tools/node/package.json", {
      optionalDependencies: { "node-sunos-x64": "99.2.0", [name]: "99.2.0" },
    });
    bring();
  });

  const installations = () => [
    `99.2.0.tmp with ${process.version}: ${ci}`,
    `${path.basename(root)} with v99.2.0: ${ci}`,
  ];

  test("gets one from npm into the user's cache, which then installs the packages", async () => {
    const { code, text } = await setup();
    expect({ code, said: text.split("\n")[0] }).toEqual({
      code: 0,
      said: `installing Node 99.2.0, since ${process.version} is older than 99.1, with \`npm ci\` …`,
    });
    expect(fs.existsSync(made())).toBe(true);
    expect(calls()).toEqual(installations());
    expect(await setup()).toEqual({ code: 0, text: "" });
    expect(calls()).toEqual(installations());
  });

  test("gets it once when two start at the same time", async () => {
    const runs = await Promise.all([setup(), setup()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs.map(({ text }) => text).join("")).toContain(
      "waiting for another process that is installing …",
    );
    expect(calls()).toEqual(installations());
  });

  test("gets it anew after an installation that was interrupted", async () => {
    bring(`${bringNode("half")}; kill -9 $PPID`);
    expect((await setup()).code).toBe(null);
    expect(fs.existsSync(made())).toBe(false);
    bring();
    expect((await setup()).code).toBe(0);
    expect(fs.readFileSync(made(), "utf8")).toContain("v99.2.0");
  });

  test.each([
    ["doesn't run here", bringNode("echo no such libc >&2; exit 127"), /no such libc\n$/],
    ["isn't in what npm installed", "true", /ENOENT\n$/],
  ])("is an error where the one from npm %s", async (_, node, reason) => {
    bring(node);
    const { code, text } = await setup();
    expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining(tooOld) });
    expect(text).toMatch(reason);
    expect(fs.existsSync(made())).toBe(false);
    expect(calls()).toHaveLength(1);
  });

  test.each([
    ["for another platform only", { "node-sunos-x64": "99.2.0" }],
    ["that is too old as well", { [name]: "99.0.9" }],
  ])("is an error where npm has one %s", async (_, optionalDependencies) => {
    write("tools/node/package.json", { optionalDependencies });
    expect(await setup()).toEqual({ code: 1, text: tooOld });
    expect(calls()).toEqual([]);
  });
});
