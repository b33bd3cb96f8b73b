// Declares the way into one cluster: a load balancer by Pulumi, the Gateway by Envoy, and the bindings between the two.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { bindingSpec, entries, names } from "../../src/model/clusters/gateway";
import type { GatewayReference, Replicas } from "../../src/model/workload/objects";
import type { LoadBalancerAddress } from "../traffic/target";
import { EnvoyGateway } from "./envoy-gateway";
import { LoadBalancerController } from "./load-balancer-controller";
import { NetworkEntry } from "./network-entry";

export interface ClusterEntryArgs {
  /** The target's id, e.g. `blue`; a tag of the load balancer. */
  readonly clusterId: string;
  /** The cluster's name in EKS, known once the control plane is there. A change replaces the association. */
  readonly clusterName: pulumi.Input<string>;
  /** What pods wait for: the cluster with its nodes. @default nothing */
  readonly after?: readonly pulumi.Resource[];
  /** The VPC of the subnets. A change replaces the load balancer. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the load balancer; at least two, in different zones. */
  readonly publicSubnetIds: readonly pulumi.Input<string>[];
  /** The security group that the pods have. */
  readonly nodeSecurityGroupId: pulumi.Input<string>;
  /** ARN of the certificate in ACM that names every hostname of the cluster's routes. */
  readonly certificateArn: pulumi.Input<string>;
  /** Region of the cluster, e.g. `eu-west-1`. */
  readonly region: pulumi.Input<string>;
  /** Bounds of the proxies' autoscaling. @default 2 to 10 */
  readonly proxies?: Replicas;
  /** Bucket of access logs, which are of TLS connections, whose policy admits load balancers. @default none are written */
  readonly accessLogBucket?: pulumi.Input<string>;
}

/** One in each of two zones at least. */
const defaultProxies: Replicas = { min: 2, max: 10 };

/**
 * A Network Load Balancer whose targets are the Envoy pods of the cluster's Gateway. The load balancer belongs to the
 * program and not to the cluster, so that its name and certificate outlive whatever becomes of the Gateway.
 */
export class ClusterEntry extends pulumi.ComponentResource {
  /** The Gateway that routes attach to. */
  readonly gateway: GatewayReference;
  /** ARN of the listener for HTTPS, which others' certificates may be added to. */
  readonly listenerArn: pulumi.Output<string>;
  /** Resolves once proxies run and are bound to the load balancer. */
  readonly loadBalancer: pulumi.Output<LoadBalancerAddress>;

  constructor(name: string, args: ClusterEntryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:gateway:ClusterEntry", name, {}, opts);
    const { clusterId, clusterName, after = [], region, vpcId } = args;
    const { publicSubnetIds, nodeSecurityGroupId, certificateArn, accessLogBucket } = args;
    const child = { parent: this };

    const network = new NetworkEntry(
      `${name}-nlb`,
      { clusterId, vpcId, publicSubnetIds, nodeSecurityGroupId, certificateArn, accessLogBucket },
      child,
    );
    const controller = new LoadBalancerController(
      `${name}-controller`,
      { clusterName, after, region, vpcId, targetGroupArns: Object.values(network.targetGroupArns) },
      child,
    );
    const proxies = args.proxies ?? defaultProxies;
    const envoy = new EnvoyGateway(`${name}-envoy`, { proxies }, { ...child, dependsOn: [...after] });

    const bindings = entries.map(
      (entry) =>
        new kubernetes.apiextensions.CustomResource(
          `${name}-binding-${entry.id}`,
          {
            apiVersion: "elbv2.k8s.aws/v1beta1",
            kind: "TargetGroupBinding",
            metadata: {
              name: `${names.gateway}-${entry.id}`,
              namespace: names.namespace,
              // The controller writes it once the pods are registered.
              annotations: { "pulumi.com/waitFor": "jsonpath={.status.observedGeneration}" },
            },
            spec: bindingSpec(entry, network.targetGroupArns[entry.id]),
          },
          { ...child, dependsOn: [controller.release, envoy.gateway] },
        ),
    );

    this.gateway = { name: names.gateway, namespace: names.namespace, listener: "https" };
    this.listenerArn = network.listenerArn;
    this.loadBalancer = pulumi
      .all([network.address, pulumi.all(bindings.map(({ id }) => id))])
      .apply(([address]) => address);
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }
}
