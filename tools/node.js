// Runs this project's commands with a Node that is new enough: the one that started them, else the one that
// `tools/setup.js` installs from npm. Plain JavaScript without dependencies, since an old Node has to read it.
const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");
const { cacheFolder } = require("./cache");

const root = path.resolve(__dirname, "..");
const { optionalDependencies: pins } = readJson("tools/node/package.json");

/** The lowest version that the project runs on, e.g. `22.12`. */
const minimum = readJson("package.json").engines.node.replace(">=", "");

/** The npm package that holds a Node that is new enough for this machine; nothing where there is none. */
const binary = Object.keys(pins).find((name) => name.endsWith(suffix()) && isAtLeast(pins[name], minimum));

/** The folder that the package is installed to. */
const folder = binary && cacheFolder("node", pins[binary]);

/** The installed Node, whether or not it has been installed yet. */
const installed = folder && nodeIn(folder);

/** The Node that `npm ci` puts into a folder. */
function nodeIn(folder) {
  return path.join(folder, "node_modules", binary, "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** Whether a version such as `22.11.0` is at least another such as `22.12` or `22`. */
function isAtLeast(version, wanted) {
  const [major, minor] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** The Node to run with: this one if it is new enough, else the installed one; nothing where that isn't there yet. */
function suitableNode() {
  if (isAtLeast(process.versions.node, minimum)) return process.execPath;
  return installed && fs.existsSync(installed) ? installed : undefined;
}

/** The environment for processes that are to find that Node first. */
function environment(node) {
  return { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
}

/** Runs `work` in this process if its Node is new enough; else starts this command again with one that is. */
function withSuitableNode(work) {
  const node = suitableNode();
  if (node === process.execPath) return work();
  if (!node) {
    process.stderr.write(
      `crossover needs Node ${minimum} or newer; this is ${process.versions.node}. ` +
        "`node tools/setup.js` installs one for this project, or get it from https://nodejs.org\n",
    );
    process.exitCode = 1;
    return undefined;
  }
  // A terminal sends its signals to both processes; what only this one was sent is handed on. It listens before there is
  // a command to hand them to, so that none ends it while it starts one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: environment(node),
  });
  child.on("error", ({ message }) => {
    process.stderr.write(`the Node that was installed for this project can't be started: ${message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 1;
    if (!signal) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  return undefined;
}

function suffix() {
  return `-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(path.join(root, file), "utf8"));
}

module.exports = {
  environment,
  folder,
  installed,
  isAtLeast,
  minimum,
  nodeIn,
  suitableNode,
  withSuitableNode,
};
