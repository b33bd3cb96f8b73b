// Reads which names the files of an environment give and use, as far as they can be read: also of files with mistakes.
import { label } from "../../schema/common";

/** What a service file says of names. */
export interface NamedService {
  readonly name: string;
  /** Nothing where they can't be read. */
  readonly routes?: readonly string[];
  readonly after: readonly string[];
  readonly database?: string;
  readonly caches: readonly string[];
  /** The platform of its legacy side. */
  readonly platform?: string;
}

type LegacyChoice = "create" | "skip" | "adopt" | "unreadable";

/** What a stack file says of names. Nothing stands for a section that can't be read. */
export interface NamedStack {
  /** The services that it deploys; nothing where those are all. */
  readonly include?: readonly string[];
  /** The keys of each section that others refer to. */
  readonly keys: Readonly<Record<"clusters" | "databases" | "caches", readonly string[] | undefined>>;
  /** Whether legacy sides are made here. */
  readonly legacy: LegacyChoice;
  /** The services that differ here; nothing where their legacy side doesn't. */
  readonly services: ReadonlyMap<string, LegacyChoice | undefined>;
  /** Whether each release has an AMI; nothing where it can't be read. */
  readonly releases?: ReadonlyMap<string, boolean | undefined>;
  readonly teams: ReadonlyMap<string, readonly string[]>;
  /** The cluster that `kubernetes` means; without id where it can't be read. */
  readonly kubernetes: { readonly given: boolean; readonly id: string | undefined };
  /** The clusters that each key of the traffic names. */
  readonly traffic: ReadonlyMap<string, readonly string[]>;
  /** The side of each released route, as far as it can be read. */
  readonly released: ReadonlyMap<string, readonly string[]>;
}

/** All names of an environment. */
export interface Named {
  readonly services: readonly NamedService[];
  /** Of all services there are, those whose files can't be read too. */
  readonly names: readonly string[];
  /** Of those that the stack doesn't deploy. */
  readonly leftOut: readonly string[];
  /** Nothing where the file can't be read. */
  readonly stack?: NamedStack;
}

/** The names in a catalogue and a stack whose files have been read, with or without mistakes. */
export function namesIn(
  files: ReadonlyMap<string, unknown>,
  stack: unknown,
  names: readonly string[] = [...files.keys()],
): Named {
  const read = stack === undefined ? undefined : namedStack(stack);
  const leftOut = names.filter((name) => read?.include?.includes(name) === false);
  const services = [...files]
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, value]) => namedService(name, value));
  return { services, names, leftOut, ...(read && { stack: read }) };
}

/** What a service file's value says of names, whatever else is in it. */
function namedService(name: string, value: unknown): NamedService {
  return {
    name,
    routes:
      keysAt(value, "routes") ?? (["worker", "job"].includes(textAt(value, "kind") ?? "") ? [] : undefined),
    after: labelsIn(at(value, "after")),
    database: labelsIn([at(value, "database")])[0],
    caches: labelsIn(at(value, "caches")),
    platform: textAt(at(value, "legacy"), "platform"),
  };
}

/** What the `crossover:` keys of a stack file say of names, whatever else is in them. */
function namedStack(value: unknown): NamedStack {
  const section = (key: string) => keysAt(value, key) ?? (at(value, key) === undefined ? [] : undefined);
  const entries = (key: string) =>
    (keysAt(value, key) ?? []).map((id) => [id, at(at(value, key), id)] as const);
  const include = at(value, "include");
  return {
    ...(Array.isArray(include) && { include: labelsIn(include) }),
    keys: { clusters: keysAt(value, "clusters"), databases: section("databases"), caches: section("caches") },
    legacy: legacyIn(at(value, "legacy")) ?? "create",
    services: new Map(entries("services").map(([name, one]) => [name, legacyIn(at(one, "legacy"))])),
    releases:
      keysAt(value, "releases") &&
      new Map(
        entries("releases").map(([name, one]) => [
          name,
          isMapping(one) ? at(one, "ami") !== undefined : undefined,
        ]),
      ),
    teams: new Map(entries("teams").map(([name, one]) => [name, labelsIn(at(one, "services"))])),
    kubernetes: { given: at(value, "kubernetes") !== undefined, id: labelsIn([at(value, "kubernetes")])[0] },
    traffic: new Map(
      entries("traffic")
        .filter(([key]) => key !== "default")
        .map(([key, one]) => [key, targetsIn(one)]),
    ),
    released: new Map(entries("releasedNames").map(([key, one]) => [key, labelsIn([one])])),
  };
}

function legacyIn(value: unknown): LegacyChoice | undefined {
  if (value === undefined || value === "create" || value === "skip") return value;
  if (!isMapping(value)) return "unreadable";
  return at(value, "adopt") === undefined ? "create" : "adopt";
}

function targetsIn(value: unknown): string[] {
  const words = isMapping(value) ? [value["from"], value["to"]] : [value];
  return labelsIn(words).filter((word) => word !== "kubernetes");
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const text = at(value, key);
  return typeof text === "string" ? text : undefined;
}

/** The names in a mapping; nothing where there is no mapping. What can't be a name is the schema's to report. */
function keysAt(value: unknown, key: string): string[] | undefined {
  const mapping = at(value, key);
  return isMapping(mapping) ? labelsIn(Object.keys(mapping)) : undefined;
}

function labelsIn(list: unknown): string[] {
  return Array.isArray(list) ? (list.filter((one) => label.safeParse(one).success) as string[]) : [];
}
