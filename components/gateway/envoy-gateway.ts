// Declares Envoy Gateway in one cluster: the Gateway that routes attach to, and the proxies behind it.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartOf } from "../../src/model/clusters/charts";
import {
  clientTrafficSpec,
  envoyGatewayValues,
  envoyProxySpec,
  gatewayClassSpec,
  gatewaySpec,
  names,
  proxyNamespaceLabels,
  redirectSpec,
} from "../../src/model/clusters/gateway";
import { routeAccepted, type Replicas } from "../../src/model/workload/objects";

export interface EnvoyGatewayArgs {
  /** Bounds of the proxies' autoscaling; two at least, to be in two zones. */
  readonly proxies: Replicas;
}

const envoyApi = "gateway.envoyproxy.io/v1alpha1";
const gatewayApi = "gateway.networking.k8s.io/v1";

/** The control plane by Helm, which brings the Gateway API's CRDs, and one public Gateway. */
export class EnvoyGateway extends pulumi.ComponentResource {
  /** Exists once proxies are available. */
  readonly gateway: kubernetes.apiextensions.CustomResource;

  constructor(name: string, args: EnvoyGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:gateway:EnvoyGateway", name, {}, opts);

    const namespace = new kubernetes.core.v1.Namespace(
      `${name}-namespace`,
      { metadata: { name: names.namespace, labels: proxyNamespaceLabels() } },
      { parent: this },
    );
    const release = new kubernetes.helm.v3.Release(
      name,
      {
        ...chartOf("envoyGateway"),
        name: "envoy-gateway",
        namespace: namespace.metadata.name,
        values: envoyGatewayValues(),
      },
      { parent: this },
    );

    const declare = (suffix: string, manifest: Manifest, dependsOn: pulumi.Resource[]) =>
      new kubernetes.apiextensions.CustomResource(`${name}-${suffix}`, manifest, { parent: this, dependsOn });
    const metadata = { name: names.gateway, namespace: names.namespace };

    const proxy = declare(
      "proxy",
      { apiVersion: envoyApi, kind: "EnvoyProxy", metadata, spec: envoyProxySpec(args.proxies) },
      [release],
    );
    const gatewayClass = declare(
      "class",
      {
        apiVersion: gatewayApi,
        kind: "GatewayClass",
        metadata: { name: names.gatewayClass },
        spec: gatewayClassSpec(),
      },
      [proxy],
    );
    // Before the Gateway: no proxy listens without expecting the load balancer's header.
    const clientTraffic = declare(
      "client-traffic",
      { apiVersion: envoyApi, kind: "ClientTrafficPolicy", metadata, spec: clientTrafficSpec() },
      [release],
    );
    this.gateway = declare(
      "gateway",
      {
        apiVersion: gatewayApi,
        kind: "Gateway",
        metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Programmed" } },
        spec: gatewaySpec(),
      },
      [gatewayClass, clientTraffic],
    );
    declare(
      "redirect",
      {
        apiVersion: gatewayApi,
        kind: "HTTPRoute",
        metadata: { ...metadata, name: "redirect", annotations: { "pulumi.com/waitFor": routeAccepted } },
        spec: redirectSpec(),
      },
      [this.gateway],
    );
    this.registerOutputs({});
  }
}

type Manifest = kubernetes.apiextensions.CustomResourceArgs;
