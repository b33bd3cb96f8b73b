// Two teams, of which one may change its own service: what the API server takes from their members.
import * as kubernetes from "@pulumi/kubernetes";
import { TeamBounds } from "../../../components/access/team-bounds";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });
const principals = ["arn:aws:iam::111122223333:role/payments"];

new TeamBounds(
  "prod-blue-teams",
  {
    stack: "prod",
    namespace: "prod",
    teams: [
      { name: "payments", principals, services: ["booking"], access: "edit" },
      { name: "support", principals, services: [], access: "view" },
    ],
    services: [{ name: "booking" }, { name: "auth" }],
  },
  { provider },
);
