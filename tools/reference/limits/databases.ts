// What RDS and ElastiCache refuse, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const rds = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";
const elasticache = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg";
const rules = "test/model/stores/database-rules.test.ts";
const facts = "test/model/stores/databases.test.ts";
const cloud = "test/rehearsal/cloud/stores.test.ts";
const database = "test/components/database/database.test.ts";
const cache = "test/components/database/cache.test.ts";
const engine = "test/engine/databases.test.ts";

export const databases: Area = {
  title: "Databases and caches",
  limits: [
    {
      says: "A database never goes back to a lower version, and MySQL skips no major version on its way up.",
      source: `${rds}/USER_UpgradeDBInstance.Upgrading.html`,
      program: [
        [rules, "from %j, %j is refused as %j"],
        [engine, "what can't be changed in place is refused, all at once and before anything changes"],
      ],
      cloud: [
        [cloud, "refuses a downgrade"],
        [cloud, "refuses a skipped major version of MySQL"],
      ],
    },
    {
      says: "A major version has a family of parameters of its own.",
      source: `${rds}/parameter-groups-overview.html`,
      program: [[engine, "each change touches what it must, and nothing else"]],
      cloud: [
        [cloud, "refuses a parameter group of another family"],
        [cloud, "a database is upgraded with the parameters of its new family"],
      ],
    },
    {
      says: "Storage never shrinks, and grows by at least 10 %; what it may grow to by itself is at least 10 % more.",
      source: `${rds}/USER_PIOPS.Autoscaling.html`,
      program: [
        [rules, "from %j, %j is refused as %j"],
        [rules, "of a database with %j refuses %j"],
      ],
      cloud: [
        [cloud, "refuses storage to shrink"],
        [cloud, "refuses storage to grow by less than a tenth"],
        [cloud, "refuses too little room to grow"],
        [cloud, "storage that autoscaling has added is passed over"],
      ],
    },
    {
      says: "Another engine or database name replaces the database.",
      source: "https://www.pulumi.com/registry/packages/aws/api-docs/rds/instance/",
      program: [[rules, "from %j, %j is refused as %j"]],
      cloud: [[cloud, "of %s, a change of %j replaces"]],
    },
    {
      says: "A protected database isn't deleted.",
      source: `${rds}/USER_DeleteInstance.html`,
      program: [[engine, "destroy leaves what is protected, says so, and takes it once it no longer is"]],
      cloud: [[cloud, "refuses to delete a protected database"]],
    },
    {
      says: "The backup window and the maintenance window don't overlap.",
      source: `${rds}/USER_WorkingWithAutomatedBackups.BackupWindow.html`,
      program: [[rules, "of a database with %j refuses %j"]],
      cloud: [[cloud, "refuses windows that overlap"]],
    },
    {
      says: "Performance Insights doesn't watch the smallest classes of MySQL.",
      source: `${rds}/USER_PerfInsights.Overview.Engines.html`,
      program: [
        [facts, "only MySQL's smallest classes are without insights"],
        [database, "MySQL of a major version, small, that anyone may delete"],
      ],
      cloud: [[cloud, "refuses insights of MySQL's smallest"]],
    },
    {
      says: "Logical replication is a parameter that takes effect at a start, so it is there from the first one.",
      source: "https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html",
      program: [
        [facts, "a database can be replicated from since its creation"],
        [database, "PostgreSQL, with a standby and room to grow"],
      ],
      cloud: [[cloud, "refuses a parameter group of another family"]],
    },
    {
      says: "A user of IAM has the same id and name, signs in to Valkey from 7.2 and Redis from 7.0, and only over TLS.",
      source: `${elasticache}/auth-iam.html`,
      program: [
        [rules, "of a cache with %j refuses %j"],
        [cache, "Valkey, with a replica that takes over"],
      ],
      cloud: [
        [cloud, "refuses a user of IAM with two names"],
        [cloud, "refuses users without encryption in transit"],
      ],
    },
    {
      says: "A user group of Redis has a user called `default`, and serves both engines; one of Valkey serves Valkey only.",
      source: `${elasticache}/Clusters.RBAC.html`,
      program: [
        [cache, "Valkey, with a replica that takes over"],
        [cache, "from Redis to Valkey only the cache and its parameters change, not who may sign in"],
      ],
      cloud: [
        [cloud, "refuses a group of Redis without a default user"],
        [cloud, "refuses users of Valkey for Redis"],
      ],
    },
    {
      says: "Failover needs a replica.",
      source: `${elasticache}/AutoFailover.html`,
      program: [[facts, "a replica takes over by itself, and nobody where there is none"]],
      cloud: [[cloud, "finds at preview what is wrong with %s %j"]],
    },
  ],
};
