// Runs every check in the order that fails fastest, and ends with one line that counts the tests.
const { spawnSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { environment, suitableNode } = require("./node");

const root = path.resolve(__dirname, "..");
const results = path.join(root, ".crossover", "test");

/** Runs a script of package.json; whether it succeeded. */
function script(name, ...args) {
  console.log(`\n> ${name}`);
  const started = Date.now();
  const { status } = spawnSync("npm", ["run", "--silent", name, "--", ...args], {
    cwd: root,
    env: environment(suitableNode()),
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`> ${name} ${status === 0 ? "passed" : "FAILED"} (${seconds} s)`);
  return status === 0;
}

const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs a script that runs Jest, and counts its tests; a file that can't be run counts as one that failed. */
function tests(name) {
  const file = path.join(results, `${name.replace(":", "-")}.json`);
  fs.rmSync(file, { force: true });
  const passed = script(name, "--json", `--outputFile=${file}`);
  if (!fs.existsSync(file)) return false;
  const run = JSON.parse(fs.readFileSync(file, "utf8"));
  counts.passed += run.numPassedTests;
  counts.failed += run.numFailedTests + run.numRuntimeErrorTestSuites;
  counts.skipped += run.numPendingTests + run.numTodoTests;
  return passed;
}

fs.mkdirSync(results, { recursive: true });
if (["format:check", "lint", "types"].every((name) => script(name))) {
  const unit = tests("coverage");
  const engine = script("engine") && tests("test:engine");
  process.exitCode = unit && engine ? 0 : 1;
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
} else process.exitCode = 1;
