// Runs the mutants: `npm run mutation`; fails where tests let too many live. Words of the command go to Stryker.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { least, scores, stale, unjudged, type MutationReport, type Survivor } from "./report";

const root = path.resolve(__dirname, "..", "..");
const file = path.join(root, ".crossover", "mutation", "report.json");
const list = parse(fs.readFileSync(path.join(__dirname, "survivors.yaml"), "utf8")) as Survivor[];

const stryker = require
  .resolve("@stryker-mutator/core/package.json")
  .replace("package.json", "bin/stryker.js");
const config = path.join(__dirname, "stryker.config.mjs");
fs.rmSync(file, { force: true });
spawnSync(process.execPath, [stryker, "run", config, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});

if (fs.existsSync(file)) {
  const report = JSON.parse(fs.readFileSync(file, "utf8")) as MutationReport;
  for (const { code, becomes, ...one } of unjudged(report, list))
    console.log(`survives, and nobody has looked at it: ${one.file}: ${code} -> ${becomes}`);
  const old = stale(report, list);
  for (const { code, becomes, ...one } of old)
    console.log(`no longer survives: take it out of survivors.yaml: ${one.file}: ${code} -> ${becomes}`);
  const all = scores(report);
  for (const { place, killed, all: mutants, score, enough } of all)
    console.log(
      `${place} ${score.toFixed(1)} % of ${mutants} killed (${killed}), at least ${least[place]!} %: ${enough ? "ok" : "TOO FEW"}`,
    );
  process.exitCode = old.length === 0 && all.every(({ enough }) => enough) ? 0 : 1;
} else process.exitCode = 1;
