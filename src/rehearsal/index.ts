// Runs a rehearsal: the real engine works on a simulated cloud that checks after every operation that each name answers.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { existsSync } from "node:fs";
import { isPrivate, makePrivate, privateFile, privateFolder } from "../files";
import { awsApi, functionOf, kindOf, Observer, type ObserverMemory, type Seed, seedCloud } from "./cloud";
import type { CloudResource, Json } from "./cloud/types";
import { type Fault, FaultPlan } from "./fault";
import type { Providers } from "./protocol/attach";
import type { Cloud } from "./protocol/operations";
import { FileStore } from "./store/fileStore";

export type { Seed } from "./cloud";
export type { CloudChange, CloudResource } from "./cloud/types";
export { nodeImages } from "./cloud/offered-versions";
export { type Fault, parseFault } from "./fault";
export { isAlive } from "./store/alive";
export { FileStore } from "./store/fileStore";

export interface RehearsalOptions {
  /** Where the simulated cloud and the stack's state are kept from one run to the next. */
  readonly directory: string;
  /** How far the simulated clock jumps ahead first, in milliseconds. @default 0 */
  readonly advanceMs?: number;
  /**
   * For what only looks: nothing that is simulated is kept, the seed and the clock included, and the engine's home is in
   * this folder.
   *
   * @default it is kept, and the home is in the directory
   */
  readonly scratch?: string;
  /** What goes wrong in this run. @default nothing */
  readonly faults?: readonly Fault[];
  /** Kills the engine, for faults that do. @default such faults only never answer */
  readonly kill?: () => void;
  /** What is there before the program's first update. @default nothing */
  readonly seed?: Seed;
}

/** The note under which an observer leaves what the next one has to know. */
const observed = "observed";

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
  /** Whether it was lower than at an earlier moment of this run: a name that had never answered can't have been. */
  readonly fell: boolean;
}

export interface Rehearsal {
  /**
   * Serves the providers to an engine. Returns what is to be laid over its environment: where its providers and its state
   * are, and no way to a real cloud.
   */
  serve(): Promise<Readonly<Record<string, string>>>;
  /** Where Route 53, CloudWatch, STS and load balancing are served. */
  readonly endpoint: string;
  /** What makes any client of an AWS SDK ask there, whatever else it finds; part of what {@link serve} returns. */
  readonly clientEnvironment: Readonly<Record<string, string>>;
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
  /** Takes from others what they may do with what another program has written here. */
  makePrivate(): void;
}

/** The services whose clients are led here, each by name: a name counts before the one address for all. */
const services = ["", "_CLOUDWATCH", "_ELASTIC_LOAD_BALANCING_V2", "_ROUTE_53", "_STS"];

/**
 * Opens the simulated cloud of a directory and serves it to an engine.
 *
 * @throws an error that says what to do when the directory is damaged or in use by another process for too long.
 */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { directory, advanceMs = 0, scratch, faults = [], kill = () => {}, seed } = options;
  const state = path.resolve(directory, "state");
  if (scratch === undefined) {
    privateFolder(state);
    // As earlier releases made it.
    if (!isPrivate(state)) makePrivate(state);
  }
  const home = path.resolve(scratch ?? directory, "home");
  const store = new FileStore(directory, { frozen: scratch !== undefined });
  if (seed) seedCloud(store, seed);
  const observer = store.snapshot(
    () => new Observer(store, store.noted(observed) as ObserverMemory | undefined),
  );
  const changed = () => observer.changedMemory() as Json | undefined;
  store.listen(observer.after, { key: observed, changed });
  if (advanceMs > 0) store.advance(advanceMs);

  const cloud = { store, kindOf, functionOf, faults: new FaultPlan(faults), kill };
  let providers: Promise<Providers> | undefined;
  const api = http.createServer(awsApi(store));
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const { port } = api.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const clientEnvironment = {
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_EC2_METADATA_DISABLED: "true",
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL${service}`, endpoint])),
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
  };

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
      ...clientEnvironment,
      KUBECONFIG: "",
    }),
    endpoint,
    clientEnvironment,
    now: () => store.now(),
    report: () => ({
      lowest: observer.report().map(({ hostname, lowest: availability, operation, reason, fell }) => ({
        route: hostname,
        availability,
        operation: operation ?? (availability < 1 ? "every operation" : "none"),
        reason,
        fell,
      })),
      operations: Number(store.noted("operations") ?? 0),
    }),
    suspend: () => observer.suspend(),
    makePrivate: () => {
      for (const folder of [state, home]) makePrivate(folder);
    },
    remaining: () => store.all().filter(({ seeded }) => !seeded),
    close: async () => {
      (await providers)?.close();
      api.closeAllConnections();
      await new Promise((resolve) => api.close(resolve));
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
  privateFolder(home);
  if (!existsSync(logs))
    privateFile(logs, "A file in place of a folder, so that the engine writes no logs.\n");
}
