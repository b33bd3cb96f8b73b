// Defines `source` and `replication` of a database: where its data is today, and how it is carried over.
import { z } from "zod";
import { text, uniqueList, wholeNumber } from "../common";

const host = text(
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/,
  "must be a host name such as `main.legacy.example.internal`",
);

/** Never the value: DMS reads it from Secrets Manager itself. */
const secret = text(
  /^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:)?[A-Za-z0-9/_+=.@-]{1,512}$/,
  "must be the name or ARN of a secret in Secrets Manager, such as `legacy/main`",
);

const certificate = text(
  /^arn:aws[a-z-]*:dms:[a-z0-9-]+:\d{12}:cert:[A-Za-z0-9-]+$/,
  "must be the ARN of a certificate in DMS, such as `arn:aws:dms:eu-west-1:111122223333:cert:…`",
);

/** https://docs.aws.amazon.com/dms/latest/APIReference/API_ComputeConfig.html */
export const capacityUnits = [1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384] as const;

const units = z.literal(capacityUnits, `must be one of ${capacityUnits.join(", ")}`);

const tables = text(
  /^[A-Za-z0-9_$*-]+\.[A-Za-z0-9_$*-]+$/,
  "must be a schema and a table with a dot between, `*` for any characters, such as `public.audit_*`",
);

/** In UTC. Without quotes, YAML as Pulumi reads it makes a time of it, and text of another form again. */
const time = text(
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z| \d{2}:\d{2}:\d{2}(\.\d+)? \+0000 UTC)$/,
  "must be a time in UTC such as `2026-11-21T10:00:00Z`",
);

export const source = z.strictObject({
  host: host.describe(
    "Host name of the database that is in use today. Before the cutover the private name leads there.",
  ),
  port: wholeNumber(1, 65535)
    .optional()
    .describe("Its port. Services find both databases by one name, so it is the engine's own."),
  database: z
    .string()
    .optional()
    .describe("Name of the database in it. Services find both by one name, so it is that of the new one."),
  secret: secret.describe(
    "Secret with `username`, `password`, `host` and `port` of a user that may replicate; name or ARN, never the value.",
  ),
  tls: z
    .enum(["none", "require", "verify-ca", "verify-full"])
    .default("require")
    .describe("How DMS connects. MySQL knows no `require`."),
  certificate: certificate
    .optional()
    .describe("For `verify-ca` and `verify-full`: ARN of the CA certificate in DMS."),
});

export const replication = z.strictObject({
  phase: z
    .enum(["load", "stream", "cutover", "reverse", "back", "done"])
    .describe(
      "`load` copies, `stream` keeps up and may no longer be replaced, `cutover` switches the private name, `reverse` " +
        "keeps a way back, `back` uses it, `done` removes everything.",
    ),
  kind: z
    .enum(["serverless", "instance"])
    .default("serverless")
    .describe("DMS Serverless, or an instance of a fixed size, whose tasks start within minutes."),
  capacity: z
    .strictObject({
      min: units.default(4).describe("Fewest DMS capacity units (2 GiB of memory each)."),
      max: units.default(16).describe("Most DMS capacity units."),
    })
    .refine(({ min, max }) => min <= max, { path: ["max"], error: "is below min" })
    .optional()
    .describe("Serverless only: between which bounds DMS scales by itself; by default 4 and 16."),
  instance: z
    .strictObject({
      class: text(/^dms\.[a-z0-9]+\.[a-z0-9]+$/, "must be a class such as `dms.c6i.large`").describe(
        "Class of the replication instance.",
      ),
      // https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationInstance.html
      storageGiB: wholeNumber(5, 6144).default(100).describe("For logs and changes that wait, in GiB."),
      multiAz: z.boolean().default(false).describe("A standby in another zone."),
    })
    .optional()
    .describe("`kind: instance` only: its size."),
  secret: secret.describe(
    "Like the source's, for a user of the new database. Not the secret that RDS manages.",
  ),
  certificate: certificate
    .optional()
    .describe("ARN in DMS of the CA of RDS, to verify the new database. MySQL needs it."),
  include: uniqueList(tables)
    .min(1)
    .default(["*.*"])
    .describe("Tables that are copied, as `schema.table` with `*` for any characters."),
  exclude: uniqueList(tables).default([]).describe("Tables among them that are not."),
  paused: z
    .boolean()
    .default(false)
    .describe(
      "Stops the replication that runs, without a change of phase: the only time that its settings may change.",
    ),
  round: wholeNumber(1, 99)
    .default(1)
    .describe(
      "To load everything anew, raise it by one in the phase `load`. Before that, stop the last round and empty the new database's tables.",
    ),
  checked: time
    .optional()
    .describe(
      "When you last saw that writes are stopped, nothing is under way and sequences are raised. Another `source.host` needs it too.",
    ),
});

export type SourceSettings = z.infer<typeof source>;
export type ReplicationSettings = z.infer<typeof replication>;
export type Phase = ReplicationSettings["phase"];
