// Decides who may talk to whom in a stack's namespace: only what routes, `after`, databases and `egress` ask for.
import { names, proxyLabels } from "../clusters/gateway";
import { selectorLabels } from "../workload/pod";
import type { Service } from "../service";
import { contains } from "./addresses";
import { unite, type Block, type Opening } from "./blocks";

/** Address ranges outside the cluster, and TCP ports there. */
export interface Destination {
  readonly ranges: readonly string[];
  readonly ports: readonly number[];
}

/** What can be reached from a stack's pods. */
export interface Surroundings {
  /** The ranges of the stack's VPC and of those that are peered with it. */
  readonly networks: readonly string[];
  /** Where AWS's APIs answer in the pods' VPC: the ranges that its interface endpoints are in. @default none */
  readonly endpoints?: readonly string[];
  /** The databases and caches of each service. @default none */
  readonly data?: Readonly<Record<string, readonly Destination[]>>;
  /** Services with a legacy side, whose addresses may be private. @default none */
  readonly withLegacySide?: readonly string[];
}

/** Namespaces with this label may read the metrics of services. */
export const metricsLabel = { "crossover/metrics": "allowed" };

/** Of the policy that selects every pod. No service is called like it: names of services have no dot. */
export const defaultDeny = "default.deny";

const everywhere = "0.0.0.0/0";
/** Instance metadata is there, and what else a node keeps for itself (RFC 3927). */
export const linkLocal = "169.254.0.0/16";
/** Where pods get credentials, on every node: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
const identityAgent = "169.254.170.23/32";
/** Ranges that aren't the internet: RFC 1918, RFC 6598 and RFC 3927. */
const notInternet = ["10.0.0.0/8", "100.64.0.0/10", linkLocal, "172.16.0.0/12", "192.168.0.0/16"];
/** Of the cluster's DNS, by UDP and TCP. */
const dnsPort = 53;
/** The port of AWS's APIs, and of public names. */
const https = 443;

/** Who is talked to: a range, or pods by their labels. */
type Peer =
  | { ipBlock: { cidr: string; except?: string[] } }
  | {
      namespaceSelector?: { matchLabels: Record<string, string> };
      podSelector?: { matchLabels: Record<string, string> };
    };
/** A port by its number, or by the name that the pods give it. */
interface Port {
  /** The protocol of the port. */
  protocol: "TCP" | "UDP";
  /** Its number, or its name. */
  port: number | string;
}

/** The spec of a NetworkPolicy, as Kubernetes takes it. */
export interface PolicySpec {
  /** The pods that it is of. */
  podSelector: { matchLabels?: Record<string, string> };
  /** What it closes but for the exceptions. */
  policyTypes: ("Ingress" | "Egress")[];
  /** Who may talk to the pods. @default nobody */
  ingress?: { from: Peer[]; ports: Port[] }[];
  /** Whom the pods may talk to. @default nobody */
  egress?: { to: Peer[]; ports: Port[] }[];
}

/** Closes the namespace, but for the cluster's DNS and the node's Pod Identity agent, which knows who may ask it. */
export function defaultDenySpec(): PolicySpec {
  return {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    egress: [
      {
        to: [inNamespace("kube-system", { "k8s-app": "kube-dns" })],
        ports: [
          { protocol: "UDP", port: dnsPort },
          { protocol: "TCP", port: dnsPort },
        ],
      },
      { to: [{ ipBlock: { cidr: identityAgent } }], ports: [{ protocol: "TCP", port: 80 }] },
    ],
  };
}

/** The policy of each service, by its name. */
export function networkPolicies(
  services: readonly Service[],
  surroundings: Surroundings,
): Readonly<Record<string, PolicySpec>> {
  return Object.fromEntries(
    services.map((service) => [service.name, policySpec(service, services, surroundings)]),
  );
}

/** An empty list would be dropped by the API server, and differ from what it keeps at every update. */
function policySpec(service: Service, services: readonly Service[], around: Surroundings): PolicySpec {
  const callers = services.filter(({ after }) => after.includes(service.name));
  const callees = calleesOf(service, services);
  const egress = [
    ...(callees.length > 0 ? [{ to: callees.map(podsOf), ports: [http] }] : []),
    ...rulesOf(unite(openingsOf(service, services, around))),
  ];
  return {
    podSelector: { matchLabels: selectorLabels(service) },
    policyTypes: ["Ingress", "Egress"],
    ...(service.kind === "web" && { ingress: admitCallers(callers) }),
    ...(service.metrics && { ingress: admitMetrics(service.metrics.port) }),
    ...(egress.length > 0 && { egress }),
  };
}

