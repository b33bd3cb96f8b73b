// Starts a Kubernetes cluster without containers: API server, controllers and scheduler as they are, and nodes played by kwok.
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";
import { Kube } from "./kube";
import { endsWithJudge } from "./leftovers";
import type { Programs } from "./programs";

export interface Cluster {
  readonly kube: Kube;
  /** The text of an administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Fails when one of its programs ends before it is closed. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
}

const token = "administrator";

/** @param folder where it keeps its data and logs. */
export async function startCluster(programs: Programs, folder: string): Promise<Cluster> {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  const started: ChildProcess[] = [];
  let isClosing = false;
  let breaks: (error: Error) => void;
  const broken = new Promise<never>((_, reject) => (breaks = reject));
  // Who isn't told yet learns of it later.
  broken.catch(() => undefined);
  const start = (name: string, command: string, args: readonly string[]): void => {
    const log = fs.openSync(file(`${name}.log`), "w");
    const child = spawn(command, args, { stdio: ["ignore", log, log] });
    fs.closeSync(log);
    started.push(child);
    endsWithJudge(child, "SIGKILL");
    child.once("close", () => {
      const last = fs.existsSync(file(`${name}.log`)) ? fs.readFileSync(file(`${name}.log`), "utf8") : "";
      if (!isClosing) breaks(new Error(`${name} has ended: ${last.trim().split("\n").at(-1)!}`));
    });
  };
  const close = async (): Promise<void> => {
    isClosing = true;
    for (const child of started.reverse()) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      if (child.exitCode === null && child.kill("SIGKILL")) await ended;
    }
  };
  try {
    const [client, peer, port] = (await freePorts(3)) as [number, number, number];
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    fs.writeFileSync(file("key.pem"), privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
    fs.writeFileSync(file("public.pem"), publicKey.export({ type: "spki", format: "pem" }));
    fs.writeFileSync(file("tokens.csv"), `${token},administrator,administrator,"system:masters"\n`, {
      mode: 0o600,
    });
    const kubeconfig = kubeconfigOf(port);
    fs.writeFileSync(file("kubeconfig"), kubeconfig, { mode: 0o600 });
    const local = (number: number) => `http://127.0.0.1:${String(number)}`;
    start("etcd", programs.etcd, [
      ...[
        "--data-dir",
        file("etcd"),
        "--listen-client-urls",
        local(client),
        "--advertise-client-urls",
        local(client),
      ],
      ...["--listen-peer-urls", local(peer), "--initial-advertise-peer-urls", local(peer)],
      ...["--initial-cluster", `default=${local(peer)}`, "--unsafe-no-fsync"],
    ]);
    start("kube-apiserver", programs.apiServer, [
      ...[`--etcd-servers=${local(client)}`, `--secure-port=${String(port)}`, "--bind-address=127.0.0.1"],
      ...[`--cert-dir=${file("certificates")}`, `--token-auth-file=${file("tokens.csv")}`],
      ...["--authorization-mode=RBAC", "--service-cluster-ip-range=10.96.0.0/16", "--allow-privileged=true"],
      ...[
        "--service-account-issuer=https://kubernetes.default.svc",
        "--api-audiences=https://kubernetes.default.svc",
      ],
      ...[
        `--service-account-key-file=${file("public.pem")}`,
        `--service-account-signing-key-file=${file("key.pem")}`,
      ],
      ...[
        "--endpoint-reconciler-type=none",
        "--max-requests-inflight=2000",
        "--max-mutating-requests-inflight=1000",
      ],
    ]);
    const kube = new Kube(port, token);
    await Promise.race([
      until("the API server is ready", async () => (await kube.get("/readyz")).status === 200),
      broken,
    ]);
    start("kube-controller-manager", programs.controllerManager, [
      ...[`--kubeconfig=${file("kubeconfig")}`, `--service-account-private-key-file=${file("key.pem")}`],
      ...[
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
      ],
      ...["--node-monitor-grace-period=10m", `--secure-port=0`],
    ]);
    start("kube-scheduler", programs.scheduler, [
      ...[
        `--kubeconfig=${file("kubeconfig")}`,
        "--leader-elect=false",
        "--secure-port=0",
        "--kube-api-qps=500",
      ],
    ]);
    fs.writeFileSync(file("stages.yaml"), stages(programs.kwokSource));
    start("kwok", programs.kwok, [
      ...[`--kubeconfig=${file("kubeconfig")}`, `--config=${file("stages.yaml")}`, "--manage-all-nodes=true"],
      "--node-lease-duration-seconds=600",
    ]);
    await until("the controllers work", async () => {
      const { status } = await kube.get("/api/v1/namespaces/default/serviceaccounts/default");
      return status === 200;
    });
    return {
      kube,
      kubeconfig,
      broken,
      close: async () => {
        kube.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Applies the definitions of custom kinds, and waits until the API serves them. */
export async function defineKinds(kube: Kube, files: readonly string[]): Promise<number> {
  const definitions = files
    .flatMap((file) => parseAllDocuments(fs.readFileSync(file, "utf8").replace(/^\{\{.*\}\}$/gm, "")))
    .map((document) => document.toJS() as { kind?: string; metadata: { name: string } } | null)
    .filter((one) => one?.kind === "CustomResourceDefinition");
  const base = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  for (const one of definitions) await kube.create(base, one!);
  for (const one of definitions)
    await until(`${one!.metadata.name} is established`, async () => {
      const { body } = await kube.get(`${base}/${one!.metadata.name}`);
      const conditions = (body.status?.conditions ?? []) as { type: string; status: string }[];
      return conditions.some(({ type, status }) => type === "Established" && status === "True");
    });
  return definitions.length;
}

/** Waits until something is so. An answer that can't be had counts as no. */
export async function until(what: string, so: () => Promise<boolean>, seconds = 180): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await so().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`waited ${String(seconds)} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function kubeconfigOf(port: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "judge",
        cluster: { server: `https://127.0.0.1:${String(port)}`, "insecure-skip-tls-verify": true },
      },
    ],
    users: [{ name: "judge", user: { token } }],
    contexts: [{ name: "judge", context: { cluster: "judge", user: "judge" } }],
    "current-context": "judge",
  });
}

/** How nodes become ready, and pods run and go, at once. */
function stages(kwok: string): string {
  const folder = path.join(kwok, "kustomize", "stage");
  const wanted = [
    path.join("node", "fast"),
    path.join("node", "heartbeat-with-lease"),
    path.join("pod", "fast"),
  ];
  return wanted
    .flatMap((name) => fs.readdirSync(path.join(folder, name)).map((file) => path.join(folder, name, file)))
    .filter((file) => file.endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
    .map((file) => fs.readFileSync(file, "utf8"))
    .join("\n---\n");
}

/** Ports that nothing listens on, none of them twice. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => net.createServer());
  try {
    for (const server of servers)
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
    return servers.map((server) => (server.address() as net.AddressInfo).port);
  } finally {
    for (const server of servers) server.close();
  }
}
