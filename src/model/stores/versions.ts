// Orders engine versions of databases and caches, and knows which upgrades RDS takes.

/** The version without its minor part: `17` of PostgreSQL's `17.6`, `8.4` of MySQL's `8.4.6`. */
export function majorVersion(engine: string, version: string): string {
  return version
    .split(".")
    .slice(0, engine === "mysql" ? 2 : 1)
    .join(".");
}

/** Negative where the first is the lower; parts that one doesn't name count as equal, so that `17` and `17.6` are. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one.split("."), other.split(".")];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = Number(a[i]) - Number(b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** MySQL's major versions in order, none of which an upgrade skips; PostgreSQL's may be skipped:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MySQL.html */
const mysqlMajors = ["5.7", "8.0", "8.4"];

/** The major version that an upgrade may not pass over; nothing where it passes over none. */
export function skippedMajor(engine: string, from: string, to: string): string | undefined {
  if (engine !== "mysql") return undefined;
  const [before, after] = [from, to].map((version) => mysqlMajors.indexOf(majorVersion(engine, version)));
  return before! >= 0 && after! - before! > 1 ? mysqlMajors[before! + 1] : undefined;
}
