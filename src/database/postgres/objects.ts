// Names objects as PostgreSQL's `pg_identify_object` does; what has no name there has one of ours.
// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-OBJECT

export const table = (sql: string) => `table ${sql}`;
export const column = (of: string, name: string) => `table column ${of}.${name}`;
export const index = (sql: string) => `index ${sql}`;
export const sequence = (sql: string) => `sequence ${sql}`;

export function constraint({ name, table: on }: { readonly name: string; readonly table: string }): string {
  return `table constraint ${name} on ${on}`;
}

export const defaultOf = (of: string, name: string) => `default value for ${of}.${name}`;

/** That a column's values can't be null. */
export const notNull = (of: string, name: string) => `not null ${of}.${name}`;

/** All partitions of a table, or of its index. */
export const partitions = (sql: string) => `partitions of ${sql}`;

/** The index of a partitioned table before those of its partitions belong to it. */
export const bareIndex = (sql: string) => `${bare}${index(sql)}`;

/** A constraint that isn't proved for all rows. */
export const unproved = (of: Parameters<typeof constraint>[0]) => `${bare}${constraint(of)}`;

const bare = "bare ";

/** What the dependencies know it as. */
export function asListed(name: string): string {
  return name.startsWith(bare) ? name.slice(bare.length) : name;
}
