// Gets the programs of a Kubernetes cluster without containers, and Pulumi's Kubernetes provider: built from their Go modules, once.
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../cache";
import { withLock } from "../lock";
import { type Log, onPath, run, withProgress } from "../process";

/** Paths of the programs. */
export interface Programs {
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubectl: string;
  /** Plays the nodes, and what runs on them. */
  readonly kwok: string;
  readonly etcd: string;
  readonly provider: string;
  /** The folder of kwok's source, which brings the stages of nodes and pods. */
  readonly kwokSource: string;
}

const goFolder = path.join(__dirname, "go");
const hour = 60 * 60_000;
const providerModule = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** @throws an error that names the program that can't be had, and what to install. */
export async function ensurePrograms(log: Log): Promise<Programs> {
  const go = findGo();
  const kubernetes = pinned("cluster", "k8s.io/kubernetes");
  const [major, minor] = kubernetes.slice(1).split(".");
  const version = "k8s.io/component-base/version";
  const commands = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"];
  const cluster = await built(`Kubernetes ${kubernetes}`, ["cluster", kubernetes], log, async (bin) => {
    const flags = `-s -w -X ${version}.gitVersion=${kubernetes} -X ${version}.gitMajor=${major!} -X ${version}.gitMinor=${minor!}`;
    const folder = path.join(goFolder, "cluster");
    const packages = commands.map((one) => `k8s.io/kubernetes/cmd/${one}`);
    await goBuild(go, folder, `${bin}/`, flags, packages);
    await goBuild(go, folder, path.join(bin, "etcd"), "-s -w", ["go.etcd.io/etcd/server/v3"]);
  });
  const kwokVersion = pinned("nodes", "sigs.k8s.io/kwok");
  const nodes = await built(`kwok ${kwokVersion}`, ["kwok", kwokVersion], log, (bin) =>
    goBuild(go, path.join(goFolder, "nodes"), `${bin}/`, "-s -w", ["sigs.k8s.io/kwok/cmd/kwok"]),
  );
  const providerVersion = pinned("provider", providerModule);
  const provider = await built(
    `the Kubernetes provider ${providerVersion}`,
    ["provider", providerVersion],
    log,
    (bin) => buildProvider(go, bin),
  );
  return {
    apiServer: path.join(cluster, "kube-apiserver"),
    controllerManager: path.join(cluster, "kube-controller-manager"),
    scheduler: path.join(cluster, "kube-scheduler"),
    kubectl: path.join(cluster, "kubectl"),
    kwok: path.join(nodes, "kwok"),
    etcd: path.join(cluster, "etcd"),
    provider: path.join(provider, "pulumi-resource-kubernetes"),
    kwokSource: await sourceOf(`sigs.k8s.io/kwok@${kwokVersion}`),
  };
}

/** @returns the path of kube-score. */
export async function ensureKubeScore(log: Log): Promise<string> {
  const go = findGo();
  const module = "github.com/zegl/kube-score";
  const version = pinned("score", module);
  const folder = await built(`kube-score ${version}`, ["kube-score", version], log, (bin) =>
    goBuild(go, path.join(goFolder, "score"), `${bin}/`, "-s -w", [`${module}/cmd/kube-score`]),
  );
  return path.join(folder, "kube-score");
}

function findGo(): string {
  try {
    return onPath("go");
  } catch {
    throw new Error("`go` is needed on PATH: see https://go.dev/doc/install");
  }
}

/** The version that a go.mod pins. */
function pinned(folder: string, module: string): string {
  const text = fs.readFileSync(path.join(goFolder, folder, "go.mod"), "utf8");
  const found = text.split("\n").flatMap((line) => line.split(`${module} `)[1]?.split(" ")[0] ?? []);
  const version = found.find((one) => /^v\d/.test(one));
  if (version === undefined) throw new Error(`tools/judge/go/${folder}/go.mod pins no ${module}`);
  return version;
}

/** The folder of programs that are built at most once for a version. */
async function built(
  what: string,
  names: readonly string[],
  log: Log,
  build: (bin: string) => Promise<void>,
): Promise<string> {
  const folder = cacheFolder("judge", ...names);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  await withLock(
    `${folder}.lock`,
    () => log(`waiting for another process that builds ${what} …`),
    async () => {
      if (fs.existsSync(folder)) return;
      const staging = `${folder}.tmp`;
      fs.rmSync(staging, { recursive: true, force: true });
      fs.mkdirSync(staging, { recursive: true });
      await withProgress(`building ${what} with Go (once; it takes some minutes)`, log, () => build(staging));
      fs.renameSync(staging, folder);
    },
  );
  return folder;
}

async function goBuild(
  go: string,
  cwd: string,
  target: string,
  flags: string,
  packages: readonly string[],
): Promise<void> {
  const env = { GOWORK: "off", GOFLAGS: "-mod=mod" };
  await run(go, ["build", "-trimpath", "-ldflags", flags, "-o", target, ...packages], {
    cwd,
    env,
    timeout: hour,
  });
}

/** The module embeds two generated files that it doesn't bring; nothing of what is judged here is in them. */
async function buildProvider(go: string, bin: string): Promise<void> {
  const work = `${bin}.source`;
  fs.rmSync(work, { recursive: true, force: true });
  fs.cpSync(path.join(goFolder, "provider"), work, { recursive: true });
  try {
    const env = { GOWORK: "off", GOFLAGS: "-mod=mod" };
    const ask = (args: readonly string[]) => run(go, args, { cwd: work, env, timeout: hour });
    await ask(["mod", "download", providerModule]);
    const original = await ask(["list", "-m", "-f", "{{.Dir}}", providerModule]);
    const source = path.join(work, "source");
    await run("cp", ["-r", original, source], { timeout: hour });
    await run("chmod", ["-R", "u+w", source], { timeout: hour });
    for (const name of ["schema-embed.json", "terraform-mapping-embed.json"])
      fs.writeFileSync(path.join(source, "cmd", "pulumi-resource-kubernetes", name), "{}");
    await ask(["mod", "edit", "-replace", `${providerModule}=./source`]);
    const flags = `-s -w -X ${providerModule}/pkg/version.Version=4.34.2`;
    await goBuild(go, work, `${bin}/`, flags, [`${providerModule}/cmd/pulumi-resource-kubernetes`]);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** The folder of a module's source, at the version that is asked for. */
export async function sourceOf(module: string): Promise<string> {
  const go = findGo();
  const said = await run(go, ["mod", "download", "-json", module], { env: { GOWORK: "off" }, timeout: hour });
  return (JSON.parse(said) as { Dir: string }).Dir;
}
