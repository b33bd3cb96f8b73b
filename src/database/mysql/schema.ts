// Describes a MySQL or MariaDB database, as `show create` prints it, as plain data.
import type { Rows } from "../rows";

export interface MySqlSchema {
  readonly engine: "mysql";
  /** As the server has it, e.g. `8.4.3` or `10.11.6-MariaDB`. */
  readonly version: string;
  /** Global variables, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly tables: readonly MySqlTable[];
  readonly definitions: readonly MySqlDefinition[];
  /** Statements with TRUNCATE that the performance schema has seen; null if it can't be asked. */
  readonly truncations: readonly { readonly query: string; readonly calls: number }[] | null;
}

export interface MySqlTable extends ParsedTable {
  readonly name: string;
  readonly autoIncrement: AutoIncrement | null;
  readonly rows: Rows;
}

/** What `show create table` says, taken apart. Texts are without the comma at the end. */
export interface ParsedTable {
  readonly columns: readonly Part[];
  readonly primaryKey: readonly string[] | null;
  /** All but the primary key. */
  readonly keys: readonly Part[];
  readonly checks: readonly Part[];
  readonly foreignKeys: readonly Part[];
  /** Engine, character set and so on, without the next value. */
  readonly options: string;
  /** The clause `partition by`, or nothing. */
  readonly partitions: string;
}

export interface Part {
  readonly name: string;
  /** As `create table` has it. */
  readonly text: string;
}

export interface AutoIncrement {
  readonly column: string;
  /** The value that is handed out next. */
  readonly next: bigint;
  /** The largest that the column holds. */
  readonly max: bigint;
  /** Values handed out each second while it was watched. */
  readonly rate: number;
}

export interface MySqlDefinition {
  readonly kind: "view" | "procedure" | "function" | "trigger" | "event";
  readonly name: string;
  /** The table of a trigger. */
  readonly table: string | null;
  /** The statement that makes it, without its definer. */
  readonly sql: string;
  /** Variables of the session that made it; they are part of it, and decide how it runs. */
  readonly session: Readonly<Record<string, string>>;
}
