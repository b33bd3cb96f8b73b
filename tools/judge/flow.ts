// Takes a stack through its life on a real Kubernetes cluster, with AWS rehearsed: what the API server and the provider say counts.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { FileStore } from "../../src/rehearsal";
import { until, type Cluster } from "./cluster";
import { settingVariable, type Found, type Setting } from "./inside";
import type { KubeObject } from "./kube";
import type { Programs } from "./programs";
import { standIn } from "./stand-ins";

const origin = path.resolve(__dirname, "..", "..");

export interface Verdict {
  readonly step: string;
  /** What was seen, e.g. `483 resources, 61 operations on the cluster`. */
  readonly figures: string;
  /** What is wrong; empty where the judges agree. */
  readonly faults: readonly string[];
  readonly seconds: number;
}

/** @param tell is told of each step when it has ended. */
export async function judgeStack(
  stack: string,
  programs: Programs,
  cluster: Cluster,
  folder: string,
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const project = copyProject(stack, path.join(folder, "project"));
  const rehearsal = path.join(folder, "rehearsal");
  fs.mkdirSync(rehearsal, { recursive: true });
  const store = new FileStore(rehearsal);
  const groups = () => store.all().filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup");
  const zones = zonesOf(project, stack);
  const working = standIn(cluster.kube, zones, groups);
  const setting: Setting = {
    provider: programs.provider,
    kubeconfig: cluster.kubeconfig,
    ids: path.join(folder, "ids.json"),
    report: path.join(folder, "found.json"),
  };
  const verdicts: Verdict[] = [];
  const step = async (
    name: string,
    work: () => Promise<Omit<Verdict, "step" | "seconds">>,
  ): Promise<void> => {
    const began = Date.now();
    const done = await work().catch((error: unknown) => ({ figures: "", faults: [String(error)] }));
    const verdict = { step: name, seconds: Math.round((Date.now() - began) / 1000), ...done };
    verdicts.push(verdict);
    tell(verdict);
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
  const update = async (advance: string): Promise<Omit<Verdict, "step" | "seconds">> => {
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
  try {
    await step("up", () => update("0s"));
    await step("up again", async () => {
      const { code, output, disagreements } = await pulumi("0s", "preview", "--expect-no-changes", "--diff");
      return {
        figures: resources(output),
        faults: [...(code === 0 ? [] : [output.slice(-3000)]), ...disagreements],
      };
    });
    await step("every template as a pod", () => admitTemplates(cluster));
    let route: string | undefined;
    for (let steps = 0; steps < 2; steps++) {
      const next = await nextStep(crossover, route);
      if (!next) break;
      const { share } = next;
      route = next.route;
      await step(`${next.route} to ${String(share)}`, async () => {
        setConfig(project, stack, (config) => (config["crossover:traffic"][next.route] = share));
        return update(longestBake);
      });
    }
    await step("another tag", async () => {
      const service = releaseOf(project, stack);
      const before = await generations(cluster, service);
      setConfig(project, stack, (config) => (config["crossover:releases"][service].tag = "9.9.9"));
      const { figures, faults } = await update("0s");
      const after = await generations(cluster, service);
      const moved = after.filter(({ image }) => image.endsWith(":9.9.9")).length;
      return {
        figures: `${service}: ${figures}; ${String(moved)} of ${String(before.length)} Deployments rolled out`,
        faults: [
          ...faults,
          ...(moved === before.length && moved > 0 ? [] : [`the tag of ${service} isn't everywhere`]),
        ],
      };
    });
    await step("a node drained", () => drain(cluster));
    await step("destroy", async () => {
      const { output, disagreements, operations } = await pulumi("0s", "destroy", "--yes", "--skip-preview");
      const errors = errorLines(output);
      // Databases keep themselves: their deletion protection is part of what is declared.
      const kept = errors.filter((line) => /disable deletion protection/.test(line));
      const others = errors.filter((line) => !kept.includes(line) && !/update failed/.test(line));
      return {
        figures: `${resources(output)}; on the cluster ${counts(operations)}`,
        faults: [...(kept.length > 0 ? others : errors), ...disagreements, ...(await leftIn(cluster))],
      };
    });
  } finally {
    await working.stop();
    store.close();
  }
  return verdicts;
}

/** The program beside copies of its files, whose values are changed. */
function copyProject(stack: string, project: string): string {
  fs.mkdirSync(project, { recursive: true });
  for (const name of ["components", "node_modules", "src", "tools"])
    fs.symlinkSync(path.join(origin, name), path.join(project, name));
  for (const name of ["index.ts", "Pulumi.yaml", `Pulumi.${stack}.yaml`])
    fs.copyFileSync(path.join(origin, name), path.join(project, name));
  fs.cpSync(path.join(origin, "services"), path.join(project, "services"), { recursive: true });
  return project;
}

type Config = Record<string, any>;

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

/** A service with a release whose traffic is in the cluster. */
function releaseOf(project: string, stack: string): string {
  const config = configOf(project, stack);
  const releases = Object.keys(config["crossover:releases"] as Config);
  const found = releases.find((name) => name === "auth") ?? releases[0];
  if (found === undefined) throw new Error(`${stack} has no release`);
  return found;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
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
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("close", (code) => resolve({ code: code ?? 1, out, err }));
  });
}

/** Longer than what any stack file of this project asks for. */
const longestBake = "25h";

