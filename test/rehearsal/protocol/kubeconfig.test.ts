// Tests reading the cluster that a kubeconfig names.
import { clusterOf, otherCluster } from "../../../src/rehearsal/protocol/kubeconfig";

const context = (name: string, cluster: string, user: string) => ({ name, context: { cluster, user } });
const token = (name: string, cluster: string) => ({
  name,
  user: { exec: { args: ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", cluster] } },
});

test.each<[string, string | undefined, string | undefined, object]>([
  [
    "the current context's",
    undefined,
    "b",
    { "current-context": "2", contexts: [context("1", "a", "u"), context("2", "b", "u")] },
  ],
  [
    "the given context's",
    "1",
    "a",
    { "current-context": "2", contexts: [context("1", "a", "u"), context("2", "b", "u")] },
  ],
  ["the only one", undefined, "a", { clusters: [{ name: "a" }] }],
  ["none of several", undefined, undefined, { clusters: [{ name: "a" }, { name: "b" }] }],
  [
    "that of the EKS token",
    undefined,
    "blue",
    {
      "current-context": "aws",
      contexts: [context("aws", "kubernetes", "aws")],
      users: [token("aws", "blue")],
    },
  ],
])("is %s", (_, chosen, expected, config) => {
  expect(clusterOf(JSON.stringify(config), chosen)).toBe(expected);
});

test("is read from YAML", () => {
  expect(clusterOf("clusters:\n  - name: on-premises\n    cluster: { server: https://10.0.0.1 }\n")).toBe(
    "on-premises",
  );
});

test.each(["", "~/.kube/config", "{", "[]"])("is nothing in %j", (text) => {
  expect(clusterOf(text)).toBeUndefined();
});

describe("a provider that is configured anew", () => {
  const kubeconfig = (cluster: string, server: string) =>
    `clusters:\n  - name: ${cluster}\n    cluster: { server: "${server}" }\n`;
  const before = { kubeconfig: kubeconfig("blue", "https://1"), clusterIdentifier: "blue" };
  const { clusterIdentifier: _, ...unnamed } = before;

  test.each([
    ["another endpoint", unnamed, { kubeconfig: kubeconfig("blue", "https://2") }, false],
    ["another name in its kubeconfig", unnamed, { kubeconfig: kubeconfig("arn:blue", "https://1") }, true],
    [
      "another name in its kubeconfig, and the same identifier",
      before,
      { ...before, kubeconfig: kubeconfig("arn:blue", "https://2") },
      false,
    ],
    ["another identifier", before, { ...before, clusterIdentifier: "green" }, true],
  ])("with %s", (_, olds, news, replaces) => {
    expect(otherCluster(olds, news)).toBe(replaces);
  });
});
