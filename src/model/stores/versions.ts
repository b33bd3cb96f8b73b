// Tells the major versions of databases and caches, and knows which upgrades RDS takes.
import { versions, type Engine } from "../../schema/versions";
import { inOrder } from "../versions/order";

/** The version without its minor part: `17` of PostgreSQL's `17.6`, `8.4` of MySQL's `8.4.6`. */
export function majorVersion(engine: string, version: string): string {
  return version
    .split(".")
    .slice(0, engine === "mysql" ? 2 : 1)
    .join(".");
}

/** Engines whose upgrades pass over no major version; PostgreSQL's may:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MySQL.html */
const passesNone: ReadonlySet<string> = new Set(["mysql"]);

/** The major version that an upgrade may not pass over; nothing where it passes over none. */
export function skippedMajor(engine: string, from: string, to: string): string | undefined {
  if (!passesNone.has(engine)) return undefined;
  const majors = inOrder(versions().engines[engine as Engine].versions);
  const [before, after] = [from, to].map((version) => majors.indexOf(majorVersion(engine, version)));
  return before! >= 0 && after! - before! > 1 ? majors[before! + 1] : undefined;
}
