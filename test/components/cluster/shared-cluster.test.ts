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

test("two providers, and this stack's certificate at the owner's listener", async () => {
  const { result, resources, of } = await deploy(async () => {
    const cluster = new SharedCluster("integration-blue", { ...access, certificateArn: "arn:certificate" });
    return new Promise((resolve) => pulumi.output(cluster.loadBalancer).apply(resolve));
  });
  expectChildNames(resources);
  expect(result).toEqual(access.loadBalancer);
  const inputs = { kubeconfig: "{}", clusterIdentifier: "staging-blue", enableServerSideApply: "true" };
  expect(of("pulumi:providers:kubernetes").map(({ name, inputs }) => [name, inputs])).toEqual([
    ["integration-blue-provider", inputs],
    ["integration-blue-keeping", { ...inputs, upsertExistingObjects: "true" }],
  ]);
  expect(of("aws:lb/listenerCertificate:ListenerCertificate")).toMatchObject([
    {
      name: "integration-blue-certificate",
      inputs: { listenerArn: "arn:listener", certificateArn: "arn:certificate" },
    },
  ]);
  expect(resources).toHaveLength(4);
});
