// A team that restarts and scales its own service.
import * as kubernetes from "@pulumi/kubernetes";
import { TeamAccess } from "../../../components/access/team-access";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

const payments = new TeamAccess("prod-team-payments", {
  stack: "prod",
  team: {
    name: "payments",
    principals: ["arn:aws:iam::111122223333:role/payments"],
    services: ["booking"],
    access: "edit",
  },
  services: [{ name: "booking", kind: "web" }],
  clusters: {
    blue: {
      clusterName: "prod-blue",
      clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/prod-blue",
      provider,
      namespace: "prod",
    },
  },
});

export const { roleArn } = payments;
