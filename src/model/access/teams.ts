// Decides what the teams of a company may do in a stack's clusters: read their namespace, and change their own services.
import type { Service } from "../service";

/** Who belongs together, and what is theirs. */
export interface Team {
  /** Part of the names of its role and its group. */
  readonly name: string;
  /** ARNs of the IAM roles and users that may act as the team. */
  readonly principals: readonly string[];
  /** The services that it may change, where `access` is `edit`. */
  readonly services: readonly string[];
  /** `view`: see the namespace, but no secrets. `edit`: also restart and scale its own services. */
  readonly access: "view" | "edit";
}

/** What is asked of a service. */
type Known = Pick<Service, "name" | "kind">;

/** The group that the team's access entry puts its members in. EKS reserves `aws:`, `eks:`, `system:` and the like:
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html */
export function teamGroup(stack: string, team: string): string {
  return `crossover:${stack}:${team}`;
}

/** Who may take the team's role on. */
export function teamTrust(principals: readonly string[]) {
  return {
    Version: "2012-10-17" as const,
    Statement: [
      { Effect: "Allow" as const, Principal: { AWS: [...principals].sort() }, Action: ["sts:AssumeRole"] },
    ],
  };
}

/** All that the role may do in AWS: find the clusters, for `aws eks update-kubeconfig`. */
export function teamPolicy(clusterArns: readonly string[]) {
  return {
    Version: "2012-10-17" as const,
    Statement: [{ Effect: "Allow" as const, Action: ["eks:DescribeCluster"], Resource: [...clusterArns] }],
  };
}

export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

const read = ["get", "list", "watch"];

/**
 * What every team sees of the namespace: all but Secrets. RBAC can't tell one service's pods from another's, whose names
 * are made up as they come.
 */
const viewRules: readonly Rule[] = [
  rule("", ["configmaps", "endpoints", "events", "limitranges", "pods", "resourcequotas", "services"]),
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  rule("apps", ["deployments", "replicasets"]),
  rule("autoscaling", ["horizontalpodautoscalers"]),
  rule("batch", ["cronjobs", "jobs"]),
  rule("discovery.k8s.io", ["endpointslices"]),
  rule("events.k8s.io", ["events"]),
  rule("external-secrets.io", ["externalsecrets"]),
  rule("gateway.networking.k8s.io", ["httproutes"]),
  rule("metrics.k8s.io", ["pods"]),
  rule("networking.k8s.io", ["networkpolicies"]),
  rule("policy", ["poddisruptionbudgets"]),
];

/**
 * The rules of a team's Role. `edit` adds: restart, scale and pin the own services, each by its name. Neither opens a
 * shell: whoever has one reads every secret of the pod, and RBAC couldn't keep it to the team's own pods.
 */
export function teamRules({ access, services }: Team, catalogue: readonly Known[]): Rule[] {
  const own = catalogue.filter(({ name }) => services.includes(name));
  const change = (apiGroup: string, resources: string[], of: readonly Known[]): Rule[] =>
    of.length === 0
      ? []
      : [
          {
            apiGroups: [apiGroup],
            resources,
            resourceNames: of.map(({ name }) => name).sort(),
            verbs: ["patch", "update"],
          },
        ];
  if (access === "view") return [...viewRules];
  const jobs = own.filter(({ kind }) => kind === "job");
  const deployed = own.filter(({ kind }) => kind !== "job");
  return [
    ...viewRules,
    ...change("apps", ["deployments", "deployments/scale"], deployed),
    ...change("autoscaling", ["horizontalpodautoscalers"], deployed),
    ...change("batch", ["cronjobs"], jobs),
  ];
}

function rule(apiGroup: string, resources: string[]): Rule {
  return { apiGroups: [apiGroup], resources, verbs: read };
}
