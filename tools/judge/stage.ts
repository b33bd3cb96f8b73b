// Runs the project's own program on a real Kubernetes cluster with the real provider, and on a rehearsed AWS.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { FileStore } from "../../src/rehearsal";
import type { Cluster } from "./cluster";
import { settingVariable, type Found, type Setting } from "./inside";
import { endsWithJudge } from "./leftovers";
import type { Programs } from "./programs";
import { standIn } from "./stand-ins";

const origin = path.resolve(__dirname, "..", "..");

/** What was seen in a step. */
export interface Seen {
  /** E.g. `483 resources, 61 operations on the cluster`. */
  readonly figures: string;
  /** What is wrong; empty where the judges agree. */
  readonly faults: readonly string[];
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export type Config = Record<string, any>;

/** A stack's program beside copies of its files, which may be changed, with a rehearsed AWS of its own. */
export interface Stage {
  crossover(...words: string[]): Promise<Ran>;
  /** @param advance how far the clock has gone since the last command, e.g. `24h`. */
  pulumi(advance: string, ...words: string[]): Promise<Ran & Found & { readonly dips: readonly string[] }>;
  update(advance: string): Promise<Seen>;
  readonly config: Config;
  change(change: (config: Config) => unknown): void;
  close(): Promise<void>;
}

/**
 * @param folder where the project's copy and the rehearsal are.
 * @param files the folder with the stack's file and, in `services`, those of its services.
 */
export function openStage(
  stack: string,
  programs: Programs,
  cluster: Cluster,
  folder: string,
  files = origin,
): Stage {
  const project = copyProject(stack, path.join(folder, "project"), files);
  const rehearsal = path.join(folder, "rehearsal");
  fs.mkdirSync(rehearsal, { recursive: true });
  const store = new FileStore(rehearsal);
  const groups = () => store.all().filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup");
  const working = standIn(cluster.kube, zonesOf(project, stack), groups);
  const setting: Setting = {
    provider: programs.provider,
    kubeconfig: cluster.kubeconfig,
    ids: path.join(folder, "ids.json"),
    report: path.join(folder, "found.json"),
  };
  const crossover = (...words: string[]) =>
    run(
      process.execPath,
      [path.join(origin, "bin", "crossover.js"), ...words, "--stack", stack, `--rehearsal=${rehearsal}`],
      project,
    );
  const pulumi = async (advance: string, ...words: string[]) => {
    fs.rmSync(setting.report, { force: true });
    const inside = [
      process.execPath,
      "--require",
      path.join(origin, "tools", "typescript.js"),
      path.join(__dirname, "inside.ts"),
    ];
    const options = ["rehearsal", "--stack", stack, `--rehearsal=${rehearsal}`, "--advance", advance, "--"];
    const ran = await run(
      process.execPath,
      [path.join(origin, "bin", "crossover.js"), ...options, ...inside, ...words],
      project,
      {
        [settingVariable]: JSON.stringify(setting),
      },
    );
    if (!fs.existsSync(setting.report)) throw new Error(`it ended early: ${ran.err}${ran.out}`);
    const found = JSON.parse(fs.readFileSync(setting.report, "utf8")) as Found;
    const dips = ran.err.split("\n").filter((line) => /answered less|went down to/.test(line));
    return { ...ran, ...found, dips };
  };
  const update = async (advance: string): Promise<Seen> => {
    const { code, output, disagreements, operations, dips } = await pulumi(
      advance,
      "up",
      "--yes",
      "--skip-preview",
    );
    return {
      figures: `${resources(output)}; on the cluster ${counts(operations)}`,
      faults: [...(code === 0 ? [] : [lastWords(output)]), ...disagreements, ...dips],
    };
  };
  return {
    crossover,
    pulumi,
    update,
    get config() {
      return configOf(project, stack);
    },
    change: (change) => setConfig(project, stack, change),
    close: async () => {
      await working.stop();
      store.close();
    },
  };
}

/** The program beside copies of its files, whose values are changed. */
function copyProject(stack: string, project: string, files: string): string {
  fs.mkdirSync(project, { recursive: true });
  for (const name of ["components", "node_modules", "src", "tools"])
    fs.symlinkSync(path.join(origin, name), path.join(project, name));
  for (const name of ["index.ts", "Pulumi.yaml"])
    fs.copyFileSync(path.join(origin, name), path.join(project, name));
  const config = `Pulumi.${stack}.yaml`;
  fs.copyFileSync(path.join(files, config), path.join(project, config));
  fs.cpSync(path.join(files, "services"), path.join(project, "services"), { recursive: true });
  return project;
}

function configOf(project: string, stack: string): Config {
  return (parse(fs.readFileSync(path.join(project, `Pulumi.${stack}.yaml`), "utf8")) as { config: Config })
    .config;
}

function setConfig(project: string, stack: string, change: (config: Config) => unknown): void {
  const config = configOf(project, stack);
  change(config);
  fs.writeFileSync(path.join(project, `Pulumi.${stack}.yaml`), stringify({ config }));
}

function zonesOf(project: string, stack: string): readonly string[] {
  const region = String(configOf(project, stack)["aws:region"]);
  return ["a", "b", "c"].map((letter) => `${region}${letter}`);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    // It stops the engine in order, and its own children.
    endsWithJudge(child, "SIGTERM");
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("close", (code) => resolve({ code: code ?? 1, out, err }));
  });
}

/** What the engine counted. */
export function resources(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const from = lines.findIndex((line) => line === "Resources:");
  const end = lines.findIndex((line, i) => i > from && line === "");
  return from < 0 ? "" : lines.slice(from + 1, end < 0 ? undefined : end).join(", ");
}

export function counts(operations: Readonly<Record<string, number>>): string {
  return Object.entries(operations)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join(", ");
}

function lastWords(output: string): string {
  const errors = errorLines(output);
  return (errors.length > 0 ? errors.join("\n") : output).slice(-4000);
}

export function errorLines(output: string): string[] {
  return output.split("\n").filter((line) => /error:/i.test(line));
}
