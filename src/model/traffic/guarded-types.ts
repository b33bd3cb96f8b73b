// Looks up whether a public name's answers stand on a type of resource, in `guard-table.json`.
import table from "./guard-table.json";

/**
 * The one hook that every guarded resource names. The engine runs it also for what has left the program, and fails where no
 * hook of that name is registered; this one always is, and decides by the resource that it is told of.
 */
export const deleteGuardName = "crossover-delete-guard";

/** `answers`: it can't be deleted while a name answers over it. `free`: what replaces it is made first, or nothing needs it. */
export type GuardKind = "answers" | "free";

/** What is decided of a type, and why. */
export interface GuardedType {
  readonly guard: GuardKind;
  readonly reason: string;
}

/** What is decided of a type, with the components in which it is decided otherwise. */
export interface GuardedTypes extends GuardedType {
  /** Whether `protect` in the stack file decides over its protection, since it holds data. The hook guards it all the same. */
  readonly ownProtection?: boolean;
  readonly except?: readonly (GuardedType & { readonly within: string })[];
}

/** Whose answers the resources in a component serve. */
export interface OwnerPattern {
  /** The component's type, or how it begins. */
  readonly component: string;
  /** In words. */
  readonly of: string;
  /** How the names of those resources begin. */
  readonly name: string;
}

export const guardedTypes = table.types as Readonly<Record<string, GuardedTypes>>;
export const ownerPatterns: readonly OwnerPattern[] = table.owners;

/** The types of a resource and of the components that it is in, the outermost first. */
export type TypeChain = readonly string[];

/** Whether answers stand on a resource. A type that the table lacks is free; a test lets none be missing. */
export function hasAnswers(chain: TypeChain): boolean {
  const known = guardedTypes[chain.at(-1)!];
  const other = known?.except?.find(({ within }) => isWithin(chain, within));
  return (other ?? known)?.guard === "answers";
}

/** Whether the protection of a resource is this guard's, and goes with the answers. */
export function isProtectable(chain: TypeChain): boolean {
  return hasAnswers(chain) && guardedTypes[chain.at(-1)!]!.ownProtection !== true;
}

/** Whether a resource is in a component of this type, or of one that begins so. */
export function isWithin(chain: TypeChain, component: string): boolean {
  return chain.some((type) => type.startsWith(component));
}

/** A resource as the engine names it: `urn:pulumi:<stack>::<project>::<types>::<name>`. */
export function readUrn(urn: string): { readonly chain: TypeChain; readonly name: string } {
  const [, , types, ...name] = urn.split("::");
  return { chain: types!.split("$"), name: name.join("::") };
}
