// Finds where TRUNCATE is used, which DMS doesn't copy.
import { finding, type Finding } from "../finding";
import type { PostgresSchema } from "./schema";

const remedy = "use DELETE until the cutover, or truncate both sides by hand";

export function truncation({ truncation: { statements, functions } }: PostgresSchema): Finding[] {
  const seen = (statements ?? []).map(({ query, calls }) =>
    finding(
      "blocks",
      "truncate",
      query.replaceAll(/\s+/g, " ").trim(),
      `was run ${calls} times since the statistics were reset; DMS doesn't copy it, so that rows stay on the target`,
      remedy,
    ),
  );
  const written = functions.map((name) =>
    finding(
      "blocks",
      "truncate",
      name,
      "has TRUNCATE in its text; if it runs, rows stay on the target",
      remedy,
    ),
  );
  const blind =
    statements === null
      ? [
          finding(
            "note",
            "truncate",
            "pg_stat_statements",
            "isn't there on the source, so TRUNCATE by applications can't be seen",
            "create the extension there for a few days, or search the applications",
          ),
        ]
      : [];
  return [...seen, ...written, ...blind];
}
