// Serves the Kubernetes package to the engine by the real provider and by the simulated cloud at once, and compares them.
import { type ChildProcess, spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { listen, method, type Methods } from "../../src/rehearsal/protocol/server";

/** Whom a resource is served by: charts can't be fetched here, so releases are simulated alone. */
const simulatedAlone = new Set(["kubernetes:helm.sh/v3:Release"]);

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

export interface Tee {
  readonly port: number;
  /** What the two said differently, e.g. `diff of apps/v1:Deployment: …`. */
  readonly disagreements: readonly string[];
  /** How many operations the real provider carried out, by kind. */
  readonly operations: ReadonlyMap<string, number>;
  close(): void;
}

/** Both providers of one instance that the engine has. */
interface Pair {
  readonly simulated: ResourceProviderClient;
  readonly real: ResourceProviderClient;
  readonly process: ChildProcess;
}

interface Named {
  getUrn(): string;
}

/** Ids in the simulated cloud, by URN; they outlive a run. */
export type SimulatedIds = Map<string, string>;

/**
 * @param simulated the port of the simulated cloud's providers.
 * @param command the real provider's path.
 * @param kubeconfig what it is configured with, in place of what the program says.
 */
export async function serveTee(
  simulated: number,
  command: string,
  kubeconfig: string,
  ids: SimulatedIds,
): Promise<Tee> {
  const pairs = new Map<string, Promise<Pair>>();
  const disagreements: string[] = [];
  const operations = new Map<string, number>();
  const pairOf = (peer: string): Promise<Pair> => {
    const known = pairs.get(peer);
    if (known) return known;
    const made = startPair(simulated, command);
    pairs.set(peer, made);
    return made;
  };
  const count = (operation: string) => operations.set(operation, (operations.get(operation) ?? 0) + 1);

  /** Asks the real provider, and then the simulated one; the real one's answer counts. */
  const both = <Q extends Named & { clone(): Q; setId?(id: string): unknown }, A>(
    name: string,
    ask: (client: ResourceProviderClient, request: Q) => Promise<A>,
    compare: (real: A, simulated: A) => string | undefined,
    learn: (urn: string, answer: A) => void = () => undefined,
  ) =>
    method(async (request: Q, peer: string): Promise<A> => {
      const { real, simulated } = await pairOf(peer);
      const urn = request.getUrn();
      const mirrored = request.clone();
      const id = ids.get(urn);
      if (id !== undefined) mirrored.setId?.(id);
      if (simulatedAlone.has(typeOf(urn))) {
        const answer = await ask(simulated, mirrored);
        learn(urn, answer);
        return answer;
      }
      const answer = await ask(real, request);
      count(name);
      try {
        const other = await ask(simulated, mirrored);
        learn(urn, other);
        const difference = compare(answer, other);
        if (difference !== undefined)
          disagreements.push(`${name} of ${typeOf(urn)} ${nameOf(urn)}: ${difference}`);
      } catch (error) {
        disagreements.push(
          `${name} of ${typeOf(urn)} ${nameOf(urn)}: only the simulated cloud refuses: ${messageOf(error)}`,
        );
      }
      return answer;
    });
  const same = () => undefined;

  const methods: Methods = {
    handshake: method(() => new rpc.ProviderHandshakeResponse()),
    attach: method(() => new Empty()),
    getPluginInfo: method(() => new plugin.PluginInfo().setVersion("1000.0.0")),
    cancel: method(() => new Empty()),
    checkConfig: method(async (request: rpc.CheckRequest, peer: string) =>
      call((done) => void pairOf(peer).then(({ simulated }) => simulated.checkConfig(request, done))),
    ),
    diffConfig: method(async (request: rpc.DiffRequest, peer: string) =>
      call((done) => void pairOf(peer).then(({ simulated }) => simulated.diffConfig(request, done))),
    ),
    configure: method(async (request: rpc.ConfigureRequest, peer: string) => {
      const { real, simulated } = await pairOf(peer);
      const answer = await call<rpc.ConfigureResponse>((done) => simulated.configure(request, done));
      const ours = request.clone();
      ours.getVariablesMap().set("kubernetes:config:kubeconfig", kubeconfig).del("kubernetes:config:context");
      ours.setAcceptsecrets(false).setAcceptresources(false);
      await call<rpc.ConfigureResponse>((done) => real.configure(ours, done));
      return answer;
    }),
    check: both(
      "check",
      (client, request: rpc.CheckRequest) => call<rpc.CheckResponse>((done) => client.check(request, done)),
      (real, simulated) =>
        real.getFailuresList().length === simulated.getFailuresList().length
          ? undefined
          : `real ${failures(real)}, simulated ${failures(simulated)}`,
    ),
    diff: both(
      "diff",
      (client, request: rpc.DiffRequest) => call<rpc.DiffResponse>((done) => client.diff(request, done)),
      (real, simulated) => {
        const [one, other] = [describeDiff(real), describeDiff(simulated)];
        return one === other ? undefined : `real ${one}, simulated ${other}`;
      },
    ),
    create: both(
      "create",
      (client, request: rpc.CreateRequest) =>
        call<rpc.CreateResponse>((done) => client.create(request, done)),
      same,
      (urn, answer) => {
        if (answer.getId() !== "") ids.set(urn, answer.getId());
      },
    ),
    update: both(
      "update",
      (client, request: rpc.UpdateRequest) =>
        call<rpc.UpdateResponse>((done) => client.update(request, done)),
      same,
    ),
    delete: both(
      "delete",
      (client, request: rpc.DeleteRequest) => call<Empty>((done) => client.delete(request, done)),
      same,
    ),
    read: both(
      "read",
      (client, request: rpc.ReadRequest) => call<rpc.ReadResponse>((done) => client.read(request, done)),
      same,
    ),
    invoke: method(async (request: rpc.InvokeRequest, peer: string) =>
      call<rpc.InvokeResponse>(
        (done) => void pairOf(peer).then(({ simulated }) => simulated.invoke(request, done)),
      ),
    ),
  };
  const server = await listen(methods);
  return {
    port: server.port,
    disagreements,
    operations,
    close: () => {
      server.close();
      for (const pair of pairs.values())
        void pair.then(({ real, simulated, process }) => {
          real.close();
          simulated.close();
          process.kill("SIGKILL");
        });
    },
  };
}

async function startPair(simulated: number, command: string): Promise<Pair> {
  const client = (port: number) =>
    new ResourceProviderClient(`127.0.0.1:${String(port)}`, grpc.credentials.createInsecure(), unlimited);
  // It takes the engine's address to log to; nobody listens there.
  const process = spawn(command, ["127.0.0.1:9"], { stdio: ["ignore", "pipe", "ignore"] });
  const port = await new Promise<number>((resolve, reject) => {
    process.on("error", reject);
    process.on("close", (code) => reject(new Error(`the Kubernetes provider ended with ${String(code)}`)));
    process.stdout.once("data", (data: Buffer) => resolve(Number(data.toString())));
  });
  return { simulated: client(simulated), real: client(port), process };
}

function call<A>(start: (done: (error: grpc.ServiceError | null, answer?: A) => void) => void): Promise<A> {
  return new Promise((resolve, reject) => {
    start((error, answer) => (error ? reject(new Error(error.details)) : resolve(answer!)));
  });
}

function typeOf(urn: string): string {
  return urn.split("::")[2]!.split("$").at(-1)!;
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function failures(answer: rpc.CheckResponse): string {
  const all = answer.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`);
  return all.length === 0 ? "accepts it" : `refuses it (${all.join("; ")})`;
}

function describeDiff(answer: rpc.DiffResponse): string {
  if (answer.getReplacesList().length > 0) return "replaces it";
  return answer.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME ? "updates it" : "leaves it";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
