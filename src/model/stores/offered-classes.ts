// Says which database classes must be asked for, and what is said of those that AWS doesn't offer.
import type { DatabaseSettings } from "../../schema/stack/databases";
import { nearest } from "../names/nearest";
import type { Problem } from "../problem";
import { fullParts } from "./database-rules";
import proposed from "./proposed-classes.json";

/** The class of a database, where the stack file names it. */
export interface NamedClass {
  /** Path with its file. */
  readonly path: string;
  readonly engine: string;
  /** Nothing where the file leaves the minor version to AWS, which knows offers of full versions only. */
  readonly version?: string;
  readonly name: string;
}

export function namedClass(
  path: string,
  { engine, version, instanceType }: Pick<DatabaseSettings, "engine" | "version" | "instanceType">,
): NamedClass {
  const isFull = version.split(".").length >= fullParts[engine];
  return { path: `${path}.instanceType`, engine, name: instanceType, ...(isFull && { version }) };
}

/** Classes that may have been meant, best first; which of them there are, AWS says. */
export function classesNear(name: string): string[] {
  const [service = "", family = "", size = ""] = name.split(".");
  const of = (families: readonly string[], sizes: readonly string[]) =>
    families.flatMap((one) => sizes.map((other) => [service, one, other].join(".")));
  const slips = nearest(name, of(proposed.families, proposed.sizes));
  const sisters = proposed.families.filter((one) => one[0] === family[0]);
  return [...new Set([...slips, ...of(sisters, [size])])].filter((one) => one !== name);
}

/** @param near one that AWS has; nothing where none of those that may have been meant is there. */
export function unofferedClass(
  { path, engine, version, name }: NamedClass,
  near: string | undefined,
): Problem {
  const of = [engine, version].filter(Boolean).join(" ");
  const versions = version === undefined ? "" : ` --engine-version ${version}`;
  return {
    rule: "account",
    path,
    message: `AWS has no database class \`${name}\` for ${of} here`,
    allowed:
      near ??
      `one of those that \`aws rds describe-orderable-db-instance-options --engine ${engine}${versions}\` lists`,
  };
}
