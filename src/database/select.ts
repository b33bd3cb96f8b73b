// Selects the tables that a copy takes, by the lists of its configuration.

/** Patterns such as `public.*`; `*` matches any text. Without `include`, all are taken. */
export interface Selection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Whether the table is taken: included, and not excluded. */
export function selects({ include, exclude = [] }: Selection, schema: string, table: string): boolean {
  const any = (patterns: readonly string[]) =>
    patterns.some((pattern) => matches(pattern, `${schema}.${table}`));
  return (include === undefined || any(include)) && !any(exclude);
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}
