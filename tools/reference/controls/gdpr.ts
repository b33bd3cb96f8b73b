// The articles of the GDPR that infrastructure has a part in.
import type { Framework } from "./control";

export const gdpr: Framework = {
  title: "GDPR",
  source: "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
  controls: [
    {
      id: "Art. 5(1)(e)",
      asks: "Personal data is kept no longer than it is needed.",
      measures: ["retention"],
      company:
        "Decide how long each kind of record is needed; delete personal data in applications and databases.",
    },
    {
      id: "Art. 17",
      asks: "A person's data is erased on request.",
      measures: [],
      company: "All of it. Logs may hold addresses: say in the privacy notice how long they are kept.",
    },
    {
      id: "Art. 25",
      asks: "Protection by design and by default.",
      measures: ["boundaries", "defaultGroup", "podSecurity", "metadata", "networkPolicies", "secretStore"],
      company: "Collect no more than is needed; design the applications.",
    },
    {
      id: "Art. 30",
      asks: "Records of processing.",
      measures: [],
      company: "All of it. The stack files say which region and accounts data is in.",
    },
    {
      id: "Art. 32(1)(a)",
      asks: "Encryption and pseudonymisation of personal data.",
      measures: ["tls", "disks", "images", "kubernetesSecrets", "logKey", "keys"],
      company:
        "Pseudonymise. Between load balancer and pods traffic is not encrypted; encrypt it in applications where that is needed.",
    },
    {
      id: "Art. 32(1)(b)",
      asks: "Lasting confidentiality, integrity, availability and resilience.",
      measures: ["boundaries", "accessEntries", "zones", "capacity", "failover", "teams", "networkPolicies"],
      company: "Choose who is an administrator, and look through the list.",
    },
    {
      id: "Art. 32(1)(c)",
      asks: "Availability is restored in time after an incident.",
      measures: ["rollback", "copies"],
      company: "Backups of what this program doesn't make; try restoring.",
    },
    {
      id: "Art. 32(1)(d)",
      asks: "The measures are tested regularly.",
      measures: ["rehearsal", "scans"],
      company: "Penetration tests; act on what scans find.",
    },
    {
      id: "Art. 33",
      asks: "A breach is reported within 72 hours.",
      measures: ["trail", "kubernetesAudit", "flowLogs", "evidence"],
      company: "Notice it, judge it, report it. The logs say what happened; nobody is alerted by them.",
    },
    {
      id: "Art. 44",
      asks: "Data leaves the Union only under conditions.",
      measures: [],
      company:
        "Choose `aws:region` and the regions of `registry.create.replicate`, which copies images and no other data.",
    },
  ],
};
