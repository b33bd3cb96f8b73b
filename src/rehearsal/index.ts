// Runs a rehearsal: the real engine works on a simulated cloud that checks after every operation that each name answers.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import * as fs from "node:fs";
import { functionOf, kindOf, Observer, route53Api, type Seed, seedCloud } from "./cloud";
import type { CloudResource } from "./cloud/types";
import { type Fault, FaultPlan } from "./fault";
import type { Providers } from "./protocol/attach";
import type { Cloud } from "./protocol/operations";
import { FileStore } from "./store/fileStore";

export type { Seed } from "./cloud";
export type { CloudChange, CloudResource } from "./cloud/types";
export { type Fault, parseFault } from "./fault";
export { FileStore } from "./store/fileStore";

export interface RehearsalOptions {
  /** Where the simulated cloud and the stack's state are kept from one run to the next. */
  readonly directory: string;
  /** How far the simulated clock jumps ahead first, in milliseconds. @default 0 */
  readonly advanceMs?: number;
  /** What goes wrong in this run. @default nothing */
  readonly faults?: readonly Fault[];
  /** Kills the engine, for faults that do. @default such faults only never answer */
  readonly kill?: () => void;
  /** What is there before the program's first update. @default nothing */
  readonly seed?: Seed;
}

/** The worst moment of a public name. */
export interface LowestAvailability {
  /** The public name, e.g. `api.example.com`. */
  readonly route: string;
  /** Share of the answers that named a target which answers: 0 to 1. */
  readonly availability: number;
  /** The operation after which that was so; `none` if the availability was never below 1. */
  readonly operation: string;
  /** Why not all did. */
  readonly reason?: string;
}

export interface Rehearsal {
  /**
   * Serves the providers to an engine. Returns what is to be laid over its environment: where its providers and its state
   * are, and no way to a real cloud.
   */
  serve(): Promise<Readonly<Record<string, string>>>;
  /** Endpoint of a Route 53 API for the simulated zones. */
  readonly route53Endpoint: string;
  /** The simulated time. */
  now(): Date;
  /** The lowest availability of each name during this run, and how many operations have ever changed the cloud. */
  report(): { readonly lowest: readonly LowestAvailability[]; readonly operations: number };
  /** From here on a name may go away, as it does when everything is destroyed. */
  suspend(): void;
  /** What the cloud holds besides its seed. */
  remaining(): CloudResource[];
  /** Leaves nothing open that would keep the process running. */
  close(): Promise<void>;
}

/**
 * Opens the simulated cloud of a directory and serves it to an engine.
 *
 * @throws an error that says what to do when the directory is damaged or in use by another process for too long.
 */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { directory, advanceMs = 0, faults = [], kill = () => {}, seed } = options;
  const state = path.resolve(directory, "state");
  fs.mkdirSync(state, { recursive: true });
  const home = path.resolve(directory, "home");
  const store = new FileStore(directory);
  if (seed) seedCloud(store, seed);
  const observer = store.snapshot(() => new Observer(store));
  store.listen(observer.after);
  if (advanceMs > 0) store.advance(advanceMs);

  const cloud = { store, kindOf, functionOf, faults: new FaultPlan(faults), kill };
  let providers: Promise<Providers> | undefined;
  const route53 = http.createServer(route53Api(store));
  await new Promise<void>((resolve) => route53.listen(0, "127.0.0.1", resolve));
  const { port } = route53.address() as AddressInfo;

  return {
    serve: async () => ({
      PULUMI_DEBUG_PROVIDERS: (await (providers ??= serve(cloud, home))).debugProviders,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_HOME: home,
      // Go's collector clears up after each doubling of the heap by default; the engine's is small here.
      GOGC: process.env.GOGC ?? "400",
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      // Writing the state once at the end is several times faster, but a killed engine would leave nothing behind.
      ...(faults.some(({ kind }) => kind.startsWith("kill")) ? {} : { PULUMI_SKIP_CHECKPOINTS: "true" }),
      AWS_ACCESS_KEY_ID: "rehearsal",
      AWS_SECRET_ACCESS_KEY: "rehearsal",
      AWS_SESSION_TOKEN: "",
      AWS_PROFILE: "",
      AWS_EC2_METADATA_DISABLED: "true",
      KUBECONFIG: "",
    }),
    route53Endpoint: `http://127.0.0.1:${port}`,
    now: () => store.now(),
    report: () => ({
      lowest: observer.report().map(({ hostname, lowest: availability, operation, reason }) => ({
        route: hostname,
        availability,
        operation: operation ?? (availability < 1 ? "every operation" : "none"),
        reason,
      })),
      operations: Number(store.noted("operations") ?? 0),
    }),
    suspend: () => observer.suspend(),
    remaining: () => store.all().filter(({ seeded }) => !seeded),
    close: async () => {
      (await providers)?.close();
      route53.closeAllConnections();
      await new Promise((resolve) => route53.close(resolve));
      store.close();
    },
  };
}

/** Loaded here, since what only looks at the cloud needs none of the protocol. */
async function serve(cloud: Cloud, home: string): Promise<Providers> {
  keepFromLogging(home);
  const [{ serveProviders }, { constructCluster }] = await Promise.all([
    import("./protocol/attach.ts"),
    import("./protocol/eks.ts"),
  ]);
  return serveProviders(cloud, (token) => (token === "eks:index:Cluster" ? constructCluster : undefined));
}

/**
 * The engine packs and encrypts a log of every step, in a folder of its home: a quarter of the time that it takes here.
 * It does without where there can be no such folder.
 */
function keepFromLogging(home: string): void {
  const logs = path.join(home, "logs");
  fs.mkdirSync(home, { recursive: true });
  if (!fs.existsSync(logs))
    fs.writeFileSync(logs, "A file in place of a folder, so that the engine writes no logs.\n");
}
