// Describes one application in one environment: its service file, the stack's differences and its release, merged.
import type { Architecture } from "../schema/common";
import type { Egress } from "../schema/service";
import type { Purpose } from "../schema/stack/node-groups";
import type { Legacy } from "./legacy/kinds";

/** Requests or limits in Kubernetes notation. */
export interface Size {
  readonly cpu: string;
  readonly memory: string;
}

export interface Route {
  /** The label, e.g. `api`; the key in `crossover:traffic`. */
  readonly name: string;
  /** The public name, e.g. `api.staging.example.com`. */
  readonly hostname: string;
  readonly ladder: readonly number[];
}

export interface Service {
  readonly name: string;
  readonly kind: "web" | "worker" | "job";
  /** Repository in the common registry. */
  readonly image: string;
  readonly tag: string;
  readonly architectures: readonly Architecture[];
  readonly requests: Size;
  readonly limits: Size;
  readonly command?: readonly string[];
  readonly environment: {
    readonly legacy: Readonly<Record<string, string>>;
    readonly kubernetes: Readonly<Record<string, string>>;
  };
  /** By its name in the stack. */
  readonly database?: string;
  readonly caches: readonly string[];
  /** Names in Secrets Manager, by environment variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What it connects to besides what follows from `after` and its databases. */
  readonly egress: readonly Egress[];
  readonly after: readonly string[];
  /** Web only: the container's port and the path that answers 200 when it can serve. */
  readonly port?: number;
  readonly healthPath?: string;
  /** Web only. */
  readonly routes: readonly Route[];
  /** Web and worker: bounds of autoscaling, and the target CPU utilisation in percent of the request. */
  readonly scale?: { readonly min: number; readonly max: number; readonly cpu: number };
  /** Job only: cron expression, UTC. */
  readonly schedule?: string;
  /** Worker and job: what nodes its pods run on. @default general */
  readonly purpose?: Purpose;
  /** Worker and job: GPUs of each pod. @default none */
  readonly gpu?: number;
  readonly legacy?: Legacy;
}
