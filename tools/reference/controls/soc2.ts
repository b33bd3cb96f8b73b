// The Trust Services Criteria of SOC 2 that infrastructure has a part in.
import type { Framework } from "./control";

export const soc2: Framework = {
  title: "SOC 2",
  source:
    "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
  controls: [
    {
      id: "CC1–CC5",
      asks: "Control environment, communication, risk assessment, monitoring of controls.",
      measures: [],
      company: "All of it.",
    },
    {
      id: "CC6.1",
      asks: "Logical access to protected assets is restricted.",
      measures: [
        "accessEntries",
        "apiServer",
        "clientVpn",
        "disks",
        "databases",
        "passwords",
        "images",
        "kubernetesSecrets",
        "keys",
        "secretStore",
      ],
      company: "Identities, MFA and their federation; access to AWS itself.",
    },
    {
      id: "CC6.2, CC6.3",
      asks: "Access is given, changed and taken away by role, with least privilege.",
      measures: ["accessEntries", "podIdentity", "changes", "teams"],
      company: "Who has which role; joiners, movers and leavers; regular reviews.",
    },
    {
      id: "CC6.4, CC6.5",
      asks: "Physical access; disposal of media.",
      measures: [],
      company: "AWS has it: take its SOC reports from AWS Artifact.",
    },
    {
      id: "CC6.6",
      asks: "Threats from outside the boundary are kept out.",
      measures: [
        "boundaries",
        "admissions",
        "peering",
        "defaultGroup",
        "apiServer",
        "metadata",
        "networkPolicies",
      ],
      company:
        "A web application firewall and DDoS response where they are needed; neither is made here. Instances and nodes may connect anywhere.",
    },
    {
      id: "CC6.7",
      asks: "Information is protected while it is moved.",
      measures: ["tls", "evidence"],
      company: "Endpoints and removable media.",
    },
    {
      id: "CC6.8",
      asks: "Unauthorised or malicious software is prevented or found.",
      measures: ["images", "scans", "podSecurity"],
      company: "Act on findings; malware protection of workstations.",
    },
    {
      id: "CC7.1",
      asks: "New vulnerabilities and changed configuration are noticed.",
      measures: ["scans", "changes"],
      company: "Follow up findings; run `pulumi preview --refresh` to see what was changed by hand.",
    },
    {
      id: "CC7.2",
      asks: "Anomalies are monitored.",
      measures: ["trail", "kubernetesAudit", "flowLogs"],
      company: "Watch and alert on the logs; GuardDuty and the like.",
    },
    {
      id: "CC7.3–CC7.5",
      asks: "Incidents are judged, answered and recovered from.",
      measures: ["rollback", "evidence"],
      company: "The incident process. The playbooks say what to do about traffic.",
    },
    {
      id: "CC8.1",
      asks: "Changes are authorised, tested, approved and documented.",
      measures: ["changes", "rehearsal", "environments"],
      company: "Protect the branch, require a review, and let only the pipeline deploy.",
    },
    {
      id: "CC9",
      asks: "Risks of business disruption and of vendors are managed.",
      measures: [],
      company: "All of it.",
    },
    {
      id: "A1.1",
      asks: "Capacity is monitored and planned.",
      measures: ["capacity", "bounds"],
      company: "Set bounds by load tests; watch quotas.",
    },
    {
      id: "A1.2",
      asks: "Environmental protection, backup and recovery infrastructure.",
      measures: ["backups", "zones", "failover", "copies"],
      company: "Recovery objectives; a second region for data.",
    },
    {
      id: "A1.3",
      asks: "Recovery is tested.",
      measures: ["rehearsal"],
      company: "Restore from real backups, regularly.",
    },
    {
      id: "C1.1, C1.2",
      asks: "Confidential information is identified, kept, and disposed of.",
      measures: ["retention", "evidence", "keys"],
      company: "Classify information; dispose of it in applications and databases.",
    },
    {
      id: "PI1, P1–P8",
      asks: "Processing integrity and privacy.",
      measures: [],
      company: "All of it.",
    },
  ],
};
