// Decides who may talk to whom in a stack's namespace: only what routes, `after`, databases and `egress` ask for.
import { names, proxyLabels } from "../clusters/gateway";
import { selectorLabels } from "../workload/pod";
import type { Service } from "../service";

/** Address ranges outside the cluster, and TCP ports there. */
export interface Destination {
  readonly ranges: readonly string[];
  readonly ports: readonly number[];
}

/** What can be reached from a stack's pods. */
export interface Surroundings {
  /** The ranges of the stack's VPC and of those that are peered with it. */
  readonly networks: readonly string[];
  /** The databases and caches of each service. @default none */
  readonly data?: Readonly<Record<string, readonly Destination[]>>;
}

/** Namespaces with this label may read the metrics of services. */
export const metricsLabel = { "crossover/metrics": "allowed" };

/** Of the policy that selects every pod. No service is called like it: names of services have no dot. */
export const defaultDeny = "default.deny";

const everywhere = "0.0.0.0/0";
/** Instance metadata is there. */
const linkLocal = "169.254.0.0/16";
/** Where pods get credentials, on every node: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
const identityAgent = "169.254.170.23/32";
/** Ranges that aren't the internet: RFC 1918, RFC 6598 and RFC 3927. */
const notInternet = ["10.0.0.0/8", "100.64.0.0/10", linkLocal, "172.16.0.0/12", "192.168.0.0/16"];

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
  const port = 53;
  return {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    egress: [
      {
        to: [inNamespace("kube-system", { "k8s-app": "kube-dns" })],
        ports: [
          { protocol: "UDP", port },
          { protocol: "TCP", port },
        ],
      },
      { to: [{ ipBlock: { cidr: identityAgent } }], ports: tcp([80]) },
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

function policySpec(service: Service, services: readonly Service[], around: Surroundings): PolicySpec {
  const callers = services.filter(({ after }) => after.includes(service.name));
  const callees = services.filter(({ name, kind }) => kind === "web" && service.after.includes(name));
  const outside = [
    ...service.egress.map(({ to, ports }) => ({ to: destination(to, around.networks), ports: tcp(ports) })),
    ...(around.data?.[service.name] ?? []).map(({ ranges, ports }) => ({
      to: ranges.map((cidr) => ({ ipBlock: { cidr } })),
      ports: tcp(ports),
    })),
  ];
  return {
    podSelector: { matchLabels: selectorLabels(service) },
    policyTypes: ["Ingress", "Egress"],
    ingress: service.kind === "web" ? admitCallers(callers) : [],
    egress: [...callServices(callees), ...outside],
  };
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
 * Services call each other by name. The name within the cluster leads to pods; the public one, which answers from either
 * side, to a load balancer whose addresses change.
 */
function callServices(callees: readonly Service[]): NonNullable<PolicySpec["egress"]> {
  if (callees.length === 0) return [];
  return [
    { to: callees.map(podsOf), ports: [http] },
    { to: [{ ipBlock: { cidr: everywhere, except: [linkLocal] } }], ports: tcp([443]) },
  ];
}

/**
 * By the name that the pod's port and the Service's have: the VPC CNI needs it where their numbers differ
 * (https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, considerations).
 */
const http: Port = { protocol: "TCP", port: "http" };

function tcp(ports: readonly number[]): Port[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}

function podsOf(service: Service): Peer {
  return { podSelector: { matchLabels: selectorLabels(service) } };
}

function inNamespace(namespace: string, labels: Record<string, string>): Peer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { ...labels } },
  };
}

function destination(to: string, networks: readonly string[]): Peer[] {
  if (to === "internet") return [{ ipBlock: { cidr: everywhere, except: [...notInternet] } }];
  return (to === "vpc" ? networks : [to]).map((cidr) => ({ ipBlock: { cidr } }));
}
