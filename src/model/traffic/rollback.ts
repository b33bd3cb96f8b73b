// Decides where a key of `crossover:traffic` may be rolled back to.
import { didYouMean } from "../names/nearest";
import type { Position } from "./observed";
import { legacyTarget, type Split } from "./split";

/** A share of two sides. */
export type Pair = Extract<Split, { from: string }>;

/** Where to, or why nowhere, and what to write instead. */
export type Way = { readonly to: Pair } | { readonly message: string; readonly allowed?: string };

/** A key together with where it is. */
export interface Standing {
  readonly key: string;
  readonly position: Position;
}

/** What is asked to be rolled back. */
export type Chosen =
  | { readonly kind: "one"; readonly key: string }
  | { readonly kind: "all" }
  /** All that have a share on a cluster. */
  | { readonly kind: "cluster"; readonly id: string };

/** The way down of a position, to a percentage of the same pair. */
export function wayDown(key: string, position: Position, percent: number): Way {
  switch (position.kind) {
    case "free":
      return { message: `${key} has never been served, so there is nothing to roll back` };
    case "foreign":
      return {
        message: `${key} ${position.reason}`,
        allowed: "change its records by what wrote them, or let that program give the name up",
      };
    case "lost":
      return {
        message: `${key} has records of ${position.targets.join(", ")}, which this stack doesn't have`,
        allowed: `put ${position.targets.join(", ")} back into the files, or remove those records if another program wrote them`,
      };
    case "unfinished":
      return lower(key, position, position.share, percent);
    case "at": {
      const { split } = position;
      if (!("only" in split)) return lower(key, split, split.percent, percent);
      return split.only === legacyTarget
        ? { message: `${key} is at legacy, so there is nothing to roll back` }
        : {
            message: `${key} has only ${split.only} left, so there is nothing to go back to at once`,
            allowed: "set 100 in the stack file, then run `crossover up`",
          };
    }
  }
}

/** Of a name that has been released. */
export function releasedWay(key: string): Way {
  return {
    message: `${key} has been released: its record is simple, and no stack writes it`,
    allowed: "change that record by hand, or by what writes it now",
  };
}

function lower(key: string, { from, to }: Pick<Pair, "from" | "to">, share: number, percent: number): Way {
  if (percent <= share) return { to: { from, to, percent } };
  return {
    message: `${key} is at ${String(share)}, and ${String(percent)} was asked for: a rollback goes down`,
    allowed: share === 0 ? "nothing: it is down" : "a lower `--to`, or 0",
  };
}

/**
 * The keys that are meant.
 *
 * @returns those of which one is asked for by its name whatever they are at, and of several those that have a share to give back.
 */
export function chosenOf<One extends Standing>(all: readonly One[], chosen: Chosen): readonly One[] {
  if (chosen.kind === "one") return all.filter(({ key }) => key === chosen.key);
  return all.filter(({ position }) => {
    const side = receiverOf(position);
    return side !== undefined && (chosen.kind === "all" || chosen.id === side);
  });
}

/** The side that has a share which it could give back. */
function receiverOf(position: Position): string | undefined {
  if (position.kind === "unfinished") return position.share > 0 ? position.to : undefined;
  if (position.kind !== "at" || "only" in position.split) return undefined;
  return position.split.percent > 0 ? position.split.to : undefined;
}

/** That there is no such key, with what is there. */
export function unknownKey(key: string, keys: readonly string[]): Way {
  return {
    message: `there is no route or worker \`${key}\`${didYouMean(key, keys)}`,
    ...(keys.length > 0 && { allowed: keys.join(", ") }),
  };
}
