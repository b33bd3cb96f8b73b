// One secret of one service.
import * as kubernetes from "@pulumi/kubernetes";
import { SecretsOperator } from "../../../components/access/secrets-operator";
import { ServiceSecrets } from "../../../components/access/service-secrets";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });
const operator = new SecretsOperator("prod-blue-secrets", { clusterName: "prod-blue" }, { provider });

new ServiceSecrets(
  "api-secrets",
  {
    service: { name: "api", kind: "web", secrets: { DATABASE_URL: "prod/api/DATABASE_URL" } },
    namespace: "prod",
    source: { region: "eu-west-1", account: "111122223333", operatorRoleArn: operator.roleArn },
  },
  { provider },
);
