// The requirements of PCI DSS 4.0 that infrastructure has a part in.
import type { Framework } from "./control";

export const pci: Framework = {
  title: "PCI DSS 4.0",
  source: "https://www.pcisecuritystandards.org/document_library/",
  controls: [
    {
      id: "1.2, 1.3, 1.4",
      asks: "Network security controls are configured, and restrict traffic to and from cardholder data.",
      measures: [
        "boundaries",
        "admissions",
        "peering",
        "defaultGroup",
        "apiServer",
        "changes",
        "networkPolicies",
      ],
      company:
        "Decide what is in scope. Outgoing connections of pods are restricted by `egress`, those of legacy instances aren't (1.3.2): do so where cardholder data is. Review the rules every six months.",
    },
    {
      id: "2.2",
      asks: "System components are configured securely.",
      measures: ["metadata", "podSecurity", "boundaries", "bounds"],
      company: "Hardening of AMIs and images.",
    },
    {
      id: "3.5, 3.6, 3.7",
      asks: "Stored account data is unreadable, and its keys are managed.",
      measures: ["keys", "disks", "databases", "kubernetesSecrets"],
      company:
        "Store no account data if you can. Disk encryption alone isn't enough for primary account numbers (3.5.1.2): encrypt them in the application.",
    },
    {
      id: "4.2",
      asks: "Strong cryptography over open, public networks.",
      measures: ["tls"],
      company: "Between load balancer and pods traffic is not encrypted; that is inside the VPC.",
    },
    {
      id: "5",
      asks: "Protection from malicious software.",
      measures: ["images", "podSecurity"],
      company: "Judge which systems are at risk, and protect those.",
    },
    {
      id: "6.3",
      asks: "Vulnerabilities are identified and addressed.",
      measures: ["scans"],
      company: "Rank findings, and patch in time.",
    },
    {
      id: "6.4",
      asks: "Public web applications are protected from attacks.",
      measures: [],
      company: "All of it: no web application firewall is made here.",
    },
    {
      id: "6.5",
      asks: "Changes are controlled; environments are apart.",
      measures: ["changes", "rehearsal", "rollback", "environments"],
      company:
        "Approvals, and separation of duties. Where stacks share a cluster, they are apart by namespace only: give prod its own.",
    },
    {
      id: "7.2",
      asks: "Access by need to know, with least privilege.",
      measures: ["accessEntries", "clientVpn", "podIdentity", "teams", "secretStore"],
      company: "Who has which role; reviews every six months.",
    },
    {
      id: "8",
      asks: "Users are identified and authenticated.",
      measures: ["accessEntries", "podIdentity", "secretStore"],
      company: "Identities, passwords and MFA are the identity provider's.",
    },
    {
      id: "9",
      asks: "Physical access.",
      measures: [],
      company: "AWS has it: take its attestation of compliance from AWS Artifact.",
    },
    {
      id: "10.2",
      asks: "Audit logs are kept of what users and systems do.",
      measures: ["trail", "kubernetesAudit", "flowLogs"],
      company: "Logs of applications: access to account data is recorded there.",
    },
    {
      id: "10.3",
      asks: "Audit logs are protected from destruction and change.",
      measures: ["evidence", "logKey", "keys"],
      company:
        "Who may read them, and who may bypass the lock. Control planes' logs in CloudWatch can be deleted by an administrator.",
    },
    {
      id: "10.4",
      asks: "Audit logs are reviewed, daily where they matter.",
      measures: [],
      company: "All of it.",
    },
    {
      id: "10.5",
      asks: "Audit logs are kept for twelve months, three of them at hand.",
      measures: ["retention", "evidence"],
      company: "Leave `audit.retentionDays` and `network.flowLogDays` at 365 or more.",
    },
    {
      id: "10.6",
      asks: "Clocks are synchronised.",
      measures: [],
      company:
        "Amazon Linux and Bottlerocket use the Amazon Time Sync Service by themselves; AMIs of your own must, too.",
    },
    {
      id: "10.7",
      asks: "Failures of security controls are noticed.",
      measures: [],
      company: "All of it: alert when the trail stops.",
    },
    {
      id: "11",
      asks: "Security is tested: scans, penetration tests, intrusion detection.",
      measures: ["scans"],
      company: "External scans, penetration tests, intrusion detection.",
    },
    {
      id: "12",
      asks: "Policies and programmes.",
      measures: [],
      company: "All of it.",
    },
  ],
};
