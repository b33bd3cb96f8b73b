// Makes a fresh clone ready to run: finds or installs a suitable Node, and installs the locked packages. It is plain
// JavaScript without dependencies, since it runs before any is installed.
const { spawn, spawnSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { withLock } = require("./lock");
const node = require("./node");

const root = path.resolve(__dirname, "..");

/** The oldest Node that this file and npm itself run with. */
const oldest = "20.19";

// No package here needs its installation script, so none is run.
const ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

async function setup() {
  const suitable = node.suitableNode() ?? (await installNode());
  if (isInstalled()) return;
  await once(path.join(root, ".crossover", "setup.lock"), isInstalled, () =>
    npm("the packages of package-lock.json", root, node.environment(suitable)),
  );
}

/** Installs the Node that `tools/node/package-lock.json` pins, into the user's cache. */
async function installNode() {
  const { folder, installed, isAtLeast, minimum, nodeIn } = node;
  const { version } = process;
  const needed = `Node ${minimum} or newer is needed; this is ${version.slice(1)}. Install it from https://nodejs.org`;
  if (!isAtLeast(process.versions.node, oldest) || !folder) throw new Error(needed);
  const isThere = () => fs.existsSync(installed);
  await once(`${folder}.lock`, isThere, async () => {
    const staging = `${folder}.tmp`;
    fs.rmSync(staging, { recursive: true, force: true });
    fs.cpSync(path.join(root, "tools", "node"), staging, { recursive: true });
    await npm(
      `Node ${path.basename(folder)}, since ${version} is older than ${minimum},`,
      staging,
      process.env,
    );
    const { status, error, stderr } = spawnSync(nodeIn(staging), ["--version"], { encoding: "utf8" });
    if (status !== 0)
      throw new Error(`${needed}\nThe one from npm doesn't run: ${error?.message ?? stderr.trim()}`);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(staging, folder);
  });
  return installed;
}

/** Does `work` unless it has been done, also by another process that began earlier. */
async function once(lock, isDone, work) {
  if (isDone()) return;
  await withLock(
    lock,
    () => say("waiting for another process that is installing …"),
    async () => {
      if (!isDone()) await work();
    },
  );
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes the hidden lock file last, so an interrupted
 * installation has none. Packages for other platforms are optional.
 */
function isInstalled() {
  if (!fs.existsSync(path.join(root, "node_modules", ".package-lock.json"))) return false;
  const actual = readJson("node_modules/.package-lock.json").packages;
  return Object.entries(readJson("package-lock.json").packages).every(([place, wanted]) => {
    if (place === "") return true;
    const found = actual[place];
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : wanted.optional;
  });
}

async function npm(what, cwd, env) {
  say(`installing ${what} with \`npm ci\` …`);
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const timer = setInterval(() => say(`still installing: ${elapsed()}`), 15_000);
  const options = { cwd, env, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" };
  const code = await new Promise((resolve, reject) => {
    const child = spawn("npm", ci, options);
    child.on("error", ({ message }) => reject(new Error(`\`npm ci\` can't be started: ${message}`)));
    child.on("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error("`npm ci` failed; see above");
  say(`installed in ${elapsed()}`);
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(path.join(root, file), "utf8"));
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

setup().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
