// Describes one application in one environment: its service file, the stack's differences and its release, merged.
import type { Architecture } from "../schema/common";
import type { Egress } from "../schema/service";
import type { Purpose } from "../schema/stack/node-groups";
import type { Legacy } from "./legacy/kinds";

/** Requests or limits in Kubernetes notation. */
export interface Size {
  /** CPU, e.g. `500m`. */
  readonly cpu: string;
  /** Memory, e.g. `512Mi`. */
  readonly memory: string;
}

/** The most that a pod gets. */
export interface Limits {
  /** CPU. @default as much as the node has left */
  readonly cpu?: string;
  /** Memory, e.g. `512Mi`. */
  readonly memory: string;
}

/** A directory that pods write to, empty when a pod starts and gone with it. */
export interface WritableDirectory {
  /** Absolute path, e.g. `/app/tmp`. */
  readonly path: string;
  /** The most that it holds, e.g. `1Gi`; a pod that writes more is evicted. @default no limit of its own */
  readonly size?: string;
  /** `memory` counts as the pod's memory. @default the node's disk */
  readonly medium?: "memory";
}

/** How pods run, start and stop; what isn't said is as most images take it. */
export interface PodSettings {
  /** The node's disk that each pod requests, and the most that it uses, e.g. `2Gi`. @default neither */
  readonly storage?: string;
  /** Directories that it writes to, besides `/tmp`. @default none */
  readonly writable?: readonly WritableDirectory[];
  /** Whom it runs as, by numbers; never root. @default 10001 for both */
  readonly user?: { readonly id: number; readonly group: number };
  /** Seconds between being told to stop and being killed. @default 60 */
  readonly graceSeconds?: number;
  /** Web only: seconds of these that it goes on serving first. @default 15 */
  readonly drainSeconds?: number;
  /** Web only: seconds that it may take to start. @default 300 */
  readonly startupSeconds?: number;
  /** Web only: where it answers 200 unless only a restart helps; `false` for nowhere. @default `healthPath` */
  readonly livenessPath?: string | false;
  /** Who gets a place first where nodes are full. @default neither before nor after others */
  readonly priority?: Priority;
  /** Worker only: where Prometheus reads its metrics. @default nowhere */
  readonly metrics?: { readonly port: number; readonly path: string };
}

/** Pods that are scheduled before or after the others. */
export type Priority = "low" | "high";

/** A public name of a service. */
export interface Route {
  /** The label, e.g. `api`; the key in `crossover:traffic`. */
  readonly name: string;
  /** The public name, e.g. `api.staging.example.com`. */
  readonly hostname: string;
  /** Percentages that it climbs. */
  readonly ladder: readonly number[];
}

/** One application in one environment. */
export interface Service extends PodSettings {
  /** Also the name of its objects in the cluster. */
  readonly name: string;
  /** `web` answers requests under public names, a `worker` consumes, a `job` runs by its schedule. */
  readonly kind: "web" | "worker" | "job";
  /** Repository in the common registry. */
  readonly image: string;
  /** Image tag of the release. */
  readonly tag: string;
  /** What the image is built for. */
  readonly architectures: readonly Architecture[];
  /** What each pod is given. */
  readonly requests: Size;
  /** The most that each pod gets. */
  readonly limits: Limits;
  /** Command and arguments. @default the image's */
  readonly command?: readonly string[];
  /** Environment variables of each side; nothing secret. */
  readonly environment: {
    readonly legacy: Readonly<Record<string, string>>;
    readonly kubernetes: Readonly<Record<string, string>>;
  };
  /** Its database, by its name in the stack. @default none */
  readonly database?: string;
  /** Its caches, by their names in the stack. */
  readonly caches: readonly string[];
  /** Names in Secrets Manager, by environment variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What it connects to besides what follows from `after` and its databases. */
  readonly egress: readonly Egress[];
  /** Services that are switched over before this one. */
  readonly after: readonly string[];
  /** The port that a web service listens on. @default none, as a worker or job */
  readonly port?: number;
  /** The path where a web service answers 200 when it can serve. @default none, as a worker or job */
  readonly healthPath?: string;
  /** Public names of a web service. */
  readonly routes: readonly Route[];
  /** Web and worker: bounds of autoscaling, and the target CPU utilisation in percent of the request. @default none */
  readonly scale?: { readonly min: number; readonly max: number; readonly cpu: number };
  /** Job only: cron expression. @default none */
  readonly schedule?: string;
  /** Job only: time zone of the schedule, from the IANA database. @default Etc/UTC */
  readonly timeZone?: string;
  /** Job only: seconds after which a run is ended. @default a day */
  readonly deadlineSeconds?: number;
  /** Job only: how many ended runs are kept. @default 3 of each */
  readonly history?: { readonly succeeded?: number; readonly failed?: number };
  /** Worker and job: what nodes its pods run on. @default general */
  readonly purpose?: Purpose;
  /** Worker and job: GPUs of each pod. @default none */
  readonly gpu?: number;
  /** The legacy compute that serves it in this environment. @default none */
  readonly legacy?: Legacy;
}

/** A service, as far as its objects in a cluster go. */
export type DeployedService = Omit<
  Service,
  "image" | "architectures" | "database" | "caches" | "egress" | "after" | "routes" | "legacy"
>;
