// Describes the way into a cluster as plain data: its ports, the Envoy proxies behind it, and the values of their charts.
import { routesLabel, type Replicas } from "../workload/objects";
import { spreadPods } from "./spread";

/** Fixed names, so that the load balancer's binding can name the Envoy Service before it exists. */
export const names = {
  namespace: "envoy-gateway-system",
  gatewayClass: "envoy",
  gateway: "public",
  envoyService: "envoy-public",
  controller: "aws-load-balancer-controller",
  controllerNamespace: "kube-system",
} as const;

/** One public port and the way from it to the Envoy pods. */
export interface Entry {
  /** The Gateway's listener. */
  readonly id: "https" | "redirect";
  /** The port that clients connect to, and what ends there. */
  readonly public: { readonly port: number; readonly protocol: "TLS" | "TCP" };
  /** The port of the Envoy Service. */
  readonly servicePort: number;
  /** The port of the Envoy pods: Envoy Gateway adds 10,000 to a privileged one
   * (https://gateway.envoyproxy.io/docs/api/extension_types/, `useListenerPortAsContainerPort`). */
  readonly podPort: number;
}

/** HTTPS, whose TLS ends at the load balancer; and plain HTTP, which is only redirected, as the legacy side does. */
export const entries: readonly Entry[] = [
  { id: "https", public: { port: 443, protocol: "TLS" }, servicePort: 80, podPort: 10080 },
  { id: "redirect", public: { port: 80, protocol: "TCP" }, servicePort: 8080, podPort: 8080 },
];

/** Envoy itself answers here, until it drains: the load balancer's health check. No application is asked. */
export const healthPath = "/-/gateway-ready";

/** Seconds for which a leaving target still gets what the load balancer had under way, and Envoy goes on accepting. */
export const drainSeconds = 60;

/** Only bindings are wanted of the controller: it makes no load balancers and minds no Services or Gateways. */
export function controllerValues<T>(cluster: { clusterName: T; region: T; vpcId: T }) {
  return {
    ...cluster,
    replicaCount: 2,
    podDisruptionBudget: { maxUnavailable: 1 },
    topologySpreadConstraints: spreadPods({ "app.kubernetes.io/name": names.controller }),
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    serviceAccount: { create: true, name: names.controller },
    createIngressClassResource: false,
    ingressClassParams: { create: false },
    // It would check the creation of every Service in the cluster, and refuse it while the controller is away.
    enableServiceMutatorWebhook: false,
    // Otherwise each upgrade makes a new certificate, which the webhooks refuse until all pods have it.
    keepTLSSecret: true,
    controllerConfig: {
      featureGates: { EnableServiceController: false, ALBGatewayAPI: false, NLBGatewayAPI: false },
    },
  };
}

/** Two replicas of the control plane; the proxies keep their last configuration without it. */
export function envoyGatewayValues() {
  return {
    deployment: {
      replicas: 2,
      pod: { topologySpreadConstraints: spreadPods({ "control-plane": "envoy-gateway" }) },
    },
    podDisruptionBudget: { minAvailable: 1 },
  };
}

/** The namespace of the proxies: a new one counts as ready once the load balancer finds it healthy. */
export function proxyNamespaceLabels(): Record<string, string> {
  return { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" };
}

/** What Envoy Gateway labels the pods of the proxies with. */
export const proxyLabels = {
  "app.kubernetes.io/name": "envoy",
  "gateway.envoyproxy.io/owning-gateway-name": names.gateway,
};

/** The proxies, spread over zones, behind a Service that the load balancer's binding can name. */
export function envoyProxySpec(proxies: Replicas) {
  return {
    provider: {
      type: "Kubernetes",
      kubernetes: {
        envoyDeployment: {
          pod: { topologySpreadConstraints: spreadPods(proxyLabels) },
          container: {
            resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } },
          },
        },
        envoyHpa: {
          minReplicas: proxies.min,
          maxReplicas: proxies.max,
          metrics: [
            {
              type: "Resource",
              resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } },
            },
          ],
        },
        envoyPDB: { maxUnavailable: 1 },
        envoyService: { name: names.envoyService, type: "ClusterIP" },
      },
    },
    shutdown: { minDrainDuration: `${drainSeconds}s`, drainTimeout: `${3 * drainSeconds}s` },
  };
}

export function gatewayClassSpec() {
  return {
    controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
    parametersRef: {
      group: "gateway.envoyproxy.io",
      kind: "EnvoyProxy",
      name: names.gateway,
      namespace: names.namespace,
    },
  };
}

/** One listener an entry. Services attach to HTTPS from the namespaces that may; the redirect is the entry's own. */
export function gatewaySpec() {
  const allowed = {
    https: { from: "Selector", selector: { matchLabels: routesLabel } },
    redirect: { from: "Same" },
  };
  return {
    gatewayClassName: names.gatewayClass,
    listeners: entries.map(({ id, servicePort }) => ({
      name: id,
      protocol: "HTTP",
      port: servicePort,
      allowedRoutes: { namespaces: allowed[id] },
    })),
  };
}

/** Takes the client's address from the load balancer's header, and answers its health check. */
export function clientTrafficSpec() {
  // As a load balancer of AWS does: paths arrive as they were sent.
  const path = { escapedSlashesAction: "KeepUnchanged", disableMergeSlashes: true };
  return {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: names.gateway }],
    proxyProtocol: { optional: false },
    healthCheck: { path: healthPath },
    path,
  };
}

/** Sends whatever comes by plain HTTP to HTTPS. */
export function redirectSpec() {
  return {
    parentRefs: [{ name: names.gateway, namespace: names.namespace, sectionName: "redirect" }],
    rules: [
      {
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
        filters: [
          { type: "RequestRedirect", requestRedirect: { scheme: "https", port: 443, statusCode: 301 } },
        ],
      },
    ],
  };
}

/** Registers the Envoy pods with a target group. Without `networking` the controller leaves security groups alone. */
export function bindingSpec<T>(entry: Entry, targetGroupArn: T) {
  return {
    serviceRef: { name: names.envoyService, port: entry.servicePort },
    targetGroupARN: targetGroupArn,
    targetType: "ip",
  };
}
