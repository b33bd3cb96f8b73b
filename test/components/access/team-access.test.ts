// Tests what a team is given in AWS and in each cluster: exact inputs, and nothing more.
import * as kubernetes from "@pulumi/kubernetes";
import * as aws from "@pulumi/aws";
import { TeamAccess } from "../../../components/access/team-access";
import { teamPolicy, teamRules, teamTrust, type Team } from "../../../src/model/access/teams";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";
import { job, web } from "../../model/services";

const team: Team = {
  name: "payments",
  principals: ["arn:aws:iam::111122223333:role/payments"],
  services: ["api"],
  access: "edit",
};

test("one role, and in each cluster an entry, a Role and its binding", async () => {
  const made = await deploy(async () => {
    const cluster = (id: string) => ({
      clusterName: `prod-${id}`,
      clusterArn: `arn:${id}`,
      provider: new kubernetes.Provider(id, { kubeconfig: "{}" }),
      namespace: "prod",
      after: [new aws.kms.Key(`cluster-${id}`)],
    });
    const access = new TeamAccess("prod-team-payments", {
      stack: "prod",
      team,
      services: [web, job],
      clusters: { blue: cluster("blue"), green: cluster("green") },
    });
    return valueOf(access.roleArn);
  });
  expectChildNames(made.resources.filter(({ name }) => !name.startsWith("cluster-")));
  expect(made.result).toContain("prod-team-payments");
  const role = made.inputs("aws:iam/role:Role")["prod-team-payments"]!;
  expect(JSON.parse(role.assumeRolePolicy)).toEqual(teamTrust(team.principals));
  const find = made.inputs("aws:iam/rolePolicy:RolePolicy")["prod-team-payments-find"]!;
  expect(JSON.parse(find.policy)).toEqual(teamPolicy(["arn:blue", "arn:green"]));
  expect(made.of("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")).toEqual([]);

  for (const id of ["blue", "green"]) {
    const name = `prod-team-payments-${id}`;
    expect(made.inputs("aws:eks/accessEntry:AccessEntry")[name]).toEqual({
      clusterName: `prod-${id}`,
      principalArn: made.result,
      kubernetesGroups: ["crossover:prod:payments"],
      type: "STANDARD",
    });
    const entry = made.resources.find(({ name: one, type }) => one === name && type.startsWith("aws:eks"))!;
    expect(namesOf(entry.dependencies)).toContain(`cluster-${id}`);
    const metadata = { name: "team-payments", namespace: "prod" };
    const [own] = made
      .of("kubernetes:rbac.authorization.k8s.io/v1:Role")
      .filter((one) => one.name === `${name}-role`);
    expect(own!.inputs).toMatchObject({ metadata, rules: teamRules(team, [web, job]) });
    expect(own!.provider).toContain(`::${id}::`);
    expect(
      made.inputs("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding")[`${name}-binding`],
    ).toMatchObject({
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "team-payments" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "crossover:prod:payments" }],
    });
  }
  expect(made.resources).toHaveLength(4 + 3 + 2 * 3);
});
