// Runs one `pulumi` command within a rehearsal, with the Kubernetes package served by the real provider as well.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { takeOff, type GuardedResource } from "../../src/cli/unguard";
import { serveLanguageHost } from "../language-host";
import { serveTee } from "./tee";

/** What the run is told by the environment, as JSON. */
export interface Setting {
  /** The Kubernetes provider's path. */
  readonly provider: string;
  readonly kubeconfig: string;
  /** The file that keeps the ids of the simulated cloud. */
  readonly ids: string;
  /** The file that gets what was found. */
  readonly report: string;
}

/** What was found in one run. */
export interface Found {
  readonly disagreements: readonly string[];
  readonly operations: Readonly<Record<string, number>>;
  /** What `pulumi` printed. */
  readonly output: string;
}

export const settingVariable = "CROSSOVER_JUDGE";

async function main(root: string, args: readonly string[]): Promise<number> {
  const setting = JSON.parse(process.env[settingVariable]!) as Setting;
  const attached = Object.fromEntries(
    process.env["PULUMI_DEBUG_PROVIDERS"]!.split(",").map((one) => one.split(":") as [string, string]),
  );
  const known = fs.existsSync(setting.ids)
    ? (JSON.parse(fs.readFileSync(setting.ids, "utf8")) as [string, string][])
    : [];
  const ids = new Map(known);
  const tee = await serveTee(Number(attached["kubernetes"]), setting.provider, setting.kubeconfig, ids);
  const providers = Object.entries({ ...attached, kubernetes: String(tee.port) }).map(
    ([name, port]) => `${name}:${port}`,
  );
  const env = { ...process.env, PULUMI_DEBUG_PROVIDERS: providers.join(",") };
  const { runtime } = parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    runtime: { options: { nodeargs: string } };
  };
  let output = "";
  const take = (text: string) => (output += text);
  const host = await serveLanguageHost(root, runtime.options.nodeargs.split(" "), take);
  const pulumi = (words: readonly string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const child = spawn("pulumi", [...words, "--non-interactive"], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      child.stderr.setEncoding("utf8").on("data", take);
      child.on("close", (code) => resolve({ code: code ?? 1, out }));
    });
  try {
    if (args[0] === "destroy") await letGo(pulumi, `${setting.ids}.state`);
    const client = args[0] === "destroy" ? [] : [`--client=127.0.0.1:${String(host.port)}`];
    const { code, out } = await pulumi([...args, ...client]);
    output += out;
    return code;
  } finally {
    host.close();
    tee.close();
    fs.writeFileSync(setting.ids, JSON.stringify([...ids]));
    const found: Found = {
      disagreements: tee.disagreements,
      operations: Object.fromEntries(tee.operations),
      output,
    };
    fs.writeFileSync(setting.report, JSON.stringify(found));
  }
}

/** Everything may be deleted, what is protected for its data as well. */
async function letGo(
  pulumi: (words: readonly string[]) => Promise<{ out: string }>,
  file: string,
): Promise<void> {
  const state = JSON.parse((await pulumi(["stack", "export"])).out) as {
    deployment: { resources: GuardedResource[] };
  };
  takeOff(state.deployment.resources);
  for (const resource of state.deployment.resources) delete resource.protect;
  fs.writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  await pulumi(["stack", "import", "--file", file]);
}

if (require.main === module)
  void main(process.cwd(), process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
