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
  return {
    columns: named(/^`((?:[^`]|``)+)`/),
    primaryKey:
      key === undefined
        ? null
        : [...key.matchAll(/`((?:[^`]|``)+)`/g)].map(([, name]) => name!.replaceAll("``", "`")),
    keys: named(/^(?:UNIQUE |FULLTEXT |SPATIAL )?KEY `((?:[^`]|``)+)`/),
    checks: named(/^CONSTRAINT `((?:[^`]|``)+)` CHECK/),
    foreignKeys: named(/^CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY/),
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
