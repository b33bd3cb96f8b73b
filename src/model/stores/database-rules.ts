// Refuses what RDS and ElastiCache would refuse of databases and caches, and what would cost or lose unexpectedly.
import type { CacheSettings, DatabaseSettings } from "../../schema/stack/databases";
import type { Engine } from "./databases";
import type { Problem } from "../problem";
import { versions } from "../../schema/versions";
import { compareVersions, inOrder } from "../versions/order";
import { majorVersion, skippedMajor } from "./versions";
import { windowsOverlap } from "./windows";

/** A problem of one key of a database or cache. */
export interface Finding {
  readonly key: string;
  readonly message: string;
  readonly allowed?: string;
}

/** As a database runs now. */
export interface ObservedDatabase {
  readonly engine: string;
  /** In full. */
  readonly version: string;
  readonly database: string;
  readonly storageGiB: number;
  /** Its class, which AWS may no longer sell. */
  readonly instanceType?: string;
}

/** How many parts a full version has. */
export const fullParts: Readonly<Record<Engine, number>> = { postgres: 2, mysql: 3 };

/** Databases that the engines have of their own. */
const ownDatabases: Readonly<Record<Engine, readonly string[]>> = {
  postgres: ["postgres", "rdsadmin", "template0", "template1"],
  mysql: ["information_schema", "innodb", "mysql", "performance_schema", "sys"],
};

/** The Graviton type of the same size that takes the place of a retired one, such as `db.m4.large`; nothing for others. */
function successor(type: string): string | undefined {
  const [service, family = "", size] = type.split(".");
  const [, kind = "", generation] = /^([a-z])(\d)$/.exec(family) ?? [];
  const { families } = versions().instanceClasses[service === "db" ? "database" : "cache"];
  const retired = families[kind];
  return retired && Number(generation) <= retired.retired
    ? [service, retired.successor, size].join(".")
    : undefined;
}

/** At least 10 % more: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
function tenthMore(gib: number): number {
  return Math.ceil((gib * 11) / 10);
}

/** What is wrong with a name that becomes part of an identifier. */
export function identifierProblem(identifier: string): string | undefined {
  if (/^[a-z](?!.*--)/.test(identifier)) return undefined;
  return `makes the identifier \`${identifier}\`, which must begin with a letter and have no two hyphens in a row`;
}

/** What is wrong with a database, whatever runs now. */
export function databaseFindings(settings: DatabaseSettings): Finding[] {
  const { engine, version, instanceType, storageGiB, maxStorageGiB, backupWindow, maintenanceWindow } =
    settings;
  const findings: Finding[] = [];
  const parts = version.split(".").length;
  if (parts < fullParts[engine] - 1 || parts > fullParts[engine])
    findings.push({
      key: "version",
      message: `\`${version}\` is no version of ${engine}`,
      allowed: engine === "postgres" ? '"17" or "17.6"' : '"8.4" or "8.4.6"',
    });
  const instead = successor(instanceType);
  if (instead !== undefined)
    findings.push({
      key: "instanceType",
      message: `RDS no longer offers \`${instanceType}\``,
      allowed: instead,
    });
  if (maxStorageGiB !== undefined && maxStorageGiB < tenthMore(storageGiB))
    findings.push({
      key: "maxStorageGiB",
      message: `must be at least 10 % above storageGiB (${storageGiB})`,
      allowed: String(tenthMore(storageGiB)),
    });
  if (windowsOverlap(backupWindow, maintenanceWindow))
    findings.push({
      key: "maintenanceWindow",
      message: `\`${maintenanceWindow}\` overlaps the backup window, \`${backupWindow}\``,
      allowed: "a range that doesn't overlap it",
    });
  if (ownDatabases[engine].includes(settings.database))
    findings.push({
      key: "database",
      message: `\`${settings.database}\` is a name of the engine's own`,
      allowed: "app",
    });
  return findings;
}

