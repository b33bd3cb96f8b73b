// `npm run judge`: puts every stack before a real Kubernetes API server and the real Kubernetes provider; `access`, the teams' rights.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { judgeAccess } from "./access";
import { defineKinds, startCluster } from "./cluster";
import { judgeStack, type Verdict } from "./flow";
import { ensurePrograms, sourceOf } from "./programs";

interface Kinds {
  readonly files: readonly string[];
  readonly modules: Readonly<Record<string, string>>;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(stacks: readonly string[]): Promise<number> {
  const programs = await ensurePrograms(print);
  const definitions = await definitionFiles();
  let faults = 0;
  if (stacks.includes("access")) faults += await judgeAccess(programs, print);
  for (const stack of stacks.filter((one) => one !== "access")) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `judge-${stack}-`));
    const cluster = await startCluster(programs, path.join(folder, "cluster"));
    try {
      const kinds = await defineKinds(cluster.kube, definitions);
      print(`\n${stack}: an API server with ${String(kinds)} custom kinds`);
      const verdicts = await judgeStack(stack, programs, cluster, folder, tell);
      faults += verdicts.flatMap((one) => one.faults).length;
    } finally {
      await cluster.close();
      if (process.env["CROSSOVER_JUDGE_KEEP"]) print(`kept: ${folder}`);
      else fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  print(faults === 0 ? "\nthe judges agree" : `\n${String(faults)} faults`);
  return faults === 0 ? 0 : 1;
}

function tell({ step, seconds, figures, faults }: Verdict): void {
  print(`  ${faults.length === 0 ? "✓" : "✗"} ${step} (${String(seconds)} s)${figures && `: ${figures}`}`);
  for (const fault of faults) print(`      ${fault.replaceAll("\n", "\n      ")}`);
}

async function definitionFiles(): Promise<string[]> {
  const { files, modules } = parse(fs.readFileSync(path.join(__dirname, "kinds.yaml"), "utf8")) as Kinds;
  const found = files.map((file) => path.join(__dirname, file));
  for (const [module, folder] of Object.entries(modules)) {
    const all = path.join(await sourceOf(module), folder);
    const names = fs.readdirSync(all, { recursive: true, encoding: "utf8" });
    found.push(...names.filter((name) => name.endsWith(".yaml")).map((name) => path.join(all, name)));
  }
  return found;
}

const all = ["dev", "staging", "prod", "access"];
const asked = process.argv.slice(2);
const unknown = asked.filter((one) => !all.includes(one));
const judged =
  unknown.length === 0
    ? main(asked.length > 0 ? asked : all)
    : Promise.reject(
        new Error(`nothing to judge is named ${unknown.join(", ")}; there are ${all.join(", ")}`),
      );
judged.then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
