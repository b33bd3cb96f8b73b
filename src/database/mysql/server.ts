// Finds settings of MySQL servers that prevent a copy: the binary log, names, versions.
import { finding, type Finding } from "../finding";
import type { MySqlSchema } from "./schema";

// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.MySQL.html
const needed: readonly [name: string, value: string, why: string][] = [
  ["log_bin", "ON", "no changes can be captured: the copy would end with the load"],
  ["binlog_format", "ROW", "changes are written as statements, which DMS can't read"],
  ["binlog_row_image", "FULL", "changes lack the columns that stayed as they were"],
];
const day = 24 * 3600;

export function compareServers(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const wrong = (schema: MySqlSchema) => needed.filter(([name, value]) => schema.settings[name] !== value);
  const blocks = wrong(source).map(([name, value, why]) =>
    finding(
      "blocks",
      "settings",
      `source ${name}`,
      `is ${schemaValue(source, name)}: ${why}`,
      `set ${name} to ${value}, on RDS in the parameter group; log_bin by turning backups on`,
    ),
  );
  const back = wrong(target).map(([name, value]) =>
    finding(
      "note",
      "settings",
      `target ${name}`,
      `is ${schemaValue(target, name)}, so that there is no way back: reverse replication reads the target`,
      `set ${name} to ${value} now, while nobody uses the target`,
    ),
  );
  return [
    ...blocks,
    ...back,
    ...retention(source),
    ...names(source, target),
    ...flavours(source, target),
    ...modes(source, target),
    ...defaults(source, target),
  ];
}

function schemaValue({ settings }: MySqlSchema, name: string): string {
  return settings[name] ?? "unknown";
}

function retention({ settings }: MySqlSchema): Finding[] {
  const days = Number(settings.expire_logs_days ?? 0);
  const seconds = Number(settings.binlog_expire_logs_seconds ?? 0) || days * day;
  // Nothing is taken away at 0; RDS has a setting of its own, which no variable shows.
  if (seconds === 0 || seconds >= day) return [];
  return [
    finding(
      "blocks",
      "settings",
      "source binlog_expire_logs_seconds",
      `is ${seconds}: the log may be gone before DMS reads it`,
      "keep it for a day or more; on RDS: call mysql.rds_set_configuration('binlog retention hours', 24)",
    ),
  ];
}

/** What the applications' statements mean, and which values are refused. */
function modes(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const set = ({ settings }: MySqlSchema) => (settings.sql_mode ?? "").split(",").filter(Boolean).sort();
  const found: Finding[] = [];
  if (set(source).join() !== set(target).join())
    found.push(
      finding(
        "left",
        "database-settings",
        "sql_mode",
        `is ${set(target).join(",") || "empty"} on the target and ${set(source).join(",") || "empty"} on the source: statements that the source takes may be refused there, or mean something else`,
        "set it on the target's server, on RDS in the parameter group",
      ),
    );
  const events = source.definitions.some(({ kind }) => kind === "event");
  if (events && source.settings.event_scheduler === "ON" && target.settings.event_scheduler !== "ON")
    found.push(
      finding(
        "left",
        "database-settings",
        "event_scheduler",
        "is off on the target: no event of it would run",
        "set it to ON on the target's server at the cutover, on RDS in the parameter group",
      ),
    );
  return found;
}

/** Of what is made later; tables name their own. */
function defaults(source: MySqlSchema, target: MySqlSchema): Finding[] {
  if (source.characterSet === target.characterSet && source.collation === target.collation) return [];
  return [
    finding(
      "left",
      "database-settings",
      "character set",
      `is ${target.characterSet} ${target.collation} on the target, ${source.characterSet} ${source.collation} on the source`,
      "finish changes it for what is made later",
      [
        {
          stage: "schemas",
          sql: `alter database character set ${source.characterSet} collate ${source.collation}`,
        },
      ],
    ),
  ];
}

function names(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const name = "lower_case_table_names";
  if (source.settings[name] === target.settings[name]) return [];
  return [
    finding(
      "blocks",
      "version",
      name,
      `is ${schemaValue(source, name)} on the source and ${schemaValue(target, name)} on the target: names of tables may not be found`,
      "make the target with the source's value; it can't be changed later",
    ),
  ];
}

function flavours(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const text = ({ version }: MySqlSchema) =>
    `${version.includes("MariaDB") ? "MariaDB" : "MySQL"} ${/^\d+\.\d+/.exec(version)?.[0] ?? version}`;
  if (text(source) === text(target)) return [];
  return [
    finding(
      "note",
      "version",
      "target server",
      `is ${text(target)}, the source is ${text(source)}: definitions may be written differently and mean the same`,
      "compare what differs by eye",
    ),
  ];
}
