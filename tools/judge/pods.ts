// Puts stock images, given by their service files alone, before a real API server: what it makes of them must be let in, and
// may write to what such an image writes to.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { until, type Cluster } from "./cluster";
import type { Kube, KubeObject } from "./kube";
import type { Programs } from "./programs";
import { openStage, type Seen } from "./stage";

/** What an image writes to, and whom it runs as. */
interface Writes {
  readonly user: number;
  readonly group: number;
  readonly files: readonly string[];
}

const stock = "stock";
const data = path.join(__dirname, "stock");

/** @returns how many things are wrong. */
export async function judgePods(
  programs: Programs,
  cluster: Cluster,
  folder: string,
  print: (line: string) => void,
): Promise<number> {
  const stage = openStage(stock, programs, cluster, folder, data);
  try {
    const { figures, faults } = await stage.update("0s");
    print(`  up: ${figures}`);
    const found = [...faults];
    const writes = parse(fs.readFileSync(path.join(data, "writes.yaml"), "utf8")) as Record<string, Writes>;
    for (const [service, expected] of Object.entries(writes)) {
      const seen = await judgeService(cluster.kube, service, expected);
      print(`  ${service}: ${seen.figures}`);
      found.push(...seen.faults.map((fault) => `${service}: ${fault}`));
    }
    const others = await refusesOthers(cluster.kube);
    print(`  pods that the standard forbids: ${others.figures}`);
    found.push(...others.faults);
    for (const fault of found) print(`      ✗ ${fault}`);
    return found.length;
  } finally {
    await stage.close();
  }
}

/** Looks at the pods as the API server has them, with its defaults and what admission has added. */
async function judgeService(kube: Kube, service: string, { user, group, files }: Writes): Promise<Seen> {
  const ready = async () => (await podsOf(kube, service)).filter(isReady);
  const autoscaler = `/apis/autoscaling/v2/namespaces/${stock}/horizontalpodautoscalers/${service}`;
  const { spec } = (await kube.get(autoscaler)).body as KubeObject;
  if (!spec) return { figures: "", faults: ["isn't there"] };
  const wanted = Number(spec.minReplicas);
  try {
    await until("its pods run", async () => (await ready()).length === wanted, 60);
  } catch (error) {
    return { figures: "", faults: [String(error), ...(await refusals(kube, service))] };
  }
  const pods = await ready();
  const faults = pods.flatMap((pod) => faultsOf(pod, user, group, files));
  return {
    figures: `${String(pods.length)} pods let in, as ${String(user)}:${String(group)}; ${String(files.length)} of its files in directories that it may write to`,
    faults: [...new Set(faults)],
  };
}

function faultsOf({ spec }: KubeObject, user: number, group: number, files: readonly string[]): string[] {
  const [container] = spec.containers;
  const volumes = spec.volumes as { name: string; emptyDir?: object }[];
  const mounts = container.volumeMounts as { name: string; mountPath: string; readOnly?: boolean }[];
  const writable = mounts.filter(
    ({ name, readOnly }) => !readOnly && volumes.some((volume) => volume.name === name && volume.emptyDir),
  );
  const isWritable = (file: string) => writable.some(({ mountPath }) => file.startsWith(`${mountPath}/`));
  const { runAsUser, runAsGroup } = { ...spec.securityContext, ...container.securityContext };
  const low = (container.ports as { containerPort: number }[]).filter(
    ({ containerPort }) => containerPort < 1024,
  );
  const from = (spec.securityContext.sysctls as { name: string; value: string }[] | undefined)?.find(
    ({ name }) => name === "net.ipv4.ip_unprivileged_port_start",
  );
  return [
    ...files.filter((file) => !isWritable(file)).map((file) => `can't write ${file}`),
    ...(runAsUser === user && runAsGroup === group
      ? []
      : [`runs as ${String(runAsUser)}:${String(runAsGroup)}`]),
    ...(container.securityContext.readOnlyRootFilesystem ? [] : ["may write to its root"]),
    ...low
      .filter(({ containerPort }) => from === undefined || Number(from.value) > containerPort)
      .map(({ containerPort }) => `may not listen on ${String(containerPort)}, as it isn't root`),
  ];
}

/** That a pod gets in proves something only where others don't: the same one, with each of these changed. */
async function refusesOthers(kube: Kube): Promise<Seen> {
  const { body } = await kube.get(`/apis/apps/v1/namespaces/${stock}/deployments/nginx`);
  const template = (body as KubeObject).spec?.template;
  if (!template) return { figures: "", faults: ["no pod of nginx is there to be changed"] };
  const changes: Readonly<Record<string, (spec: any) => unknown>> = {
    "as root": (spec) => (spec.securityContext = { ...spec.securityContext, runAsUser: 0 }),
    "that may be root": (spec) => delete spec.securityContext.runAsNonRoot,
    "without a seccomp profile": (spec) => delete spec.securityContext.seccompProfile,
    "with a sysctl that isn't safe": (spec) =>
      (spec.securityContext.sysctls = [{ name: "kernel.msgmax", value: "65536" }]),
    "with all capabilities": (spec) => delete spec.containers[0].securityContext.capabilities,
    "that may gain privileges": (spec) => delete spec.containers[0].securityContext.allowPrivilegeEscalation,
    "with a directory of the node": (spec) =>
      (spec.volumes = [
        ...spec.volumes.slice(1),
        { name: spec.volumes[0].name, hostPath: { path: "/var/run" } },
      ]),
  };
  const faults: string[] = [];
  for (const [what, change] of Object.entries(changes)) {
    const spec = structuredClone(template.spec);
    change(spec);
    const pod = { metadata: { ...template.metadata, name: "changed" }, spec };
    const answer = await kube.ask("POST", `/api/v1/namespaces/${stock}/pods?dryRun=All`, pod);
    const said = String(answer.body?.message);
    if (!said.includes('violates PodSecurity "restricted'))
      faults.push(
        `a pod ${what} isn't refused by the namespace's standard: ${String(answer.status)} ${said}`,
      );
  }
  const count = Object.keys(changes).length;
  return {
    figures: `${String(count - faults.length)} of ${String(count)} refused, each for one change to nginx's`,
    faults,
  };
}

async function podsOf(kube: Kube, service: string): Promise<readonly KubeObject[]> {
  return kube.list(`/api/v1/namespaces/${stock}/pods?labelSelector=app.kubernetes.io%2Fname%3D${service}`);
}

function isReady({ status }: KubeObject): boolean {
  const conditions = (status.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

/** What the cluster says of pods that it doesn't run. */
async function refusals(kube: Kube, service: string): Promise<string[]> {
  const events = await kube.list(`/api/v1/namespaces/${stock}/events`);
  return events
    .filter(({ type, involvedObject }) =>
      type === "Warning" ? (involvedObject as { name: string }).name.startsWith(service) : false,
    )
    .map(({ message }) => String(message));
}