/** What is wrong with a change from what runs now; each would be refused by RDS, or replace the database. */
export function databaseChangeFindings(before: ObservedDatabase, after: DatabaseSettings): Finding[] {
  const findings: Finding[] = [];
  const fixed = { engine: before.engine, database: before.database } as const;
  for (const key of ["engine", "database"] as const)
    if (fixed[key] !== after[key])
      findings.push({
        key,
        message: `is \`${fixed[key]}\` and can't become \`${after[key]}\`: RDS would make a new, empty database`,
        allowed: `${fixed[key]}, or a second database under another name`,
      });
  if (before.engine !== after.engine) return findings;
  const majors = [before.version, after.version].map((version) => majorVersion(after.engine, version));
  const skipped = skippedMajor(after.engine, before.version, after.version);
  if (compareVersions(after.version, before.version) < 0)
    findings.push({
      key: "version",
      message: `${before.version} runs, and RDS doesn't downgrade to ${after.version}`,
      allowed: `"${before.version}" or newer`,
    });
  else if (skipped)
    findings.push({
      key: "version",
      message: `${before.version} runs, and an upgrade to ${after.version} would skip a major version`,
      allowed: `"${skipped}"`,
    });
  else if (majors[0] !== majors[1] && !after.applyImmediately)
    findings.push({
      key: "applyImmediately",
      message:
        `the upgrade from ${majors[0]} to ${majors[1]} would wait for the maintenance window, and RDS would use the ` +
        `parameters of ${majors[0]} until then: the update would fail to delete them`,
      allowed: "true, in the same update",
    });
  return [...findings, ...storageFindings(before.storageGiB, after)];
}

/** Storage grows by a tenth at least and never shrinks; what autoscaling has added is left alone. */
function storageFindings(now: number, { storageGiB, maxStorageGiB }: DatabaseSettings): Finding[] {
  const autoscaled = maxStorageGiB !== undefined && storageGiB < now;
  if (autoscaled && maxStorageGiB < tenthMore(now))
    return [
      {
        key: "maxStorageGiB",
        message: `must be at least 10 % above the ${now} GiB that there are now`,
        allowed: String(tenthMore(now)),
      },
    ];
  if (autoscaled || storageGiB === now || storageGiB >= tenthMore(now)) return [];
  const message =
    storageGiB < now
      ? `there are ${now} GiB now, and storage never shrinks`
      : `there are ${now} GiB now, and storage grows by at least 10 %`;
  return [{ key: "storageGiB", message, allowed: `${now}, or ${tenthMore(now)} and more` }];
}

/** The first versions with IAM authentication: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html */
const firstWithIam = { valkey: "7.2", redis: "7.0" } as const;

/** What is wrong with a cache. */
export function cacheFindings({ engine, version, nodeType }: CacheSettings): Finding[] {
  const findings: Finding[] = [];
  const min = firstWithIam[engine];
  const majors = versions().engines[engine].versions;
  const max = majors[inOrder(majors).at(-1)!]!.last;
  if (compareVersions(version, min) < 0)
    findings.push({
      key: "version",
      message: `${engine} ${version} has no sign-in by IAM, so a password would be in the state`,
      allowed: `"${min}" or newer`,
    });
  if (max !== undefined && compareVersions(version, max) > 0)
    findings.push({
      key: "version",
      message: `the last version of ${engine} on ElastiCache is ${max}`,
      allowed: `"${max}", or engine \`valkey\``,
    });
  const instead = successor(nodeType);
  if (instead !== undefined)
    findings.push({
      key: "nodeType",
      message: `\`${nodeType}\` is of a generation that AWS has retired`,
      allowed: instead,
    });
  return findings;
}

/** The findings as problems, below the path of their section. */
export function asProblems(findings: readonly Finding[], path: string): Problem[] {
  return findings.map(({ key, ...rest }) => ({ rule: "database", path: `${path}.${key}`, ...rest }));
}
