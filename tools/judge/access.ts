// Puts the teams' rights before a real API server: what the guide allows has to pass, and each attempt to do more to be refused.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { startCluster, until } from "./cluster";
import type { Answer, Asking, Kube, KubeObject } from "./kube";
import { removeFolder, temporaryFolder } from "./leftovers";
import type { Programs } from "./programs";

/** What somebody tries, in one of the ways that an API server takes. */
interface Attempt {
  readonly does: string;
  /** `deployments/booking`, or `deployments` for what is made or listed. */
  readonly at: string;
  /** Of the API. @default the one that the program writes */
  readonly version?: string;
  readonly patch?: object;
  readonly strategic?: object;
  readonly steps?: readonly object[];
  readonly apply?: object;
  readonly create?: object;
  readonly deletes?: boolean;
  readonly reads?: boolean;
  /** Opens a connection, which can't be tried: no node runs the pod, so that nothing comes of it. */
  readonly connects?: boolean;
  /** What an administrator has changed before; it is undone after. */
  readonly while?: object;
}

interface Refused extends Attempt {
  readonly by: "rights" | "policy";
}

interface Allowed extends Attempt {
  /** The status of the answer, where it isn't a success. */
  readonly answers?: number;
}

const stack = "integration";
const member: Asking = {
  user: "payments-member",
  groups: ["crossover:integration:payments", "system:authenticated"],
};
const data = path.join(__dirname, "access");
const golden = path.join(__dirname, "..", "..", "test", "stacks", `${stack}.json`);
const admission = "/apis/admissionregistration.k8s.io/v1";
const policies = `${admission}/validatingadmissionpolicies`;
const bindings = `${admission}/validatingadmissionpolicybindings`;

/** Where the API server has each resource. */
const apis: Readonly<Record<string, string>> = {
  deployments: "/apis/apps/v1",
  horizontalpodautoscalers: "/apis/autoscaling/v2",
  cronjobs: "/apis/batch/v1",
  jobs: "/apis/batch/v1",
  networkpolicies: "/apis/networking.k8s.io/v1",
  roles: "/apis/rbac.authorization.k8s.io/v1",
  rolebindings: "/apis/rbac.authorization.k8s.io/v1",
};

/** What of the stack is put into the cluster, in this order. */
const kinds: Readonly<Record<string, string>> = {
  Namespace: "/api/v1/namespaces",
  ServiceAccount: "serviceaccounts",
  ConfigMap: "configmaps",
  Deployment: "deployments",
  HorizontalPodAutoscaler: "horizontalpodautoscalers",
  CronJob: "cronjobs",
  ValidatingAdmissionPolicy: policies,
  ValidatingAdmissionPolicyBinding: bindings,
  Role: "roles",
  RoleBinding: "rolebindings",
};

/** @returns how many attempts went otherwise than they should. */
export async function judgeAccess(programs: Programs, print: (line: string) => void): Promise<number> {
  const folder = temporaryFolder("access");
  const cluster = await startCluster(programs, path.join(folder, "cluster"));
  try {
    return await judge(cluster.kube, print);
  } finally {
    await cluster.close();
    removeFolder(folder);
  }
}

