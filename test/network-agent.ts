// Answers who may reach whom as the VPC CNI's policy controller and agent do, from objects as the API server keeps them.
//
// Written from what both document and how they behave, independently of what makes the policies:
// https://github.com/aws/amazon-network-policy-controller-k8s/blob/main/pkg/resolvers/endpoints.go turns a policy into
// ranges with ports, https://github.com/aws/aws-network-policy-agent/blob/main/pkg/fwruleprocessor/fw_rule_processor.go
// turns those of all policies of a pod into one map by longest prefix, and the programs in `pkg/ebpf/c` look in it.
import { BlockList } from "node:net";

type Labels = Readonly<Record<string, string>>;
type Protocol = "TCP" | "UDP";

interface Selector {
  readonly matchLabels?: Labels;
}

interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
}

interface PolicyPort {
  readonly protocol?: Protocol;
  readonly port?: number | string;
  readonly endPort?: number;
}

/** The parts of a NetworkPolicy's spec that count. */
export interface Spec {
  readonly podSelector: Selector;
  readonly policyTypes: readonly ("Ingress" | "Egress")[];
  readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly PolicyPort[] }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly PolicyPort[] }[];
}

export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly address: string;
  /** Ports of its containers. */
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: Protocol }[];
}

/** A Service with an address of its own. */
export interface ClusterService {
  readonly namespace: string;
  readonly selector: Labels;
  readonly address: string;
  readonly ports: readonly {
    readonly port: number;
    readonly targetPort: number | string;
    readonly protocol: Protocol;
  }[];
}

export interface World {
  /** Labels of each namespace, by its name. */
  readonly namespaces: Readonly<Record<string, Labels>>;
  readonly pods: readonly Pod[];
  readonly services: readonly ClusterService[];
  readonly policies: readonly { readonly namespace: string; readonly spec: Spec }[];
}

/** A port, or a range of them; any of the protocol without one. */
interface L4 {
  readonly protocol: Protocol;
  readonly port?: number;
  readonly endPort?: number;
}

/** What the controller makes of a rule: addresses, and ports there; all ports if there are none. */
interface Rule {
  readonly cidr: string;
  readonly except: readonly string[];
  readonly ports: readonly L4[];
}

/** What the map holds for a prefix. */
type Entry = { readonly deny: true } | { readonly any: boolean; readonly ports: readonly L4[] };

/** The most that an entry holds; the agent drops the others. */
const room = 24;

/** Whether a pod may open a connection: to a pod, a Service's address or any other one. */
export function mayReach(
  world: World,
  from: Pod,
  address: string,
  port: number,
  protocol: Protocol = "TCP",
): boolean {
  if (!passes(world, from, "Egress", address, port, protocol)) return false;
  const service = world.services.find((one) => one.address === address);
  if (service)
    return behind(world, service, port, protocol).some(([pod, own]) =>
      admits(world, pod, from.address, own, protocol),
    );
  const pod = world.pods.find((one) => one.address === address);
  return pod === undefined || admits(world, pod, from.address, port, protocol);
}

/** Whether a pod admits a connection from an address. */
export function admits(
  world: World,
  pod: Pod,
  from: string,
  port: number,
  protocol: Protocol = "TCP",
): boolean {
  return passes(world, pod, "Ingress", from, port, protocol);
}

/** The pods that a Service's port leads to, each with its own port. */
function behind(world: World, service: ClusterService, port: number, protocol: Protocol): [Pod, number][] {
  const found = service.ports.find((one) => one.port === port && one.protocol === protocol);
  if (!found) return [];
  return world.pods
    .filter(
      ({ namespace, labels }) =>
        namespace === service.namespace && matches({ matchLabels: service.selector }, labels),
    )
    .flatMap((pod): [Pod, number][] => {
      const own = containerPort(pod, found.targetPort, protocol);
      return own === undefined ? [] : [[pod, own]];
    });
}

