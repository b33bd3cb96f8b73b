// `npm run judge`: puts what the program makes before systems that this project didn't write.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { judgeAccess } from "./access";
import { judgeAws } from "./aws";
import { defineKinds, startCluster, type Cluster } from "./cluster";
import { judgeStack, type Verdict } from "./flow";
import { cleanUpAtExit, removeFolder, temporaryFolder } from "./leftovers";
import { judgeManifests } from "./manifests";
import { judgePods } from "./pods";
import { ensurePrograms, sourceOf, type Programs } from "./programs";

interface Kinds {
  readonly files: readonly string[];
  readonly modules: Readonly<Record<string, string>>;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(asked: readonly string[]): Promise<number> {
  let faults = 0;
  for (const one of asked) faults += await judges[one]!();
  print(faults === 0 ? "\nthe judges agree" : `\n${String(faults)} faults`);
  return faults === 0 ? 0 : 1;
}

/** What can be judged, in the order in which all of it is. Each says how many faults it has found. */
const judges: Readonly<Record<string, () => Promise<number>>> = {
  ...Object.fromEntries(
    ["dev", "staging", "prod"].map((stack) => [
      stack,
      () =>
        onCluster(stack, async (programs, cluster, folder) => {
          const verdicts = await judgeStack(stack, programs, cluster, folder, tell);
          return verdicts.flatMap((one) => one.faults).length;
        }),
    ]),
  ),
  access: async () => judgeAccess(await ensurePrograms(print), print),
  manifests: () => judgeManifests(print),
  aws: () => judgeAws(print),
  pods: () => onCluster("pods", (programs, cluster, folder) => judgePods(programs, cluster, folder, print)),
};

/** Starts a cluster with every custom kind for the time of the work. */
async function onCluster(
  name: string,
  work: (programs: Programs, cluster: Cluster, folder: string) => Promise<number>,
): Promise<number> {
  const programs = await ensurePrograms(print);
  const definitions = await definitionFiles();
  const folder = temporaryFolder(name);
  const cluster = await startCluster(programs, path.join(folder, "cluster"));
  try {
    const kinds = await defineKinds(cluster.kube, definitions);
    print(`\n${name}: an API server with ${String(kinds)} custom kinds`);
    return await Promise.race([work(programs, cluster, folder), cluster.broken]);
  } finally {
    await cluster.close();
    removeFolder(folder);
  }
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

cleanUpAtExit();
const all = Object.keys(judges);
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
