// Two servers elsewhere, as a route's target.
import { ExternalHosts } from "../../../components/legacy/external-hosts";

const legacy = new ExternalHosts("api-legacy", {
  hosts: { addresses: ["203.0.113.10", "203.0.113.11"] },
  region: "eu-west-1",
});

export const { target } = legacy;
