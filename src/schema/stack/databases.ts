// Defines `databases` and `caches` of a stack file: what keeps the services' data.
import { z } from "zod";
import { label, labelOf, text, uniqueList, wholeNumber } from "../common";
import { replication, source } from "./replication";

/** Room for the stack's name before it and a suffix behind it, in names of at most 63 characters. */
const id = labelOf(24)
  .refine((name) => !name.includes("--"), "must not have two hyphens in a row")
  .meta({ not: { pattern: "--" } });

const dailyWindow = text(
  /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
  "must be a daily time range in UTC such as `01:00-02:00`",
);

const weeklyWindow = text(
  /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/,
  "must be a weekly time range in UTC such as `sun:03:00-sun:04:00`",
);

const admit = z
  .record(
    labelOf(32),
    text(/^sg-[0-9a-f]{8,17}$/, "must be the id of a security group, such as `sg-0123456789abcdef0`"),
    "must be a mapping such as `{ bastion: sg-0123456789abcdef0 }`",
  )
  .default({})
  .describe("Security groups outside of the stack whose members are admitted, each by a name.");

const database = z.strictObject({
  engine: z.enum(["postgres", "mysql"]).describe("RDS for PostgreSQL or for MySQL."),
  version: text(
    /^\d{1,2}(\.\d{1,2}){0,2}$/,
    'must be an engine version in quotes, such as `"17.6"` or `"8.4"`',
  ).describe(
    "Engine version, in quotes. A full version is kept; without its last number AWS chooses and upgrades that one.",
  ),
  instanceType: text(
    /^db\.[a-z0-9-]+\.[a-z0-9-]+$/,
    "must be an RDS instance class such as `db.r7g.large`",
  ).describe("RDS instance class, such as `db.r7g.large` (Graviton)."),
  // gp3: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
  storageGiB: wholeNumber(20, 65536).describe("Storage to begin with, in GiB."),
  maxStorageGiB: wholeNumber(22, 65536)
    .optional()
    .describe("What the storage may grow to by itself, in GiB."),
  multiAz: z.boolean().default(true).describe("A standby in another zone, which takes over by itself."),
  database: text(
    /^[a-z][a-z0-9_]{0,62}$/,
    "must be lower-case letters, digits and underscores, beginning with a letter",
  ).describe("Name of the database in it."),
  // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
  backupDays: wholeNumber(1, 35).default(7).describe("Days that any moment can be restored from."),
  backupWindow: dailyWindow.default("01:00-02:00").describe("When backups are made, in UTC."),
  maintenanceWindow: weeklyWindow
    .default("sun:03:00-sun:04:00")
    .describe("When AWS makes changes that interrupt the database, in UTC."),
  applyImmediately: z
    .boolean()
    .default(false)
    .describe("Makes changes that interrupt the database at once, not in the maintenance window."),
  admit,
  extendedSupport: z
    .boolean()
    .default(false)
    .describe("Accepts a version past its standard support, for which RDS bills extra."),
  protect: z.boolean().default(true).describe("Neither Pulumi nor AWS deletes it."),
  finalSnapshot: z.boolean().default(true).describe("When it is deleted, a snapshot and its backups remain."),
  byName: uniqueList(label)
    .default([])
    .describe("Services whose adopted legacy side connects by the private name, and so uses this database."),
  source: source.optional().describe("The database that this one replaces, while that still exists."),
  replication: replication.optional().describe("How the data is copied from the source."),
});

const cache = z.strictObject({
  engine: z.enum(["valkey", "redis"]).describe("ElastiCache for Valkey or for Redis OSS."),
  version: text(/^\d\.\d$/, 'must be an engine version in quotes, such as `"8.0"`').describe(
    "Engine version, in quotes.",
  ),
  nodeType: text(
    /^cache\.[a-z0-9]+\.[a-z0-9]+$/,
    "must be an ElastiCache node type such as `cache.r7g.large`",
  ).describe("ElastiCache node type, such as `cache.r7g.large` (Graviton)."),
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis.Groups.html
  replicas: wholeNumber(0, 5)
    .default(1)
    .describe("Copies in other zones; with one or more, a failed primary is replaced by itself."),
  eviction: z
    .enum(["volatile-lru", "volatile-lfu", "volatile-ttl", "allkeys-lru", "allkeys-lfu", "noeviction"])
    .default("volatile-lru")
    .describe("What is evicted when the memory is full. A queue needs `noeviction`."),
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
  backupDays: wholeNumber(0, 35).default(1).describe("Days that daily backups are kept; 0 makes none."),
  backupWindow: dailyWindow.default("01:00-02:00").describe("When backups are made, in UTC."),
  maintenanceWindow: weeklyWindow
    .default("sun:03:00-sun:04:00")
    .describe("When AWS may replace nodes, in UTC."),
  admit,
  extendedSupport: z
    .boolean()
    .default(false)
    .describe("Accepts a version past its standard support, for which ElastiCache bills extra."),
  protect: z.boolean().default(true).describe("Pulumi doesn't delete it."),
});

const mapping = "must be a mapping such as `{ main: { … } }`";

export const databases = z
  .record(id, database, mapping)
  .default({})
  .describe("Databases by name; services name theirs by `database`.");

export const caches = z
  .record(id, cache, mapping)
  .default({})
  .describe("Caches by name; services name theirs by `caches`.");

export type DatabaseSettings = z.infer<typeof database>;
export type CacheSettings = z.infer<typeof cache>;