async function judge(kube: Kube, print: (line: string) => void): Promise<number> {
  const objects = rendered();
  for (const kind of Object.keys(kinds))
    for (const one of objects.filter((other) => other.kind === kind)) {
      const at = kinds[kind]!;
      await kube.create(at.startsWith("/") ? at : placeOf(at), one);
    }
  const booking = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "booking")!;
  const { template } = booking.spec;
  await kube.create(placeOf("pods"), {
    metadata: { ...template.metadata, name: "booking-0" },
    spec: template.spec,
  });
  await kube.create(placeOf("secrets"), { metadata: { name: "auth" }, stringData: { KEY: "auth's own" } });
  const fill = (file: string): unknown[] => {
    const workloads = objects.filter(({ kind }) => kind === "Deployment" || kind === "CronJob");
    const images = new Map(workloads.map((one) => [one.metadata.name, repositoryOf(one)]));
    const text = fs
      .readFileSync(path.join(data, file), "utf8")
      .replaceAll("OTHER_REPOSITORY", images.get("auth")!)
      .replaceAll("OTHER_SETTINGS", settingsOf(objects, "auth"))
      .replaceAll("OWN_SETTINGS", settingsOf(objects, "booking"));
    return (parse(text) as Attempt[]).map((one) => {
      const repository = images.get(one.at.split("/")[1] ?? "") ?? "";
      return JSON.parse(JSON.stringify(one).replaceAll("REPOSITORY", repository)) as unknown;
    });
  };
  const attempts = fill("attempts.yaml") as Refused[];
  const allowed = fill("allowed.yaml") as Allowed[];
  const faults: string[] = [];
  const fault = (line: string): void => void faults.push(line);

  await until("the policy is in force", async () => refusal(await ask(kube, attempts[0]!)) === "policy", 30);
  print(`${stack}: ${String(attempts.length)} attempts by a member of payments, each refused`);
  const counts = { rights: 0, policy: 0 };
  for (const one of attempts) {
    const answer = await ask(kube, one);
    const by = refusal(answer);
    if (by) counts[by] += 1;
    if (by !== one.by) fault(`${one.does}: not refused by its ${one.by}: ${said(answer)}`);
  }
  print(`  by the rights: ${String(counts.rights)}; by the policy: ${String(counts.policy)}`);

  for (const one of allowed) {
    const answer = await ask(kube, one);
    if (answer.status >= 300 && answer.status !== one.answers) fault(`${one.does}: ${said(answer)}`);
  }
  print(`  what the guide allows: ${String(allowed.length)} passed`);

  const everything = placeOf("rolebindings");
  const group = { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: member.groups![0] };
  await kube.create(everything, {
    metadata: { name: "everything" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [group],
  });
  const writes = attempts.filter(({ reads }) => !reads);
  await until(
    "every right is given",
    async () => (await kube.get(placeOf("secrets"), member)).status === 200,
    30,
  );
  const still = await refusedOf(kube, writes);
  for (const { does } of writes.filter((one) => !still.includes(one)))
    fault(`${does}: passes with every right in the namespace`);
  print(
    `  with every right in the namespace by RBAC: ${String(still.length)} of ${String(writes.length)} writes still refused`,
  );

  await kube.ask(
    "DELETE",
    `${bindings}/${objects.find(({ kind }) => kind?.endsWith("PolicyBinding"))!.metadata.name}`,
  );
  await until(
    "the policy is out of force",
    async () => refusal(await ask(kube, attempts[0]!)) === undefined,
    30,
  );
  const real = await refusedOf(kube, writes);
  for (const { does } of real) fault(`${does}: refused without rights and policy too, so it proves nothing`);
  print(
    `  with every right and no policy: ${String(writes.length - real.length)} of ${String(writes.length)} pass`,
  );

  await kube.ask("DELETE", `${everything}/everything`);
  await until(
    "the rights are taken",
    async () => (await kube.get(placeOf("secrets"), member)).status === 403,
    30,
  );
  const byRights = await refusedOf(kube, attempts);
  const through = attempts.filter((one) => !byRights.includes(one));
  for (const { does, by } of through.filter((one) => one.by === "rights"))
    fault(`${does}: passes the rights, not ${by}`);
  print(`  with the rights alone: ${String(through.length)} pass that the policy refuses`);

  faults.push(...(await takesBack(kube, booking)));
  print("  a pinned image: the next update would conflict, and takes it back by the objects' own annotation");
  for (const line of faults) print(`      ✗ ${line}`);
  return faults.length;
}

