// Takes `show create` apart: MySQL writes each column, key and constraint on a line of its own.
import type { ParsedTable, Part } from "./schema";

export function parseTable(create: string): ParsedTable {
  const lines = create.split("\n");
  const end = lines.findIndex((line) => line.startsWith(")"));
  const parts = lines.slice(1, end).map((line) => line.trim().replace(/,$/, ""));
  const named = (pattern: RegExp): Part[] =>
    parts.flatMap((text) => {
      const name = pattern.exec(text)?.[1];
      return name === undefined ? [] : [{ name: name.replaceAll("``", "`"), text: normal(text) }];
    });
  const key = parts.find((text) => text.startsWith("PRIMARY KEY"));
  const rest = lines
    .slice(end)
    .join("\n")
    .replace(/^\)\s*/, "");
  const [options = "", partitions] = rest.split(/\n\s*(?=(?:\/\*!\d+ )?PARTITION BY)/);
  const columns = named(/^`((?:[^`]|``)+)`/);
  const keys = named(/^(?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY `((?:[^`]|``)+)`/);
  const checks = named(/^CONSTRAINT `((?:[^`]|``)+)` CHECK/);
  const foreignKeys = named(/^CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY/);
  const known = new Set([...columns, ...keys, ...checks, ...foreignKeys].map(({ text }) => text));
  return {
    columns,
    primaryKeyText: key ?? "",
    keys,
    checks,
    foreignKeys,
    others: parts.map(normal).filter((text) => !known.has(text) && text !== normal(key ?? "")),
    primaryKey:
      key === undefined
        ? null
        : [...key.matchAll(/`((?:[^`]|``)+)`/g)].map(([, name]) => name!.replaceAll("``", "`")),
    options: normal(options.replace(/ AUTO_INCREMENT=\d+/, "")),
    partitions: partitions ?? "",
  };
}

/** Versions differ in widths that mean nothing, but for `tinyint(1)`, and in the name of one character set. */
function normal(text: string): string {
  return text
    .replace(/\b((?:small|medium|big)?int)\(\d+\)/g, "$1")
    .replace(/\btinyint\((?!1\))\d+\)/g, "tinyint")
    .replace(/\butf8(?=_|\b)/g, "utf8mb3");
}

/** A definition without the user who made it, who may not be there on the target. */
export function withoutDefiner(sql: string): string {
  return sql.replace(/ DEFINER=(`(?:[^`]|``)*`|'[^']*')@(`(?:[^`]|``)*`|'[^']*')/, "");
}

/** A text in which the database isn't named where it is a name's first part: the target's may be called otherwise. */
export function withoutDatabase(sql: string, database: string): string {
  const quoted = `\`${database.replaceAll("`", "``")}\`.`;
  // A text is taken as a whole, and left as it is.
  return sql.replaceAll(/'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`\.?/gs, (part) => (part === quoted ? "" : part));
}
