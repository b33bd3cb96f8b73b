// Finds whose answers a resource serves, by the components that it is in and by its name.
import { isWithin, ownerPatterns, type OwnerPattern, type TypeChain } from "./guarded-types";

/** Whose answers a resource serves; what isn't named doesn't matter. None is named where all that answers needs it. */
export interface Owner {
  readonly service?: string;
  readonly route?: string;
  readonly target?: string;
  /** Of the services that use the database or cache. */
  readonly users?: readonly string[];
}

/** What names may be made of. */
export interface Names {
  readonly stack: string;
  readonly services: readonly {
    readonly name: string;
    readonly routes: readonly string[];
    readonly database?: string;
    readonly caches: readonly string[];
  }[];
  /** `legacy`, and the ids of clusters. */
  readonly targets: readonly string[];
  readonly databases: readonly string[];
  readonly caches: readonly string[];
}

/**
 * Finds the owners of a resource: those whose name its own begins with, several where names meet (`a-b` of `c`, and `a` of
 * `b-c`). None: what it belonged to isn't in the files any more.
 */
export function ownerIndex(names: Names): (chain: TypeChain, name: string) => readonly Owner[] {
  const byPattern = new Map(ownerPatterns.map(({ name }) => [name, collect(name, names)]));
  return (chain, name) => {
    const pattern = patternOf(chain);
    if (!pattern) return [{}];
    const owners = byPattern.get(pattern.name)!;
    return beginnings(name).flatMap((beginning) => owners.get(beginning) ?? []);
  };
}

/** What a resource's name is made of, or nothing of one that all share. */
export function patternOf(chain: TypeChain): OwnerPattern | undefined {
  return ownerPatterns.find(({ component }) => isWithin(chain, component));
}

/** Owners by the beginning of their resources' names. */
function collect(pattern: string, names: Names): ReadonlyMap<string, readonly Owner[]> {
  const found = new Map<string, Owner[]>();
  for (const [words, owner] of every(pattern, names)) {
    const beginning = pattern.replace(/\{(\w+)\}/g, (_, word: string) => words[word]!);
    found.set(beginning, [...(found.get(beginning) ?? []), owner]);
  }
  return found;
}

function every(pattern: string, names: Names): [words: Record<string, string>, owner: Owner][] {
  const { stack, services, targets, databases, caches } = names;
  const has = (word: string) => pattern.includes(`{${word}}`);
  const database = (id: string) => services.filter((one) => one.database === id).map(({ name }) => name);
  const cache = (id: string) => services.filter((one) => one.caches.includes(id)).map(({ name }) => name);
  if (has("route"))
    return services.flatMap(({ name: service, routes }) =>
      routes.flatMap((route) =>
        targets.map((target): [Record<string, string>, Owner] => [
          { service, route, target },
          { service, route, target },
        ]),
      ),
    );
  if (has("service"))
    return services.flatMap(({ name: service }) =>
      targets.map((target): [Record<string, string>, Owner] => [
        { service, target },
        { service, target },
      ]),
    );
  if (has("target")) return targets.map((target) => [{ stack, target }, { target }]);
  if (has("database")) return databases.map((id) => [{ stack, database: id }, { users: database(id) }]);
  if (has("cache")) return caches.map((id) => [{ stack, cache: id }, { users: cache(id) }]);
  if (has("store"))
    return [
      ...databases.map((id): [Record<string, string>, Owner] => [
        { stack, store: `${id}-db` },
        { users: database(id) },
      ]),
      ...caches.map((id): [Record<string, string>, Owner] => [
        { stack, store: `${id}-cache` },
        { users: cache(id) },
      ]),
    ];
  const users = services.filter((one) => one.database !== undefined || one.caches.length > 0);
  return [[{ stack }, { users: users.map(({ name }) => name) }]];
}

/** A name, and what is left of it at each of its hyphens. */
function beginnings(name: string): string[] {
  const parts = name.split("-");
  return parts.map((_, i) => parts.slice(0, i + 1).join("-"));
}
