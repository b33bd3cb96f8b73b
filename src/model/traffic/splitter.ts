// Defines what the rules and the commands know of whatever splits the answers of routes: DNS records, for one.
import type { Entry } from "./ledger";

/** What splits the answers of one route. */
export type Observed =
  /** Nothing. */
  | { readonly kind: "none" }
  /** Something else than a split. @property reason completes `api …` */
  | { readonly kind: "foreign"; readonly reason: string }
  | {
      readonly kind: "set";
      /** By target. */
      readonly weights: Readonly<Record<string, number>>;
      /** What answers besides, and isn't split: completes `api also has …`. @default nothing does */
      readonly beside?: string;
    };

/** A ledger's text that is no entry. */
export interface Unreadable {
  readonly unreadable: string;
}

/** All that is split now, by one question. */
export interface SplitReading {
  /** What splits the answers of a route. */
  observed(route: string): Observed;
  /** What the ledger says of a route; nothing where it has no entry. */
  entry(route: string): Entry | Unreadable | undefined;
  /** Every route that the ledger has an entry of. */
  readonly entries: readonly string[];
}

/** What splits the answers of routes. */
export interface Splitter {
  read(): Promise<SplitReading>;
  /** Makes a route's weights those of the entry's split, and writes the entry: both, or neither. */
  write(route: string, entry: Entry): Promise<void>;
}
