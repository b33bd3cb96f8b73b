// Copies in another region.
import { RegistryReplication } from "../../../components/registry/registry-replication";

new RegistryReplication("prod-replication", {
  prefix: "shop",
  account: "111122223333",
  replicas: [{ region: "eu-central-1" }],
});
