// Says where services may run, as plain data.
import type { Placement } from "../nodes/architecture";

/** By cluster and service; a service that fits nowhere in a cluster has none there. */
export type Placements = Readonly<Record<string, Readonly<Record<string, Placement>>>>;
