// Takes a stack through its life on a real Kubernetes cluster, with AWS rehearsed: what the API server and the provider say counts.
import { until, type Cluster } from "./cluster";
import type { KubeObject } from "./kube";
import type { Programs } from "./programs";
import { counts, errorLines, openStage, resources, type Config, type Seen, type Stage } from "./stage";

export interface Verdict extends Seen {
  readonly step: string;
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
  const stage = openStage(stack, programs, cluster, folder);
  const verdicts: Verdict[] = [];
  const step = async (name: string, work: () => Promise<Seen>): Promise<void> => {
    const began = Date.now();
    const done = await work().catch((error: unknown) => ({ figures: "", faults: [String(error)] }));
    const verdict = { step: name, seconds: Math.round((Date.now() - began) / 1000), ...done };
    verdicts.push(verdict);
    tell(verdict);
  };
  try {
    await step("up", () => stage.update("0s"));
    await step("up again", async () => {
      const { code, output, disagreements } = await stage.pulumi(
        "0s",
        "preview",
        "--expect-no-changes",
        "--diff",
      );
      return {
        figures: resources(output),
        faults: [...(code === 0 ? [] : [output.slice(-3000)]), ...disagreements],
      };
    });
    await step("every template as a pod", () => admitTemplates(cluster));
    let route: string | undefined;
    for (let steps = 0; steps < 2; steps++) {
      const next = await nextStep(stage, route);
      if (!next) break;
      const { share } = next;
      route = next.route;
      await step(`${next.route} to ${String(share)}`, async () => {
        stage.change((config) => (config["crossover:traffic"][next.route] = share));
        return stage.update(longestBake);
      });
    }
    await step("another tag", async () => {
      const service = releaseOf(stack, stage.config);
      const before = await generations(cluster, service);
      stage.change((config) => (config["crossover:releases"][service].tag = "9.9.9"));
      const { figures, faults } = await stage.update("0s");
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
      const { output, disagreements, operations } = await stage.pulumi(
        "0s",
        "destroy",
        "--yes",
        "--skip-preview",
      );
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
    await stage.close();
  }
  return verdicts;
}

/** A service with a release whose traffic is in the cluster. */
function releaseOf(stack: string, config: Config): string {
  const releases = Object.keys(config["crossover:releases"] as Config);
  const found = releases.find((name) => name === "auth") ?? releases[0];
  if (found === undefined) throw new Error(`${stack} has no release`);
  return found;
}

/** Longer than what any stack file of this project asks for. */
const longestBake = "25h";

/** The next share of a route; of the first that legacy alone answers, if none is given. */
async function nextStep(
  { crossover }: Stage,
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

/** Has the API server judge a pod of each template, with admission, as its controller would make it. */
async function admitTemplates({ kube }: Cluster): Promise<Seen> {
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
async function drain({ kube }: Cluster): Promise<Seen> {
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
