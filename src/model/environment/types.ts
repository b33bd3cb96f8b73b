// Describes one environment as plain data, ready to be declared.
import type { AwsProvider } from "../../schema/aws-provider";
import type { StackFile } from "../../schema/stack";
import type { Placements } from "../clusters/types";
import type { Service } from "../service";
import type { Pace } from "../traffic/types";

/** One environment, ready to be declared. */
export interface Settings {
  /** The zone's name; public names are directly under it. */
  readonly domain: string;
  /** The id of the cluster that `kubernetes` means. */
  readonly cluster: string;
  readonly services: readonly Service[];
  /** The ids of all clusters. */
  readonly clusters: readonly string[];
  /** Where each service's pods may run. */
  readonly placements: Placements;
  readonly pace: Pace;
}

/** Seconds that resolvers keep an answer; Route 53 answers aliases with 60 as well. */
export const ttl = 60;

/** One environment as its files describe it. */
export interface Environment {
  readonly stack: StackFile;
  readonly settings: Settings;
  readonly region: string;
  /** As whom, and where, AWS is asked. */
  readonly provider: AwsProvider;
}
