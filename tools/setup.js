// Makes a fresh clone ready to run: checks Node, installs the locked packages. Plain JavaScript without dependencies.
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const { withLock } = require("./lock");

const root = path.resolve(__dirname, "..");

async function setup() {
  checkNode(process.versions.node, readJson("package.json").engines.node);
  if (isInstalled()) return;
  const lock = path.join(root, ".crossover", "setup.lock");
  await withLock(
    lock,
    () => say("waiting for another process that is installing …"),
    async () => {
      if (!isInstalled()) await install();
    },
  );
}

function checkNode(actual, range) {
  const minimum = range.replace(">=", "");
  const [major, minor] = minimum.split(".").map(Number);
  const [actualMajor, actualMinor] = actual.split(".").map(Number);
  if (actualMajor < major || (actualMajor === major && actualMinor < minor))
    throw new Error(
      `Node ${minimum} or newer is needed; this is ${actual}. Install it from https://nodejs.org`,
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

async function install() {
  say("installing the packages of package-lock.json with `npm ci` …");
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const timer = setInterval(() => say(`installing packages: ${elapsed()}`), 15_000);
  // No package here needs its installation script, so none is run.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await new Promise((resolve, reject) => {
    const npm = spawn("npm", args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    });
    npm.on("error", reject);
    npm.on("close", resolve);
  }).finally(() => clearInterval(timer));
  if (code !== 0) throw new Error("`npm ci` failed; see above");
  say(`packages installed in ${elapsed()}`);
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