/** A person pins an image; the program applies its own, as the provider does: forced where the annotation says so. */
async function takesBack(kube: Kube, object: KubeObject): Promise<string[]> {
  const at = `${placeOf("deployments")}/${object.metadata.name}`;
  const apply = (image: string, force: boolean) => {
    const next = structuredClone(object) as any;
    next.spec.template.spec.containers[0].image = image;
    const type = { contentType: "application/apply-patch+yaml" };
    return kube.ask("PATCH", `${at}?fieldManager=pulumi&force=${String(force)}`, next, type);
  };
  const image: string = object.spec.template.spec.containers[0].image;
  await apply(image, true);
  const pin = {
    spec: { template: { spec: { containers: [{ name: object.metadata.name, image: `${image}-pinned` }] } } },
  };
  const pinned = await kube.ask("PATCH", `${at}?fieldManager=kubectl-set`, pin, {
    ...member,
    contentType: "application/strategic-merge-patch+json",
  });
  const plain = await apply(`${image}-next`, false);
  const forced = await apply(
    `${image}-next`,
    object.metadata.annotations?.["pulumi.com/patchForce"] === "true",
  );
  const now = await kube.get(at);
  return [
    ...(pinned.status === 200 ? [] : [`pinning: ${said(pinned)}`]),
    ...(plain.status === 409 ? [] : [`an update that isn't forced doesn't conflict: ${said(plain)}`]),
    ...(forced.status === 200 ? [] : [`an update: ${said(forced)}`]),
    ...(now.body.spec.template.spec.containers[0].image === `${image}-next`
      ? []
      : ["the pinned image stays"]),
  ];
}

/** The stack's objects, as its golden has them. */
function rendered(): readonly KubeObject[] {
  const all = JSON.parse(fs.readFileSync(golden, "utf8")) as [string, string, KubeObject][];
  return (
    all
      .filter(([type]) => type.startsWith("kubernetes:"))
      // What owns an object is known by an id that the API server gives.
      .map(([, , inputs]) => ({ ...inputs, metadata: { ...inputs.metadata, ownerReferences: undefined } }))
      .filter(
        ({ kind, metadata }) =>
          kind !== undefined && kind in kinds && [undefined, stack].includes(metadata.namespace),
      )
  );
}

/** The ConfigMap that a service takes its environment from. */
function settingsOf(objects: readonly KubeObject[], service: string): string {
  const name = "app.kubernetes.io/name";
  return objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.labels?.[name] === service)!
    .metadata.name;
}

function repositoryOf({ spec }: KubeObject): string {
  const { template } = spec.jobTemplate?.spec ?? spec;
  return (template.spec.containers[0].image as string).replace(/:[^:/]*$/, "");
}

function placeOf(at: string, version?: string): string {
  const api = apis[at.split("/")[0]!] ?? "/api/v1";
  return `${version === undefined ? api : api.replace(/[^/]*$/, version)}/namespaces/${stack}/${at}`;
}

async function refusedOf<T extends Attempt>(kube: Kube, attempts: readonly T[]): Promise<readonly T[]> {
  const refused: T[] = [];
  for (const one of attempts) if (refusal(await ask(kube, one))) refused.push(one);
  return refused;
}

/** Tries it as the member, without carrying it out. */
async function ask(kube: Kube, one: Attempt): Promise<Answer> {
  const place = placeOf(one.at, one.version);
  const dry = `${place}${place.includes("?") ? "&" : "?"}dryRun=All`;
  const patch = (type: string, body: object) =>
    kube.ask("PATCH", dry, body, { ...member, contentType: `application/${type}` });
  const before = one.while && (await kube.get(place)).body;
  if (one.while) await kube.ask("PATCH", place, one.while, { contentType: "application/merge-patch+json" });
  try {
    if (one.reads) return await kube.get(place, member);
    if (one.connects) return await kube.ask("POST", place, {}, member);
    if (one.deletes) return await kube.ask("DELETE", dry, undefined, member);
    if (one.create) return await kube.ask("POST", dry, one.create, member);
    if (one.steps) return await patch("json-patch+json", one.steps);
    if (one.strategic) return await patch("strategic-merge-patch+json", one.strategic);
    if (one.apply)
      return await kube.ask("PATCH", `${dry}&fieldManager=kubectl&force=true`, one.apply, {
        ...member,
        contentType: "application/apply-patch+yaml",
      });
    return await patch("merge-patch+json", one.patch!);
  } finally {
    if (one.while)
      await kube.ask("PATCH", place, { spec: before.spec }, { contentType: "application/merge-patch+json" });
  }
}

/** What refused a request, if that is why it failed. */
function refusal({ status, body }: Answer): "rights" | "policy" | undefined {
  if (String(body?.message).includes("ValidatingAdmissionPolicy")) return "policy";
  return status === 403 ? "rights" : undefined;
}

function said({ status, body }: Answer): string {
  return `${String(status)} ${String(body?.message ?? "")}`;
}
