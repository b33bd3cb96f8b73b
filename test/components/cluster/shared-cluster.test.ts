// Tests what a stack declares to live in another stack's cluster.
import * as pulumi from "@pulumi/pulumi";
import { SharedCluster } from "../../../components/cluster/shared-cluster";
import { deploy, expectChildNames } from "../../mocks";

const access = {
  clusterName: "staging-blue",
  kubeconfig: "{}",
  loadBalancer: { dnsName: "nlb.elb.eu-west-1.amazonaws.com", zoneId: "Z2IFOLAFXWLO4F" },
  listenerArn: "arn:listener",
};

test("a provider, and this stack's certificate at the owner's listener", async () => {
  const { result, resources, of } = await deploy(async () => {
    const cluster = new SharedCluster("integration-blue", { ...access, certificateArn: "arn:certificate" });
    return new Promise((resolve) => pulumi.output(cluster.loadBalancer).apply(resolve));
  });
  expectChildNames(resources);
  expect(result).toEqual(access.loadBalancer);
  expect(of("pulumi:providers:kubernetes")).toMatchObject([
    { inputs: { kubeconfig: "{}", clusterIdentifier: "staging-blue", enableServerSideApply: "true" } },
  ]);
  expect(of("aws:lb/listenerCertificate:ListenerCertificate")).toMatchObject([
    {
      name: "integration-blue-certificate",
      inputs: { listenerArn: "arn:listener", certificateArn: "arn:certificate" },
    },
  ]);
  expect(resources).toHaveLength(3);
});
