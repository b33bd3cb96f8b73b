// Judges the versions that a stack names by the day: refuses those whose support is over, and warns before it is.
import type { StackFile } from "../../schema/stack";
import { versions, type SupportDates, type VersionTable } from "../../schema/versions";
import type { Settings } from "../environment/types";
import { collectProblems, type Problem } from "../problem";
import { majorVersion } from "../stores/versions";
import { inOrder, minorOf } from "./order";
import { freshDays, lookUp, newestWith, nextSupported, supportOf } from "./support";

/** What a stack's versions come to on one day. */
export interface Judgement {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** One version where a file names it. */
interface Named {
  /** Path with its file. */
  readonly path: string;
  /** Whose support it is, e.g. `EKS`. */
  readonly by: string;
  /** In words, e.g. `Kubernetes 1.33`. */
  readonly what: string;
  /** The version as its table names it. */
  readonly version: string;
  readonly table: Readonly<Record<string, SupportDates>>;
  /** Whether the files accept a version past its standard support. */
  readonly accepted: boolean;
  /** What to write instead, in words. */
  readonly next: string | undefined;
}

/**
 * Judges the versions of the stack's own clusters, its databases and caches, and the Beanstalk platforms that it makes.
 *
 * @param file the stack file's name, for the paths.
 */
export function judgeVersions(
  stack: StackFile,
  { services }: Pick<Settings, "services">,
  file: string,
  now: Date,
  table: VersionTable = versions(),
): Judgement {
  const { problems, report } = collectProblems("version");
  const warnings: string[] = [];
  const named = [
    ...namedKubernetes(stack, file, now, table),
    ...namedEngines(stack, file, now, table),
    ...namedPlatforms(services, now, table),
  ];
  for (const one of named) {
    const found = judge(one, now);
    if (found?.kind === "problem") report(one.path, found.message, "version", found.allowed);
    if (found?.kind === "warning") warnings.push(`${one.path}: ${found.message}`);
  }
  return { problems, warnings };
}

type Found =
  | { readonly kind: "problem"; readonly message: string; readonly allowed: string }
  | { readonly kind: "warning"; readonly message: string };

function judge({ by, what, version, table, accepted, next }: Named, now: Date): Found | undefined {
  const known = lookUp(table, version);
  if (known.known === "older")
    return { kind: "problem", message: `${by} no longer offers ${what}`, allowed: next ?? known.oldest };
  if (known.known === "not yet")
    return {
      kind: "warning",
      message:
        `when the support of ${what} ends isn't known here: src/schema/versions.yaml goes up to ${known.newest}, and ` +
        "`npm run versions` looks for newer ones",
    };
  const support = supportOf(known.entry, now);
  switch (support.stage) {
    case "standard":
      return undefined;
    case "ending":
      return {
        kind: "warning",
        message:
          `${by}'s standard support of ${what} ends on ${support.on}, in ${support.days} day${support.days === 1 ? "" : "s"}` +
          (next === undefined ? "" : `: next is ${next}`),
      };
    case "ended":
      return {
        kind: "problem",
        message: `${by} ended its extended support of ${what} on ${support.on}: it creates none, and upgrades what is left of it`,
        allowed: next ?? "a newer version",
      };
    case "extended":
      return extended({ by, what, accepted, next }, support);
  }
}

function extended(
  { by, what, accepted, next }: Pick<Named, "by" | "what" | "accepted" | "next">,
  { since, until }: { readonly since: string; readonly until?: string },
): Found {
  if (accepted)
    return {
      kind: "warning",
      message:
        until === undefined
          ? `${what} has had no support of ${by}'s since ${since}`
          : `${what} has been in ${by}'s extended support since ${since}, which costs extra and ends on ${until}`,
    };
  return {
    kind: "problem",
    message:
      until === undefined
        ? `${by} ended its support of ${what} on ${since}`
        : `${by} ended its standard support of ${what} on ${since}, and has billed extended support since`,
    allowed: `${next === undefined ? "" : `${next}, or `}add \`extendedSupport: true\``,
  };
}

/**
 * The versions from this one up to the newest with half a year of standard support, but for those that EKS has given up: it
 * goes up one at a time.
 */
export function stepsUp(version: string, now: Date, { kubernetes }: VersionTable = versions()): string[] {
  const newest = newestWith(kubernetes, freshDays, now);
  return inOrder(kubernetes).filter(
    (one) =>
      minorOf(one) > minorOf(version) &&
      minorOf(one) <= minorOf(newest) &&
      supportOf(kubernetes[one]!, now).stage !== "ended",
  );
}

function namedKubernetes({ clusters }: StackFile, file: string, now: Date, table: VersionTable): Named[] {
  return Object.entries(clusters).flatMap(([id, one]) => {
    if (one.kind !== "eks") return [];
    const steps = stepsUp(one.version, now, table).map((version) => `"${version}"`);
    return {
      path: `${file}: crossover:clusters.${id}.version`,
      by: "EKS",
      what: `Kubernetes ${one.version}`,
      version: one.version,
      table: table.kubernetes,
      accepted: one.extendedSupport,
      next: steps.length === 0 ? undefined : steps.join(", then "),
    };
  });
}

function namedEngines(
  { databases, caches }: Pick<StackFile, "databases" | "caches">,
  file: string,
  now: Date,
  { engines }: VersionTable,
): Named[] {
  const stores = [
    ...Object.entries(databases).map(([id, one]) => ["RDS", `databases.${id}`, one] as const),
    ...Object.entries(caches).map(([id, one]) => ["ElastiCache", `caches.${id}`, one] as const),
  ];
  return stores.map(([by, key, { engine, version, extendedSupport }]) => {
    const table = engines[engine].versions;
    const major = majorVersion(engine, version);
    const next = nextSupported(table, major, now);
    return {
      path: `${file}: crossover:${key}.version`,
      by,
      what: `${engine} ${major}`,
      version: major,
      table,
      accepted: extendedSupport,
      next: next === undefined ? undefined : `"${next}" or newer`,
    };
  });
}

function namedPlatforms(services: Settings["services"], now: Date, { platforms }: VersionTable): Named[] {
  return services.flatMap(({ name, legacy }) => {
    if (legacy?.manage !== "create" || legacy.platform !== "beanstalk") return [];
    const system = Object.keys(platforms).find((one) => legacy.stack.startsWith(`${one} `));
    if (system === undefined) return [];
    const newest = Object.keys(platforms).find((one) => supportOf(platforms[one]!, now).stage === "standard");
    return {
      path: `services/${name}.yaml: legacy.stack`,
      by: "Elastic Beanstalk",
      what: `the platform ${system}`,
      version: system,
      table: { [system]: platforms[system]! },
      accepted: legacy.extendedSupport ?? false,
      next: newest === undefined || newest === system ? undefined : `a solution stack of \`${newest}\``,
    };
  });
}
