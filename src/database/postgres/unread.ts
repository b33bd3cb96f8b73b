// Names what couldn't be read, so that it couldn't be compared either.
import { finding, type Finding } from "../finding";
import type { PostgresSchema, Unread } from "./schema";

export function compareUnread(source: PostgresSchema, target: PostgresSchema): Finding[] {
  return [
    ...source.unread.map((one) => described(one, "source")),
    ...target.unread.filter(({ path }) => !path).map((one) => described(one, "target")),
  ];
}

function described({ object, reason, path }: Unread, side: string): Finding {
  if (path)
    return finding(
      "note",
      "function",
      object,
      `has an index on a function whose text relies on the search_path: ${reason}`,
      "name the schemas in the function's text, or give it a path of its own (alter function … set search_path): PostgreSQL 17 builds no index on it otherwise, and pg_restore none at all",
    );
  return finding(
    "blocks",
    "unread",
    object,
    `can't be read on the ${side}, so that nothing of it is compared: ${reason}`,
    "grant what is missing or repair it, and check again",
  );
}
