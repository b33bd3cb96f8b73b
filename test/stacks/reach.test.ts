// Tests, in the reviewed lists, that the stacks' policies let pods reach what the guide promises, and nothing besides.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { mayReach, type ClusterService, type Pod, type Spec, type World } from "../network-agent";
import { root } from "./declare";

interface Promised {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

interface Reach {
  readonly namespaces: World["namespaces"];
  readonly pods: Readonly<Record<string, Pick<Pod, "namespace" | "labels">>>;
  readonly places: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly promises: readonly Promised[];
  readonly closed: readonly string[];
}

type Line = [type: string, name: string, inputs: Record<string, any>];

const { namespaces, pods, places, promises, closed } = parse(
  readFileSync(join(__dirname, "reach.yaml"), "utf8"),
) as Reach;

const http = (port: number) => ({ name: "http", port, protocol: "TCP" as const });
const dns = (["UDP", "TCP"] as const).map((protocol) => ({ port: 53, protocol }));

/** A stack's list. */
function linesOf(file: string): Line[] {
  return JSON.parse(readFileSync(join(__dirname, `${file}.json`), "utf8")) as Line[];
}

/** The ports of a service, as its file says: of a web service for requests, of a worker for its metrics. */
function portsOf(service: string) {
  const { port, metrics } = parse(readFileSync(join(root, "services", `${service}.yaml`), "utf8")) as {
    port?: number;
    metrics?: { port: number };
  };
  return [
    ...(port === undefined ? [] : [http(port)]),
    ...(metrics ? [{ name: "metrics", port: metrics.port, protocol: "TCP" as const }] : []),
  ];
}

interface Landscape {
  readonly world: World;
  readonly pods: Readonly<Record<string, Pod>>;
  readonly services: Readonly<Record<string, ClusterService>>;
}

/** What is in a stack's cluster: the policies that it declares, a pod of each service, and the others. */
function landscapeOf(file: string): Landscape {
  const stack = file.split("-")[0]!;
  const policies = linesOf(file)
    .filter(([type]) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .map(([, , { metadata, spec }]) => ({
      name: metadata.name as string,
      namespace: stack,
      spec: spec as Spec,
    }));
  const net = places[file]!["stores"]!.split(".").slice(0, 2).join(".");
  const own = policies
    .filter(({ name }) => name !== "default.deny")
    .map(({ name, spec }, i): [string, Pod] => {
      const labels = { ...spec.podSelector.matchLabels };
      return [name, { namespace: stack, labels, address: `${net}.0.${i + 10}`, ports: portsOf(name) }];
    });
  const others = Object.entries(pods).map(([name, pod], i): [string, Pod] => [
    name,
    { ...pod, address: `${net}.1.${i + 10}`, ports: name === "dns" ? dns : [] },
  ]);
  const services = own
    .filter(([, { ports }]) => ports.some(({ name }) => name === "http"))
    .map(([name, { labels }], i): [string, ClusterService] => [
      name,
      {
        namespace: stack,
        selector: labels,
        address: `172.20.7.${i + 1}`,
        ports: [{ port: 80, targetPort: "http", protocol: "TCP" }],
      },
    ]);
  const resolver: ClusterService = {
    namespace: "kube-system",
    selector: pods["dns"]!.labels,
    address: "172.20.0.10",
    ports: dns.map(({ port, protocol }) => ({ port, targetPort: port, protocol })),
  };
  const all = {
    pods: Object.fromEntries([...own, ...others]),
    services: Object.fromEntries([...services, ["dns", resolver]]),
  };
  return {
    ...all,
    world: {
      namespaces: { ...namespaces, [stack]: { "crossover/routes": "allowed" } },
      pods: Object.values(all.pods),
      services: Object.values(all.services),
      policies,
    },
  };
}

const landscapes = new Map(
  Object.keys(places)
    .filter((file) => file !== "all")
    .map((file) => [file, landscapeOf(file)]),
);

/** @throws Error on a question that names what isn't there. */
function answer(question: string): boolean {
  const [, file = "", from = "", to = "", port, protocol = "TCP"] =
    /^([\w-]+): ([\w-]+) -> ([\w/-]+):(\d+)(?: (UDP))?$/.exec(question) ?? [];
  const landscape = landscapes.get(file);
  const pod = landscape?.pods[from];
  const address = to.startsWith("service/")
    ? landscape?.services[to.slice("service/".length)]?.address
    : (landscape?.pods[to]?.address ?? places[file]?.[to] ?? places["all"]![to]);
  if (!landscape || !pod || address === undefined) throw new Error(`nothing is known of \`${question}\``);
  return mayReach(landscape.world, pod, address, Number(port), protocol as "TCP" | "UDP");
}

const asked = promises.flatMap(({ from, to, yes, no }) => [
  ...yes.map((question): [string, string, boolean] => [question, `${from}: ${to}`, true]),
  ...no.map((question): [string, string, boolean] => [question, `${from}: ${to}`, false]),
]);

test.each(asked)("%s (%s): %s", (question, _, reaches) => {
  expect(answer(question)).toBe(reaches);
});

test.each(closed)("%s is closed", (question) => {
  expect(answer(question)).toBe(false);
});

test("each promise has a question that is answered by yes, and one by no; none is asked twice", () => {
  expect(promises.filter(({ yes, no }) => yes.length === 0 || no.length === 0)).toEqual([]);
  const all = [...asked.map(([question]) => question), ...closed];
  expect(all.filter((one, i) => all.indexOf(one) !== i)).toEqual([]);
  expect(all.length).toBeGreaterThanOrEqual(60);
});

test("the guide's table has these promises, and no others", () => {
  const guide = readFileSync(join(root, "docs", "guide", "access.md"), "utf8");
  const [, section = ""] = /\n## Network policies\n(.*?)\n## /s.exec(guide) ?? [];
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows.slice(2)).toEqual(promises.map(({ from, to, why }) => [from, to, why]));
});

test.each([...landscapes.keys()])("pods of %s have the labels and ports that are assumed here", (file) => {
  const { pods: assumed } = landscapes.get(file)!;
  const templates = linesOf(file)
    .filter(([type]) => /:(Deployment|CronJob)$/.test(type))
    .map(([, , { metadata, spec }]) => [metadata.name, (spec.jobTemplate?.spec ?? spec).template] as const);
  for (const [name, { metadata, spec }] of templates) {
    expect(metadata.labels).toMatchObject(assumed[name]!.labels);
    const ports = spec.containers.flatMap(({ ports = [] }: { ports?: object[] }) => ports);
    expect(ports).toEqual(assumed[name]!.ports.map(({ name, port }) => ({ name, containerPort: port })));
  }
});
