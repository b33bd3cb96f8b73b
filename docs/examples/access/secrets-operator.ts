// The operator in an existing cluster.
import * as kubernetes from "@pulumi/kubernetes";
import { SecretsOperator } from "../../../components/access/secrets-operator";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

const operator = new SecretsOperator("prod-blue-secrets", { clusterName: "prod-blue" }, { provider });

export const { roleArn } = operator;
