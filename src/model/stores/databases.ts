// Derives a database's parameters, logs, port and parameter family from its engine and version.
import { majorVersion } from "./versions";

/** RDS for PostgreSQL or for MySQL. */
export type Engine = "postgres" | "mysql";

/** The ports that the engines listen on by default; the program leaves them. */
export const databasePorts: Readonly<Record<Engine, number>> = { postgres: 5432, mysql: 3306 };

/** The master users that the RDS console suggests; others would be as good, these are expected. */
export const masterUsers: Readonly<Record<Engine, string>> = { postgres: "postgres", mysql: "admin" };

/**
 * The logs that go to CloudWatch:
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, `EnableCloudwatchLogsExports`.
 */
export const logTypes: Readonly<Record<Engine, readonly string[]>> = {
  postgres: ["postgresql", "upgrade"],
  mysql: ["error", "slowquery"],
};

/**
 * Whether Performance Insights can watch a class: MySQL's smallest have no memory for it
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html).
 */
export function hasInsights(engine: Engine, instanceType: string): boolean {
  return !(engine === "mysql" && /^db\.t\d\w*\.(micro|small)$/.test(instanceType));
}

/** Whether a version names its minor part too, so that AWS must not upgrade it by itself. */
export function isPinned(engine: Engine, version: string): boolean {
  return version !== majorVersion(engine, version);
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html, `DBParameterGroupFamily`. */
export function parameterFamily(engine: Engine, version: string): string {
  return `${engine}${majorVersion(engine, version)}`;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
  /**
   * A static parameter takes effect at the next start, so it is there from the first one. So is one whose value may be
   * the family's own default: RDS never notes `immediate` for it, so that each update would ask for it again
   * (https://github.com/hashicorp/terraform-provider-aws/issues/23335).
   */
  readonly applyMethod: "immediate" | "pending-reboot";
}

const applyNow = (name: string, value: string): Parameter => ({ name, value, applyMethod: "immediate" });
const applyAtStart = (name: string, value: string): Parameter => ({
  name,
  value,
  applyMethod: "pending-reboot",
});

/**
 * Logical replication from the first day, since a database that is filled by replication must be able to be its source
 * for the way back, and a later change would restart it:
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html and CHAP_Source.MySQL.html. Of
 * `wal_sender_timeout` DMS wants 10 s or more; 0 would hold a dead reader's slot for good. TLS is required.
 *
 * Statements that take a second or more are in the logs that are exported. MySQL writes none unless it is told to, and into a
 * table unless it is told otherwise, of which CloudWatch gets nothing
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQLDB.PublishtoCloudWatchLogs.html);
 * for PostgreSQL see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html.
 */
const parameters: Readonly<Record<Engine, readonly Parameter[]>> = {
  postgres: [
    applyAtStart("rds.logical_replication", "1"),
    applyAtStart("max_replication_slots", "20"),
    applyAtStart("max_wal_senders", "35"),
    applyNow("wal_sender_timeout", "60000"),
    applyAtStart("rds.force_ssl", "1"),
    applyNow("log_min_duration_statement", "1000"),
  ],
  mysql: [
    applyAtStart("binlog_format", "ROW"),
    applyAtStart("binlog_row_image", "FULL"),
    applyNow("binlog_checksum", "NONE"),
    applyNow("require_secure_transport", "1"),
    applyNow("slow_query_log", "1"),
    applyNow("long_query_time", "1"),
    // What is the default depends on the version.
    applyAtStart("log_output", "FILE"),
  ],
};

export function parametersOf(engine: Engine): readonly Parameter[] {
  return parameters[engine];
}
