// Quotes names and texts for SQL.

/** A text as PostgreSQL and MySQL read it with standard strings. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name in MySQL. */
export function backquoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** A name that came quoted if it had to be, as it is without quotes. */
export function bare(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
