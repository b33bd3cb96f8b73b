// Tests the policy that a cluster gets for the teams of a stack: exact inputs, and nothing more.
import * as kubernetes from "@pulumi/kubernetes";
import { TeamBounds } from "../../../components/access/team-bounds";
import { boundsBindingSpec, boundsSpec } from "../../../src/model/access/team-bounds";
import type { Team } from "../../../src/model/access/teams";
import { deploy, expectChildNames, namesOf } from "../../mocks";
import { job, web } from "../../model/services";

const kind = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";

test("one policy for the whole cluster, which binds in the stack's namespace alone", async () => {
  const teams: Team[] = [{ name: "payments", principals: ["arn"], services: ["api"], access: "edit" }];
  const made = await deploy(() => {
    const provider = new kubernetes.Provider("blue", { kubeconfig: "{}" });
    new TeamBounds(
      "prod-blue-teams",
      { stack: "prod", namespace: "shop", teams, services: [web, job] },
      { provider },
    );
  });
  expectChildNames(made.resources);
  const metadata = { name: "crossover-teams-prod" };
  expect(made.inputs(kind)["prod-blue-teams"]).toMatchObject({
    metadata,
    spec: boundsSpec("prod", teams, [web, job]),
  });
  expect(made.inputs(`${kind}Binding`)["prod-blue-teams-binding"]).toMatchObject({
    metadata,
    spec: boundsBindingSpec("prod", "shop"),
  });
  const [binding] = made.of(`${kind}Binding`);
  expect(namesOf(binding!.dependencies)).toContain("prod-blue-teams");
  expect(binding!.provider).toContain("::blue::");
  expect(made.resources).toHaveLength(2 + 2);
});
