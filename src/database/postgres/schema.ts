// Describes a PostgreSQL database, as its catalogue has it, as plain data. Names are quoted as SQL needs them and carry
// their schema.
import type { Rows } from "../rows";

export interface PostgresSchema {
  readonly engine: "postgres";
  /** As `server_version_num`, e.g. 150008. */
  readonly version: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly replication: Replication;
  readonly encoding: string;
  readonly collation: string;
  readonly extensions: readonly Extension[];
  /** Extensions that this server could create. */
  readonly available: readonly string[];
  readonly roles: readonly string[];
  readonly tables: readonly Table[];
  /** Tables that the copy leaves out, as SQL writes them. */
  readonly excluded: readonly string[];
  readonly sequences: readonly Sequence[];
  readonly indexes: readonly Index[];
  readonly constraints: readonly Constraint[];
  readonly definitions: readonly Definition[];
  readonly dependencies: Dependencies;
  /** The `search_path` of a new session, as SQL writes it. */
  readonly searchPath: string;
  readonly truncation: Truncation;
  readonly unread: readonly Unread[];
}

/** What needs what. Objects have the names that `pg_identify_object` gives them, e.g. `table public.orders`. */
export interface Dependencies {
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Schemas of the operators that an object uses: some forms, such as IS DISTINCT FROM, can't name theirs. */
  readonly operators: Readonly<Record<string, readonly string[]>>;
}

/** Something whose definition or rows couldn't be read, or only in a way that not everybody reads it. */
export interface Unread {
  readonly object: string;
  readonly reason: string;
  /** It can be read with the session's own `search_path`, and not with an empty one. */
  readonly path: boolean;
}

export interface Replication {
  readonly slotsUsed: number;
  readonly sendersUsed: number;
  readonly prepared: number;
}

export interface Extension {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  /** As SQL writes it. */
  readonly sql: string;
  readonly unlogged: boolean;
  /** Tables whose columns it inherits; a partition's whole isn't among them. */
  readonly inherits: readonly string[];
  /** `relreplident`: d the primary key, n nothing, f the whole row, i an index. */
  readonly replicaIdentity: string;
  readonly rowSecurity: boolean;
  readonly forcedRowSecurity: boolean;
  readonly options: readonly string[];
  /** By what a partitioned table is parted, e.g. `RANGE (at)`. */
  readonly partitionKey: string | null;
  readonly partitionOf: string | null;
  readonly bound: string | null;
  readonly primaryKey: readonly string[] | null;
  readonly columns: readonly Column[];
  readonly rows: Rows;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly generated: string | null;
  /** `a` always, `d` by default. */
  readonly identity: "a" | "d" | null;
  /** Where it isn't the type's own. */
  readonly collation: string | null;
  /** `SET STORAGE`, where it isn't the type's own. */
  readonly storage: string | null;
  readonly statistics: number | null;
  /** `SET COMPRESSION`, where it isn't the server's own. */
  readonly compression: string | null;
  /** `SET (n_distinct = …)`. */
  readonly options: readonly string[];
  /** Declared by the table itself, not only inherited. */
  readonly local: boolean;
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly sql: string;
  readonly type: string;
  readonly start: bigint;
  readonly increment: bigint;
  readonly min: bigint;
  readonly max: bigint;
  readonly cache: bigint;
  readonly cycle: boolean;
  readonly unlogged: boolean;
  /** The last value handed out; null if none was. */
  readonly last: bigint | null;
  /** Values handed out each second while it was watched. */
  readonly rate: number;
  /** The column that it goes with. */
  readonly owner: (ColumnName & { readonly identity: boolean }) | null;
  /** Columns whose default draws from it. */
  readonly uses: readonly ColumnName[];
}

export interface ColumnName {
  readonly table: string;
  readonly column: string;
}

export interface Index {
  readonly name: string;
  /** With its schema. */
  readonly sql: string;
  readonly table: string;
  readonly definition: string;
  readonly valid: boolean;
  readonly partitioned: boolean;
  /** The index of the partitioned table that this one is part of. */
  readonly parent: string | null;
  readonly onView: boolean;
  readonly replicaIdentity: boolean;
  readonly clustered: boolean;
}

export interface Constraint {
  readonly name: string;
  readonly table: string;
  /** p primary key, u unique, x exclusion, c check, f foreign key. */
  readonly type: "p" | "u" | "x" | "c" | "f";
  readonly definition: string;
  readonly valid: boolean;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  /** The index behind it, with its schema. */
  readonly index: string | null;
  readonly references: string | null;
  readonly partitioned: boolean;
}

/** Anything else that has a name and is made by statements. */
export interface Definition {
  readonly kind: DefinitionKind;
  /** What tells it from others of its kind. */
  readonly name: string;
  /** The table that it belongs to. */
  readonly table: string | null;
  /** What it is made by. */
  readonly sql: string;
  /** The name in `Dependencies` of what it makes; null if it only changes something. */
  readonly makes: string | null;
  /** What must be there before, beyond what the dependencies of what it makes say. */
  readonly needs: readonly string[];
  /** The roles that it names. */
  readonly roles: readonly string[];
  /** What can be made first in its place, where definitions need one another in a circle. */
  readonly standIn: string | null;
}

export type DefinitionKind =
  | "schema"
  | "type"
  | "type part"
  | "collation"
  | "text search"
  | "function"
  | "aggregate"
  | "operator"
  | "cast"
  | "view"
  | "attribute"
  | "materialized view"
  | "populated"
  | "rule"
  | "trigger"
  | "trigger state"
  | "policy"
  | "statistics"
  | "comment"
  | "owner"
  | "grant"
  | "setting"
  | "publication"
  | "event trigger"
  | "default privilege"
  | "other";

/** What can be told of the use of TRUNCATE. */
export interface Truncation {
  /** Statements that pg_stat_statements has seen; null if it can't be asked. */
  readonly statements: readonly { readonly query: string; readonly calls: number }[] | null;
  /** Functions whose text has it. */
  readonly functions: readonly string[];
}
