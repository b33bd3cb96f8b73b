// What DMS refuses or leaves out, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const guide = "https://docs.aws.amazon.com/dms/latest/userguide";
const plan = "test/model/replication/plan.test.ts";
const check = "test/model/replication/check.test.ts";
const settings = "test/model/replication/settings.test.ts";
const comparison = "test/database/postgres/compare.test.ts";
const postgres = "test/database/servers/postgres.test.ts";
const mysql = "test/database/servers/mysql.test.ts";
const dms = "test/rehearsal/cloud/dms.test.ts";

export const replications: Area = {
  title: "DMS",
  limits: [
    {
      says: "Serverless capacity is one of certain numbers of DCU, and a maximum is required; it scales by itself between the two.",
      source: `${guide}/CHAP_Serverless.Components.html`,
      program: [
        [check, "the schema refuses a wrong capacity: %j"],
        [settings, "what is asked > serverless between 4 and 16 units, and everything"],
      ],
      cloud: [
        [dms, "no maximum is refused"],
        [dms, "capacity that isn't offered is refused"],
        [dms, "capacity upside down is refused"],
      ],
    },
    {
      says: "A replication is changed only while it isn't running.",
      source: `${guide}/CHAP_Serverless.Components.html`,
      program: [
        [plan, "what DMS changes in place > at stream, paused false: %j"],
        [plan, "what DMS changes in place > not in the update that pauses, nor in the one that goes on"],
      ],
      cloud: [
        [dms, "a change of what is to run on, which the provider starts too early is refused"],
        [dms, "changing an endpoint of what runs is refused"],
        [dms, "a replication is stopped, changed, and started once the change is over"],
      ],
    },
    {
      says: "It starts and is deleted only once a change is over, and is deleted only after it has run.",
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/35650",
      program: [
        [plan, "what DMS changes in place > not in the update that pauses, nor in the one that goes on"],
      ],
      cloud: [
        [dms, "a start right after a change is refused"],
        [dms, "deleting right after a change is refused"],
        [dms, "deleting what never ran is refused"],
      ],
    },
    {
      says: "Another subnet group, zone, key or identifier replaces a replication, and everything would be loaded again.",
      source: `${guide}/CHAP_Serverless.Components.html`,
      program: [
        [plan, "what a replication is of > can't change at %s"],
        [plan, "what a replication is of > another load is the next one, and only by the phase `load`"],
      ],
      cloud: [[dms, "what would replace a replication: its subnet group, zone, key and identifier"]],
    },
    {
      says: "DMS returns its settings with more in them than it was given, so they differ for ever unless they are compared in one form.",
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/35493",
      program: [
        [settings, "canonical JSON > has sorted keys and no spaces, and keeps the order of lists"],
        [settings, "canonical JSON > means what it was made of, and is itself when made again"],
      ],
      cloud: [[dms, "settings are JSON without the log's place, and an endpoint has a secret or a password"]],
    },
    {
      says: "Replications reach Secrets Manager only by an endpoint of the VPC, not by NAT.",
      source: `${guide}/CHAP_Serverless.Limitations.html`,
      program: [[check, "either kind needs a way to Secrets Manager that isn't NAT"]],
      cloud: [[dms, "a start without an endpoint for Secrets Manager is refused"]],
    },
    {
      says: "A source can't be RDS Proxy, nor a reader.",
      source: `${guide}/CHAP_Source.PostgreSQL.html`,
      program: [
        [check, "RDS Proxy is refused"],
        [check, "a reader is refused"],
      ],
      cloud: [[dms, "an endpoint at the wrong end is refused"]],
    },
    {
      says: "DMS's own table preparation drops or cuts off tables: the target's are left as they are.",
      source: `${guide}/CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.html`,
      program: [
        [
          settings,
          "task settings > nothing is made, dropped, cut off or left out in silence, and all is validated",
        ],
      ],
      cloud: [[dms, "settings are JSON without the log's place, and an endpoint has a secret or a password"]],
    },
    {
      says: "Encrypted endpoints need what their engine knows: a certificate to verify, and for MySQL no `require`.",
      source: `${guide}/CHAP_Security.SSL.html`,
      program: [
        [check, "verification without a certificate is refused"],
        [check, "MySQL knows no `require`, and its new database takes only TLS"],
      ],
      cloud: [
        [dms, "MySQL that only requires TLS is refused"],
        [dms, "verification without a certificate is refused"],
      ],
    },
    {
      says: "A subnet group has two zones, and needs the account's role for network interfaces.",
      source: `${guide}/CHAP_ReplicationInstance.VPC.html`,
      program: [["test/config/stack-mistakes.test.ts", "too many zones"]],
      cloud: [
        [dms, "a subnet group in one zone is refused"],
        [dms, "an account without the role for network interfaces can't have a subnet group"],
      ],
    },
    {
      says: "A source needs a free slot and sender, its whole log, and time to answer.",
      source: `${guide}/CHAP_Source.PostgreSQL.html`,
      program: [
        [comparison, "servers: wal_level"],
        [comparison, "servers: slots"],
        [comparison, "servers: senders"],
        [comparison, "servers: timeout"],
        [
          settings,
          "task settings > a new database can be a source from its first day: the way back needs a slot and a sender",
        ],
      ],
      cloud: [[postgres, "every planted trap is found"]],
    },
    {
      says: "A table without a primary key loses its UPDATEs and DELETEs, a TRUNCATE is ignored, and an unbounded NUMERIC becomes one of six decimals.",
      source: `${guide}/CHAP_Source.PostgreSQL.html`,
      program: [
        [comparison, "tables: no key"],
        [comparison, "tables: values that don't fit"],
        [comparison, "servers: TRUNCATE unseen"],
      ],
      cloud: [
        [postgres, "every planted trap is found"],
        [mysql, "every planted trap is found"],
      ],
    },
    {
      says: "Values of sequences, secondary indexes, foreign keys, extensions, views and procedures are left behind.",
      source: `${guide}/CHAP_Source.PostgreSQL.html`,
      program: [[comparison, "a missing sequence is created, owned and raised past all that draws from it"]],
      cloud: [
        [postgres, "the SQL brings the target level, and no key is handed out twice, while writes go on"],
        [postgres, "running the SQL again changes nothing"],
        [mysql, "the SQL brings the target level, and no key is handed out twice"],
      ],
    },
  ],
};
