// A cluster's pods and a bastion, admitted to a database.
import { Admission } from "../../../components/network/admission";

new Admission("prod-main-admission", {
  to: { securityGroupId: "sg-0a1b2c3d4e5f67890", port: 5432 },
  from: { blue: "sg-0123456789abcdef0", bastion: "sg-0fedcba9876543210" },
});
