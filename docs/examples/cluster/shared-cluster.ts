// A namespace in the cluster of the stack `staging`, which publishes how to reach it.
import * as kubernetes from "@pulumi/kubernetes";
import { SharedCluster } from "../../../components/cluster/shared-cluster";

const cluster = new SharedCluster("integration-blue", {
  clusterName: "staging-blue",
  kubeconfig: "{ … }",
  loadBalancer: {
    dnsName: "staging-blue-0123456789abcdef.elb.eu-west-1.amazonaws.com",
    zoneId: "Z2IFOLAFXWLO4F",
  },
  listenerArn:
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/staging-blue/0123456789abcdef/0123456789abcdef",
  certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
});

new kubernetes.core.v1.Namespace(
  "integration",
  { metadata: { name: "integration" } },
  { provider: cluster.provider },
);
