// Describes a MySQL or MariaDB database, as `show create` prints it, as plain data.
import type { Rows } from "../rows";

export interface MySqlSchema {
  readonly engine: "mysql";
  /** As the server has it, e.g. `8.4.3` or `10.11.6-MariaDB`. */
  readonly version: string;
  /** Global variables, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What tables get that say nothing of it. */
  readonly characterSet: string;
  readonly collation: string;
  readonly tables: readonly MySqlTable[];
  /** Tables that the copy leaves out. */
  readonly excluded: readonly string[];
  /** Of MariaDB. */
  readonly sequences: readonly MySqlSequence[];
  readonly definitions: readonly MySqlDefinition[];
  /** Statements with TRUNCATE that the performance schema has seen; null if it can't be asked. */
  readonly truncations: readonly { readonly query: string; readonly calls: number }[] | null;
  readonly grants: readonly MySqlGrant[];
  /** Users that grants can be given to; null if they can't be seen. */
  readonly users: readonly string[] | null;
  readonly unread: readonly { readonly object: string; readonly reason: string }[];
}

export interface MySqlSequence {
  readonly name: string;
  /** The statement that makes it. */
  readonly sql: string;
  /** No value below it is handed out any more. */
  readonly next: bigint;
  readonly increment: bigint;
  readonly max: bigint;
  readonly min: bigint;
}

export interface MySqlGrant {
  /** As SQL writes it, e.g. `'app'@'%'`. */
  readonly user: string;
  readonly sql: string;
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
  /** As `create table` has it, with lengths and directions; nothing without a key. */
  readonly primaryKeyText: string;
  /** All but the primary key. */
  readonly keys: readonly Part[];
  readonly checks: readonly Part[];
  readonly foreignKeys: readonly Part[];
  /** Whatever else stands between the brackets, such as periods. */
  readonly others: readonly string[];
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
  readonly kind: "view" | "procedure" | "function" | "package" | "package body" | "trigger" | "event";
  readonly name: string;
  /** The table of a trigger. */
  readonly table: string | null;
  /** The statement that makes it, without its definer. */
  readonly sql: string;
  /** Variables of the session that made it; they are part of it, and decide how it runs. */
  readonly session: Readonly<Record<string, string>>;
  /** Why it can't be used, where it is a view on what isn't there. */
  readonly broken: string | null;
}