function passes(
  world: World,
  pod: Pod,
  direction: "Ingress" | "Egress",
  address: string,
  port: number,
  protocol: Protocol,
): boolean {
  const policies = world.policies.filter(
    ({ namespace, spec }) =>
      namespace === pod.namespace &&
      spec.policyTypes.includes(direction) &&
      matches(spec.podSelector, pod.labels),
  );
  if (policies.length === 0) return true;
  const rules = policies.flatMap((one) =>
    direction === "Ingress" ? ingressRules(world, one) : egressRules(world, one),
  );
  const entry = longest(mapOf(rules), address);
  if (entry === undefined || "deny" in entry) return false;
  return (
    entry.any ||
    entry.ports.some(
      (one) =>
        one.protocol === protocol &&
        (one.port === undefined ||
          one.port === port ||
          (one.endPort !== undefined && port > one.port && port <= one.endPort)),
    )
  );
}

// What the controller does.

function ingressRules(world: World, { namespace, spec }: World["policies"][number]): Rule[] {
  const own = world.pods.filter(
    (pod) => pod.namespace === namespace && matches(spec.podSelector, pod.labels),
  );
  return (spec.ingress ?? []).flatMap(({ from, ports = [] }) => {
    const named = ports.some(({ port }) => typeof port === "string");
    // A name means what the pods that are reached call so.
    const resolved = named ? own.flatMap((pod) => podPorts(pod, ports)) : numbered(ports);
    if (ports.length > 0 && resolved.length === 0) return [];
    if (from === undefined) return [{ cidr: "0.0.0.0/0", except: [], ports: resolved }];
    return from.flatMap((peer) =>
      peer.ipBlock
        ? [{ cidr: peer.ipBlock.cidr, except: peer.ipBlock.except ?? [], ports: resolved }]
        : podsOf(world, namespace, peer).map((pod) => ({
            cidr: `${pod.address}/32`,
            except: [],
            ports: resolved,
          })),
    );
  });
}

function egressRules(world: World, { namespace, spec }: World["policies"][number]): Rule[] {
  return (spec.egress ?? []).flatMap(({ to, ports = [] }) => {
    // A range has no names for its ports.
    const resolved = numbered(ports);
    const unknown = ports.length > 0 && resolved.length === 0;
    if (to === undefined) return unknown ? [] : [{ cidr: "0.0.0.0/0", except: [], ports: resolved }];
    return to.flatMap((peer): Rule[] => {
      if (peer.ipBlock)
        return unknown
          ? []
          : [{ cidr: peer.ipBlock.cidr, except: peer.ipBlock.except ?? [], ports: resolved }];
      const pods = podsOf(world, namespace, peer).map((pod) => ({
        address: pod.address,
        ports: podPorts(pod, ports),
      }));
      const services = namespacesOf(world, namespace, peer).flatMap((one) =>
        serviceRules(world, one, peer, ports),
      );
      return [...pods, ...services]
        .filter((one) => ports.length === 0 || one.ports.length > 0)
        .map((one) => ({ cidr: `${one.address}/32`, except: [], ports: one.ports }));
    });
  });
}

/** The addresses of Services count where their selector is that of the peer, since the agent sees no others. */
function serviceRules(world: World, namespace: string, { podSelector }: Peer, ports: readonly PolicyPort[]) {
  return world.services
    .filter((one) => one.namespace === namespace && matches(podSelector, one.selector))
    .map((service) => ({
      address: service.address,
      ports: ports.flatMap(({ protocol = "TCP", port }): L4[] => {
        if (port === undefined) return [{ protocol }];
        const direct = service.ports.find((one) => one.targetPort === port && one.protocol === protocol);
        if (direct) return [{ protocol, port: direct.port }];
        // Else by what its pods call it.
        const [found] = world.pods
          .filter(
            (pod) => pod.namespace === namespace && matches({ matchLabels: service.selector }, pod.labels),
          )
          .flatMap((pod) =>
            service.ports.filter(
              (one) =>
                one.protocol === protocol &&
                containerPort(pod, one.targetPort, protocol) === containerPort(pod, port, protocol),
            ),
          );
        return found ? [{ protocol, port: found.port }] : [];
      }),
    }));
}

