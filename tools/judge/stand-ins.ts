// Stands in for what a cluster without containers and AWS lacks: nodes, and the controllers of custom kinds.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { nodeImages, type CloudResource } from "../../src/rehearsal";
import type { Kube, KubeObject } from "./kube";

interface StandIn {
  readonly path: string;
  readonly controller: string;
  readonly status?: {
    readonly conditions?: readonly { type: string; reason: string }[];
    readonly observedGeneration?: string;
  };
  /** The controller's name, of kinds that report to each of their parents. */
  readonly parents?: string;
  /** Whether it makes the Secret that the object names. */
  readonly secret?: boolean;
  /** Whether it finds the images that the object selects: those of its release, whatever their version and kind. */
  readonly images?: boolean;
}

const standIns = parse(fs.readFileSync(path.join(__dirname, "stand-ins.yaml"), "utf8")) as readonly StandIn[];

export interface Working {
  stop(): Promise<void>;
}

/** @param groups the simulated cloud's node groups. */
export function standIn(
  kube: Kube,
  zones: readonly string[],
  groups: () => readonly CloudResource[],
): Working {
  let isWorking = true;
  const work = async (): Promise<void> => {
    while (isWorking) {
      try {
        await bringNodes(kube, zones, groups());
        for (const one of standIns) await report(kube, one);
      } catch {
        // The API server is going away, or the kind isn't there yet: the next turn tells.
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  const done = work();
  return {
    stop: () => {
      isWorking = false;
      return done;
    },
  };
}

async function report(kube: Kube, one: StandIn): Promise<void> {
  for (const object of await kube.list(one.path)) {
    const { name, namespace, generation = 1 } = object.metadata;
    const current =
      object.status?.conditions?.[0]?.observedGeneration ??
      object.status?.observedGeneration ??
      object.status?.parents?.[0]?.conditions[0].observedGeneration;
    if (current === generation) continue;
    if (one.secret) await writeSecret(kube, object);
    const [group, kind] = [
      one.path.slice(0, one.path.lastIndexOf("/")),
      one.path.slice(one.path.lastIndexOf("/") + 1),
    ];
    const place = `${group}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${kind}/${name}/status`;
    const body = { metadata: { name, namespace }, status: statusOf(one, object, generation) };
    await kube.ask("PATCH", place, body, { contentType: "application/merge-patch+json" });
  }
}

function statusOf(one: StandIn, { spec }: KubeObject, generation: number): object {
  const condition = (type: string, reason: string) => ({
    ...{ type, reason, status: "True", message: "written by hand", observedGeneration: generation },
    lastTransitionTime: new Date().toISOString().replace(/\.\d+/, ""),
  });
  if (one.parents !== undefined)
    return {
      parents: (spec.parentRefs as object[]).map((parentRef) => ({
        parentRef,
        controllerName: one.parents,
        conditions: [condition("Accepted", "Accepted"), condition("ResolvedRefs", "ResolvedRefs")],
      })),
    };
  const { conditions, observedGeneration } = one.status!;
  return {
    ...(conditions && { conditions: conditions.map(({ type, reason }) => condition(type, reason)) }),
    ...(observedGeneration !== undefined && { observedGeneration: generation }),
    ...(one.images && { amis: imagesOf(spec) }),
  };
}

function imagesOf(spec: KubeObject["spec"]): object[] {
  const terms = spec.amiSelectorTerms as { alias?: string; name?: string }[];
  const release = /v\d{8}/.exec(JSON.stringify(terms))?.[0];
  return nodeImages()
    .filter((image) => release === undefined || image.release === release)
    .map(({ name }, index) => ({ id: `ami-${index}`, name, requirements: [] }));
}

async function writeSecret(kube: Kube, { metadata, spec }: KubeObject): Promise<void> {
  const data = (spec.data ?? []) as { secretKey: string }[];
  const name = (spec.target?.name as string | undefined) ?? metadata.name;
  const secret = {
    metadata: { name },
    stringData: Object.fromEntries(data.map(({ secretKey }) => [secretKey, "stand-in"])),
  };
  await kube.create(`/api/v1/namespaces/${metadata.namespace!}/secrets`, secret);
}

/** A node in each zone for each node group and each of Karpenter's pools, with its labels and taints, and room for all. */
async function bringNodes(
  kube: Kube,
  zones: readonly string[],
  groups: readonly CloudResource[],
): Promise<void> {
  const known = new Set((await kube.list("/api/v1/nodes")).map(({ metadata }) => metadata.name));
  const pools = await kube.list("/apis/karpenter.sh/v1/nodepools");
  const wanted = [
    ...groups.map(({ outputs }) => ({
      name: outputs.nodeGroupName as string,
      labels: {
        ...(outputs.labels as object),
        "eks.amazonaws.com/nodegroup": outputs.nodeGroupName as string,
      },
      taints: ((outputs.taints ?? []) as { key: string; value?: string; effect: string }[]).map((taint) => ({
        ...taint,
        effect: taint.effect
          .toLowerCase()
          .replace(/(^|_)(.)/g, (_, __, letter: string) => letter.toUpperCase()),
      })),
      architecture: /ARM_64/.test(outputs.amiType as string) ? "arm64" : "amd64",
    })),
    ...pools.map(({ metadata: { name }, spec }) => ({
      name: `pool-${name}`,
      labels: { ...spec.template.metadata?.labels, "karpenter.sh/nodepool": name },
      taints: spec.template.spec.taints ?? [],
      architecture: requirement(spec.template.spec.requirements, "kubernetes.io/arch") ?? "amd64",
    })),
  ];
  for (const { name, labels, taints, architecture } of wanted)
    for (const zone of zones) {
      const node = `${name}-${zone}`;
      if (known.has(node)) continue;
      const room = {
        cpu: "500",
        memory: "2000Gi",
        pods: "500",
        "ephemeral-storage": "2000Gi",
        "nvidia.com/gpu": "8",
      };
      await kube.create("/api/v1/nodes", {
        metadata: {
          name: node,
          labels: {
            ...labels,
            ...{
              "kubernetes.io/arch": architecture,
              "kubernetes.io/os": "linux",
              "kubernetes.io/hostname": node,
            },
            "topology.kubernetes.io/zone": zone,
          },
          annotations: { "kwok.x-k8s.io/node": "fake" },
        },
        spec: { taints },
        status: { capacity: room, allocatable: room },
      });
    }
}

function requirement(
  requirements: readonly { key: string; values?: string[] }[],
  key: string,
): string | undefined {
  return requirements.find((one) => one.key === key)?.values?.[0];
}
