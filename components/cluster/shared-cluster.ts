// Declares this stack's access to a cluster of another stack.
import * as aws from "@pulumi/aws";
import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { LoadBalancerAddress } from "../traffic/target";
import { clusterProviders } from "./cluster-provider";

export interface SharedClusterArgs {
  /** The cluster's physical name. A change replaces the provider and all that it has made. */
  readonly clusterName: string;
  /** A kubeconfig that gets its credentials from the AWS CLI, as whoever runs the program. */
  readonly kubeconfig: string;
  /** Where the cluster's entry answers. */
  readonly loadBalancer: LoadBalancerAddress;
  /**
   * ARN of the entry's listener for HTTPS, which presents the owner's certificate and those added to it. A change
   * replaces this stack's entry there.
   */
  readonly listenerArn: string;
  /** ARN of the certificate in ACM for this stack's hostnames. A change replaces its entry at the listener. */
  readonly certificateArn: pulumi.Input<string>;
}

/**
 * The providers for a namespace in another stack's cluster, and this stack's certificate at that cluster's entry, chosen
 * by the name that clients ask for. The cluster itself is the other stack's: nothing here changes it.
 */
export class SharedCluster extends pulumi.ComponentResource {
  /** Reaches the cluster, for the Kubernetes resources of this stack's namespace. */
  readonly provider: kubernetes.Provider;
  /** The same for ConfigMaps that are named by their content: it takes over one that exists. */
  readonly keeping: kubernetes.Provider;
  /** Resolves once the entry presents the certificate. */
  readonly loadBalancer: pulumi.Output<LoadBalancerAddress>;

  constructor(name: string, args: SharedClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:cluster:SharedCluster", name, {}, opts);
    const { provider, keeping } = clusterProviders(name, args.clusterName, args.kubeconfig, this);
    this.provider = provider;
    this.keeping = keeping;
    const certificate = new aws.lb.ListenerCertificate(
      `${name}-certificate`,
      { listenerArn: args.listenerArn, certificateArn: args.certificateArn },
      { parent: this },
    );
    this.loadBalancer = certificate.id.apply(() => args.loadBalancer);
    this.registerOutputs({ loadBalancer: this.loadBalancer });
  }
}