/** The services that it calls: a worker or a job listens nowhere. */
function calleesOf({ after }: Service, services: readonly Service[]): Service[] {
  return services.filter(({ name, kind }) => kind === "web" && after.includes(name));
}

/** What a service reaches by address. */
export function openingsOf(
  service: Service,
  services: readonly Service[],
  { networks, endpoints = [], data = {}, withLegacySide = [] }: Surroundings,
): Opening[] {
  return [
    ...publicNames(calleesOf(service, services), withLegacySide),
    ...service.egress.flatMap(({ to, ports }) =>
      to === "internet"
        ? [
            internet(ports),
            ...(ports.includes(https) ? endpoints.map((range) => opening(range, [https])) : []),
          ]
        : (to === "vpc" ? networks : [to]).map((range) => opening(range, ports)),
    ),
    ...(data[service.name] ?? []).flatMap(({ ranges, ports }) =>
      ranges.map((range) => opening(range, ports)),
    ),
  ];
}

/**
 * A callee's public name leads to a load balancer whose addresses change. That of a cluster is public; a legacy side's may
 * be private, so any address is open for as long as there is one.
 */
function publicNames(callees: readonly Service[], withLegacySide: readonly string[]): Opening[] {
  if (callees.length === 0) return [];
  return [
    callees.some(({ name }) => withLegacySide.includes(name))
      ? opening(everywhere, [https])
      : internet([https]),
  ];
}

/** Every public address. */
function internet(ports: readonly number[]): Opening {
  return { range: everywhere, except: notInternet, ports };
}

/** A range, but for what a node keeps for itself. */
function opening(range: string, ports: readonly number[]): Opening {
  return { range, except: contains(range, linkLocal) ? [linkLocal] : [], ports };
}

/** A rule for each list of ports. */
function rulesOf(blocks: readonly Block[]): NonNullable<PolicySpec["egress"]> {
  return [...new Set(blocks.map(({ ports }) => String(ports)))].map((key) => {
    const alike = blocks.filter(({ ports }) => String(ports) === key);
    return {
      to: alike.map(({ range, except }) => ({
        ipBlock: { cidr: range, ...(except.length > 0 && { except: [...except] }) },
      })),
      ports: alike[0]!.ports.map((port) => ({ protocol: "TCP", port })),
    };
  });
}

/**
 * The most ports that the VPC CNI's agent keeps of one address; it drops the others
 * (https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations).
 */
export const mostPorts = 24;

/**
 * A block where a service would open more ports than {@link mostPorts}, and how many those are, with the cluster's DNS,
 * whose pods have private addresses; nothing if there is none.
 */
export function crowdedBlock(openings: readonly Opening[]): { range: string; count: number } | undefined {
  // DNS takes two: port 53 by TCP, and by UDP, for which 0 stands.
  const dns = notInternet.filter((range) => range !== linkLocal).map((range) => opening(range, [0, dnsPort]));
  const crowded = unite([...openings, ...dns]).find(({ ports }) => ports.length > mostPorts);
  return crowded && { range: crowded.range, count: crowded.ports.length };
}

/** A worker is open to whoever reads its metrics, on their port alone. */
function admitMetrics(port: number): NonNullable<PolicySpec["ingress"]> {
  return [
    { from: [{ namespaceSelector: { matchLabels: metricsLabel } }], ports: [{ protocol: "TCP", port }] },
  ];
}

/** A web service is open on its port to the Gateway's proxies, to those that come after it, and to metrics. */
function admitCallers(callers: readonly Service[]): NonNullable<PolicySpec["ingress"]> {
  return [
    {
      from: [
        inNamespace(names.namespace, proxyLabels),
        { namespaceSelector: { matchLabels: metricsLabel } },
        ...callers.map(podsOf),
      ],
      ports: [http],
    },
  ];
}

/**
 * By the name that the pod's port and the Service's have: the VPC CNI needs it where their numbers differ
 * (https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations).
 */
const http: Port = { protocol: "TCP", port: "http" };

function podsOf(service: Service): Peer {
  return { podSelector: { matchLabels: selectorLabels(service) } };
}

function inNamespace(namespace: string, labels: Record<string, string>): Peer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { ...labels } },
  };
}