function numbered(ports: readonly PolicyPort[]): L4[] {
  return ports.flatMap(({ protocol = "TCP", port, endPort }) =>
    typeof port === "string" ? [] : [{ protocol, port, endPort }],
  );
}

function podPorts(pod: Pod, ports: readonly PolicyPort[]): L4[] {
  return ports.flatMap(({ protocol = "TCP", port, endPort }) => {
    if (port === undefined) return [{ protocol }];
    const own = containerPort(pod, port, protocol);
    return own === undefined ? [] : [{ protocol, port: own, endPort }];
  });
}

function containerPort(pod: Pod, port: number | string, protocol: Protocol): number | undefined {
  if (typeof port === "number") return port;
  return pod.ports.find((one) => one.name === port && one.protocol === protocol)?.port;
}

function namespacesOf(world: World, own: string, { namespaceSelector }: Peer): string[] {
  if (namespaceSelector === undefined) return [own];
  return Object.entries(world.namespaces).flatMap(([name, labels]) =>
    matches(namespaceSelector, { ...labels, "kubernetes.io/metadata.name": name }) ? [name] : [],
  );
}

function podsOf(world: World, own: string, peer: Peer): Pod[] {
  const namespaces = namespacesOf(world, own, peer);
  return world.pods.filter(
    ({ namespace, labels }) => namespaces.includes(namespace) && matches(peer.podSelector, labels),
  );
}

/** Without labels it selects everything. */
function matches(selector: Selector | undefined, labels: Labels): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

// What the agent does.

/** One entry a prefix: rules of one range are united, and each takes on what wider ranges open unless they except it. */
function mapOf(rules: readonly Rule[]): ReadonlyMap<string, Entry> {
  const made = new Map<string, { except: readonly string[]; ports: readonly L4[]; any: boolean }>();
  const sorted = rules.map((rule) => ({ ...rule, cidr: masked(rule.cidr) }));
  sorted.sort((a, b) => prefixOf(a.cidr) - prefixOf(b.cidr));
  for (const { cidr, except, ports } of sorted) {
    const wider = made.get(cidr)
      ? [made.get(cidr)!]
      : [...made]
          .filter(([outer]) => isWithin(addressOf(cidr), outer))
          .filter(([, one]) => !one.except.some((hole) => isWithin(addressOf(cidr), hole)))
          .map(([, one]) => one);
    made.set(cidr, {
      except: [...except, ...(made.get(cidr)?.except ?? [])],
      ports: [...ports, ...wider.flatMap((one) => one.ports)],
      any: ports.length === 0 || wider.some(({ any }) => any),
    });
  }
  const map = new Map<string, Entry>();
  for (const [cidr, { any, ports }] of made) {
    const distinct = new Set(ports.map(({ protocol, port, endPort }) => `${protocol} ${port}-${endPort}`));
    if (distinct.size + (any ? 1 : 0) > room)
      throw new Error(`${cidr} has ${distinct.size} ports; the agent keeps ${room}`);
    map.set(cidr, { any, ports });
  }
  for (const hole of rules.flatMap(({ except }) => except).map(masked))
    if (!map.has(hole)) map.set(hole, { deny: true });
  return map;
}

function longest(map: ReadonlyMap<string, Entry>, address: string): Entry | undefined {
  const [found] = [...map]
    .filter(([cidr]) => isWithin(address, cidr))
    .sort(([a], [b]) => prefixOf(b) - prefixOf(a));
  return found?.[1];
}

function isWithin(address: string, cidr: string): boolean {
  const list = new BlockList();
  list.addSubnet(addressOf(cidr), prefixOf(cidr));
  return list.check(address);
}

function addressOf(cidr: string): string {
  return cidr.split("/")[0]!;
}

function prefixOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

/** Without the bits of hosts. */
function masked(cidr: string): string {
  const value = addressOf(cidr)
    .split(".")
    .reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  const shift = BigInt(32 - prefixOf(cidr));
  const start = (value >> shift) << shift;
  return `${[24n, 16n, 8n, 0n].map((bits) => (start >> bits) & 255n).join(".")}/${prefixOf(cidr)}`;
}
