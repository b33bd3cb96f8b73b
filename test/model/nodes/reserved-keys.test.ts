// Tests which keys of labels and taints are refused, for groups and for pools, and what is written instead.
import { checkMarks } from "../../../src/model/nodes/reserved-keys";
import { reported } from "../problems";

type Kind = Parameters<typeof checkMarks>[1];
const labelled = (key: string, kind: Kind) =>
  reported((report) => checkMarks({ labels: { [key]: "x" } }, kind, "blue", report));

test.each<[string, string]>([
  ["kubernetes.io/role", "Kubernetes"],
  ["node.kubernetes.io/x", "Kubernetes"],
  ["node-role.kubernetes.io/worker", "Kubernetes"],
  ["k8s.io/x", "Kubernetes"],
  ["apps.k8s.io/x", "Kubernetes"],
  ["eks.amazonaws.com/x", "EKS"],
  ["karpenter.sh/x", "Karpenter"],
  ["karpenter.k8s.aws/team", "Karpenter"],
  ["a.karpenter.k8s.aws/x", "Karpenter"],
  ["crossover/x", "Crossover"],
])("%s belongs to %s on groups and pools", (key, owner) => {
  for (const kind of ["group", "pool"] as const)
    expect(labelled(key, kind)).toEqual([
      {
        rule: "nodes",
        path: "blue.labels",
        message: `\`${key}\` is reserved: ${owner} keeps such keys for itself`,
        allowed: `a key of your own, such as \`example.com/${key.split("/")[1]}\``,
      },
    ]);
});

// As the definition of a NodePool compares, by the end alone.
test.each(["mykarpenter.sh/x", "karpenter.sh", "my.karpenter.k8s.aws"])(
  "Karpenter refuses %s, EKS takes it",
  (key) => {
    expect(labelled(key, "pool")).toHaveLength(1);
    expect(labelled(key, "group")).toEqual([]);
  },
);

test.each([
  "team",
  "example.com/team",
  "mykubernetes.io/x",
  "k8s.aws/x",
  "nvidia.com/mig.config",
  "kubernetes.io",
])("%s is anyone's", (key) => {
  for (const kind of ["group", "pool"] as const) expect(labelled(key, kind)).toEqual([]);
});

test.each([
  ["karpenter.sh/capacity-type", "`capacity`"],
  ["karpenter.k8s.aws/instance-family", "`families`"],
  ["crossover/purpose", "`purpose`"],
])("what %s would say is the setting %s", (key, setting) => {
  expect(labelled(key, "pool")).toMatchObject([{ allowed: setting }]);
});

test("taints are judged as labels are, and every mistake is reported", () => {
  const marks = {
    labels: { "karpenter.k8s.aws/team": "a", "k8s.io/b": "b", team: "a" },
    taints: { "eks.amazonaws.com/x": "1:NoSchedule" },
  };
  expect(reported((report) => checkMarks(marks, "pool", "blue", report)).map(({ path }) => path)).toEqual([
    "blue.labels",
    "blue.labels",
    "blue.taints",
  ]);
});
