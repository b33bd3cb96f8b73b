// Writes how DMS carries data over: the settings of a replication, and of its two endpoints.
import type { Engine } from "../stores/databases";
import { canonicalJson } from "./canonical";

/**
 * Settings of a replication, serverless or not:
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.html. Where a row can't be
 * carried over as it is, its table stops and shows; nothing is shortened or left out in silence.
 */
export function taskSettings(): string {
  return canonicalJson({
    TargetMetadata: {
      SupportLobs: true,
      // Whole, however large; the limited mode would cut them off.
      FullLobMode: true,
      LimitedSizeLobMode: false,
      LobChunkSize: 64,
      InlineLobMaxSize: 32,
    },
    FullLoadSettings: {
      // The schema is there before the data: what DMS would make itself lacks indexes, keys, defaults and types.
      TargetTablePrepMode: "DO_NOTHING",
      MaxFullLoadSubTasks: 8,
      TransactionConsistencyTimeout: 600,
      CommitRate: 10000,
    },
    ValidationSettings: {
      EnableValidation: true,
      ValidationMode: "ROW_LEVEL",
      ThreadCount: 5,
      FailureMaxCount: 10000,
    },
    ErrorBehavior: {
      DataErrorPolicy: "SUSPEND_TABLE",
      DataTruncationErrorPolicy: "SUSPEND_TABLE",
      TableErrorPolicy: "SUSPEND_TABLE",
      // What can't be applied is an error of its table too; by default it is logged, or not even that.
      ApplyErrorInsertPolicy: "SUSPEND_TABLE",
      ApplyErrorUpdatePolicy: "SUSPEND_TABLE",
      ApplyErrorDeletePolicy: "SUSPEND_TABLE",
      ApplyErrorEscalationPolicy: "SUSPEND_TABLE",
      FailOnNoTablesCaptured: true,
    },
    ChangeProcessingDdlHandlingPolicy: {
      HandleSourceTableDropped: false,
      HandleSourceTableTruncated: false,
      HandleSourceTableAltered: false,
    },
    Logging: { EnableLogging: true },
  });
}

/**
 * While DMS applies changes, foreign keys and triggers rest: it applies table by table, and what a trigger did is
 * replicated anyway.
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.PostgreSQL.html and CHAP_Target.MySQL.html
 */
const afterConnect: Readonly<Record<Engine, string>> = {
  postgres: "SET session_replication_role='replica'",
  mysql: "SET FOREIGN_KEY_CHECKS=0",
};

export interface EndSettings {
  readonly postgresSettings?: {
    readonly afterConnectScript?: string;
    readonly captureDdls?: boolean;
    readonly heartbeatEnable?: boolean;
    readonly mapBooleanAsBoolean?: boolean;
    readonly executeTimeout?: number;
    readonly heartbeatFrequency?: number;
    readonly maxFileSize?: number;
  };
  readonly mysqlSettings?: { readonly afterConnectScript?: string };
}

const postgres = {
  // Both ends must say so, or DMS carries booleans as text: CHAP_Source.PostgreSQL.html, `MapBooleanAsBoolean`.
  mapBooleanAsBoolean: true,
  // DMS's own defaults, in seconds, minutes and KB. The provider sends 0 for those that aren't said, with which nothing
  // is loaded: https://github.com/hashicorp/terraform-provider-aws/issues/47884
  executeTimeout: 60,
  heartbeatFrequency: 5,
  maxFileSize: 32768,
};

/** What is particular to the engine at one end of a replication. */
export function endSettings(engine: Engine, end: "source" | "target"): EndSettings {
  if (end === "target") {
    const script = { afterConnectScript: afterConnect[engine] };
    return engine === "postgres"
      ? { postgresSettings: { ...script, ...postgres } }
      : { mysqlSettings: script };
  }
  // A heartbeat moves the slot along while nothing is written; without, the log that it holds fills the disk.
  return engine === "postgres"
    ? { postgresSettings: { captureDdls: false, heartbeatEnable: true, ...postgres } }
    : {};
}
