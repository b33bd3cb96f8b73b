// Tests what a service's pods may do in AWS.
import { ServiceIdentity } from "../../../components/cluster/service-identity";
import { deploy, expectChildNames } from "../../mocks";

test("a role for one service account", async () => {
  const { inputs, resources } = await deploy(
    () =>
      new ServiceIdentity("api-blue-identity", {
        clusterName: "prod-blue",
        namespace: "prod",
        serviceAccount: "api",
        policyArns: { "cache-sessions": "arn:policy" },
      }),
  );
  expectChildNames(resources);
  expect(inputs("aws:eks/podIdentityAssociation:PodIdentityAssociation")).toEqual({
    "api-blue-identity": {
      clusterName: "prod-blue",
      namespace: "prod",
      serviceAccount: "api",
      roleArn: "arn:aws:mock:eu-west-1:123456789012:api-blue-identity-role",
    },
  });
  expect(inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toEqual({
    "api-blue-identity-role-cache-sessions": {
      role: "api-blue-identity-role-0123abc",
      policyArn: "arn:policy",
    },
  });
});
