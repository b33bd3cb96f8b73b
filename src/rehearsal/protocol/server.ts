// Serves one implementation of Pulumi's provider protocol on a free port of this machine.
import * as grpc from "@grpc/grpc-js";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

/** The methods of a provider that we serve; the engine copes with the others being unimplemented. */
export type Methods = Partial<Named<IResourceProviderServer>>;
/** The members of a type without its index signature. */
type Named<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };

export interface ListeningServer {
  readonly port: number;
  /** Ends all connections at once. */
  close(): void;
}

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

export function listen(methods: Methods): Promise<ListeningServer> {
  const server = new grpc.Server(unlimited);
  server.addService(ResourceProviderService, methods);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, close: () => server.forceShutdown() });
    });
  });
}

/**
 * A method that answers with what `answer` returns, or with the message of what it throws. `peer` tells connections
 * apart, and so the engine's provider instances.
 */
export function method<Request, Response>(
  answer: (request: Request, peer: string) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        // What real providers return for a plain error.
        (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: message(error) }),
      );
  };
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