/** The next share of a route; of the first that legacy alone answers, if none is given. */
async function nextStep(
  crossover: (...words: string[]) => Promise<Ran>,
  route?: string,
): Promise<{ route: string; share: number } | undefined> {
  const { out } = await crossover("status", "--json");
  const { traffic } = JSON.parse(out) as {
    traffic: Record<string, { next?: { value: unknown }; health?: object }>;
  };
  const found = Object.entries(traffic).find(([key, { next, health }]) =>
    route === undefined ? health && next?.value === 0 : key === route,
  );
  const share = found?.[1].next?.value;
  return found && typeof share === "number" ? { route: found[0], share } : undefined;
}

function resources(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const from = lines.findIndex((line) => line === "Resources:");
  const end = lines.findIndex((line, i) => i > from && line === "");
  return from < 0 ? "" : lines.slice(from + 1, end < 0 ? undefined : end).join(", ");
}

function counts(operations: Readonly<Record<string, number>>): string {
  return Object.entries(operations)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join(", ");
}

function lastWords(output: string): string {
  const errors = errorLines(output);
  return (errors.length > 0 ? errors.join("\n") : output).slice(-4000);
}

function errorLines(output: string): string[] {
  return output.split("\n").filter((line) => /error:/i.test(line));
}

/** Has the API server judge a pod of each template, with admission, as its controller would make it. */
async function admitTemplates({ kube }: Cluster): Promise<Omit<Verdict, "step" | "seconds">> {
  const templates = [
    ...(await kube.list("/apis/apps/v1/deployments")).map((one) => ({ one, template: one.spec.template })),
    ...(await kube.list("/apis/batch/v1/cronjobs")).map((one) => ({
      one,
      template: one.spec.jobTemplate.spec.template,
    })),
  ];
  const faults: string[] = [];
  for (const { one, template } of templates) {
    const { name, namespace } = one.metadata;
    const pod = { metadata: { ...template.metadata, name }, spec: template.spec };
    const { status, body } = await kube.ask("POST", `/api/v1/namespaces/${namespace!}/pods?dryRun=All`, pod);
    if (status >= 300) faults.push(`${namespace!}/${name}: ${String(body.message)}`);
  }
  return { figures: `${String(templates.length)} admitted by the namespaces' standard and quota`, faults };
}

async function generations({ kube }: Cluster, service: string): Promise<{ name: string; image: string }[]> {
  const all = await kube.list("/apis/apps/v1/deployments");
  return all
    .filter(({ spec }) =>
      spec.template.spec.containers.some(({ name }: { name: string }) => name === service),
    )
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      image: String(
        spec.template.spec.containers.find(({ name }: { name: string }) => name === service).image,
      ),
    }));
}

/** Evicts each pod of the node that has the most, by the API that `kubectl drain` uses, which asks the disruption budgets. */
async function drain({ kube }: Cluster): Promise<Omit<Verdict, "step" | "seconds">> {
  const pods = (await kube.list("/api/v1/pods")).filter(({ spec }) => spec.nodeName !== undefined);
  const byNode = new Map<string, KubeObject[]>();
  for (const pod of pods) byNode.set(pod.spec.nodeName, [...(byNode.get(pod.spec.nodeName) ?? []), pod]);
  const [node, there] = [...byNode].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  if (node === undefined) return { figures: "", faults: ["no pod runs on any node"] };
  await kube.ask(
    "PATCH",
    `/api/v1/nodes/${node}`,
    { spec: { unschedulable: true } },
    { contentType: "application/merge-patch+json" },
  );
  const faults: string[] = [];
  let refused = 0;
  for (const { metadata } of there!) {
    const place = `/api/v1/namespaces/${metadata.namespace!}/pods/${metadata.name}`;
    await until(`${metadata.name} may be evicted`, async () => {
      const { status } = await kube.ask("POST", `${place}/eviction`, {
        ...{ apiVersion: "policy/v1", kind: "Eviction" },
        metadata: { name: metadata.name, namespace: metadata.namespace },
      });
      if (status === 429) refused++;
      return status < 300 || status === 404;
    }).catch((error: unknown) => faults.push(String(error)));
    for (const one of await kube.list("/apis/policy/v1/poddisruptionbudgets"))
      if (one.status.currentHealthy < one.status.desiredHealthy)
        faults.push(
          `${one.metadata.name}: ${String(one.status.currentHealthy)} of ${String(one.status.desiredHealthy)} pods while ${node} was drained`,
        );
  }
  await kube.ask(
    "PATCH",
    `/api/v1/nodes/${node}`,
    { spec: { unschedulable: null } },
    { contentType: "application/merge-patch+json" },
  );
  return {
    figures: `${String(there!.length)} pods of ${node} evicted, ${String(refused)} times a budget asked to wait`,
    faults: [...new Set(faults)],
  };
}

/** Namespaces that a cluster doesn't have of itself. */
async function leftIn({ kube }: Cluster): Promise<string[]> {
  const own = new Set(["default", "kube-node-lease", "kube-public", "kube-system"]);
  const left = (all: readonly KubeObject[]) => all.filter(({ metadata }) => !own.has(metadata.name));
  const list = () => kube.list("/api/v1/namespaces").then(left);
  await until("its namespaces are gone", async () => (await list()).length === 0, 60).catch(() => undefined);
  return (await list()).map(({ metadata }) => `the namespace ${metadata.name} is left`);
}
