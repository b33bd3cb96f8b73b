// Serves the provider protocol for resources and functions: translates the engine's messages into operations on the cloud.
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure } from "../cloud/types";
import type { PropertyChange } from "./diff";
import { clusterOf, otherCluster } from "./kubeconfig";
import type { Operations, ProviderSettings, Subject } from "./operations";
import { fromStruct, nothing, toStruct } from "./protobuf";
import { type Methods, method } from "./server";

/** Where AWS itself serves what has no region. */
const defaultRegion = "us-east-1";

/**
 * The methods of a provider that serves every package of the simulated cloud. It accepts no secrets, resource references
 * or output values, so the engine unwraps them, and marks what it gets back as secret where the inputs were.
 */
export function cloudProvider(operations: Operations): Methods {
  // Every provider instance has a connection of its own.
  const providers = new Map<string, ProviderSettings>();
  const settings = (peer: string): ProviderSettings => providers.get(peer) ?? { region: defaultRegion };

  const subject = (
    request: { getUrn(): string; getType(): string; getName(): string },
    peer: string,
  ): Subject => ({
    urn: request.getUrn(),
    type: request.getType(),
    name: request.getName(),
    provider: settings(peer),
  });

  return {
    ...introduceProvider({ acceptSecrets: false }),

    configure: method((request: rpc.ConfigureRequest, peer) => {
      const variables = request.getVariablesMap();
      const kubeconfig = variables.get("kubernetes:config:kubeconfig");
      providers.set(peer, {
        region: variables.get("aws:config:region") ?? defaultRegion,
        cluster: kubeconfig && clusterOf(kubeconfig, variables.get("kubernetes:config:context")),
        // The default since 4.29: https://github.com/pulumi/pulumi-kubernetes/releases/tag/v4.29.0
        upsertsObjects: variables.get("kubernetes:config:upsertExistingObjects") === "true",
      });
      return new rpc.ConfigureResponse().setSupportspreview(true);
    }),

    checkConfig: method((request: rpc.CheckRequest) => new rpc.CheckResponse().setInputs(request.getNews())),

    diffConfig: method((request: rpc.DiffRequest) => {
      const [olds, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      const replaces = otherCluster(olds, news) ? ["kubeconfig"] : [];
      const changes = JSON.stringify(olds) === JSON.stringify(news) ? "DIFF_NONE" : "DIFF_SOME";
      return new rpc.DiffResponse()
        .setReplacesList(replaces)
        .setChanges(rpc.DiffResponse.DiffChanges[changes]);
    }),

    check: method((request: rpc.CheckRequest, peer) => {
      const { inputs, failures } = operations.check(
        subject(request, peer),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
        request.getRandomseed_asU8(),
      );
      return new rpc.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures.map(failure));
    }),

    diff: method((request: rpc.DiffRequest, peer) => {
      const [olds, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
      const { changes, deleteBeforeReplace } = operations.diff(subject(request, peer), olds, news);
      const response = new rpc.DiffResponse()
        .setChanges(rpc.DiffResponse.DiffChanges[changes.size ? "DIFF_SOME" : "DIFF_NONE"])
        .setDeletebeforereplace(deleteBeforeReplace)
        .setHasdetaileddiff(true);
      for (const [path, change] of changes) {
        response.getDetaileddiffMap().set(path, propertyDiff(change));
        response.addDiffs(topProperty(path));
        if (change.replace) response.addReplaces(topProperty(path));
      }
      return response;
    }),

    create: method(async (request: rpc.CreateRequest, peer) => {
      const about = subject(request, peer);
      const inputs = fromStruct(request.getProperties());
      const response = new rpc.CreateResponse();
      if (request.getPreview()) return response.setProperties(toStruct(operations.planCreate(about, inputs)));
      const { id, outputs } = await tellErrors("creating", about, operations.create(about, inputs));
      return response.setId(id).setProperties(toStruct(outputs));
    }),

    update: method(async (request: rpc.UpdateRequest, peer) => {
      const about = subject(request, peer);
      const inputs = fromStruct(request.getNews());
      const response = new rpc.UpdateResponse();
      if (request.getPreview()) {
        const [oldInputs, oldOutputs] = [fromStruct(request.getOldInputs()), fromStruct(request.getOlds())];
        return response.setProperties(toStruct(operations.planUpdate(about, oldInputs, oldOutputs, inputs)));
      }
      const { outputs } = await tellErrors(
        "updating",
        about,
        operations.update(about, request.getId(), inputs),
      );
      return response.setProperties(toStruct(outputs));
    }),

    delete: method(async (request: rpc.DeleteRequest, peer) => {
      const about = subject(request, peer);
      await tellErrors("deleting", about, operations.delete(about, request.getId()));
      return nothing();
    }),

    read: method((request: rpc.ReadRequest, peer) => {
      const resource = operations.read(subject(request, peer), request.getId());
      const response = new rpc.ReadResponse();
      if (!resource) return response;
      const { id, inputs, outputs } = resource;
      return response.setId(id).setInputs(toStruct(inputs)).setProperties(toStruct(outputs));
    }),

    invoke: method((request: rpc.InvokeRequest, peer) => {
      const result = operations.invoke(request.getTok(), fromStruct(request.getArgs()), settings(peer));
      return new rpc.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}

/** How a provider answers the engine's first and last calls. */
export function introduceProvider(abilities: { readonly acceptSecrets: boolean }): Methods {
  return {
    handshake: method(() =>
      new rpc.ProviderHandshakeResponse()
        .setAcceptSecrets(abilities.acceptSecrets)
        .setAcceptResources(abilities.acceptSecrets),
    ),
    attach: method(nothing),
    // Newer than anything that a program may ask for: the engine warns of older ones.
    getPluginInfo: method(() => new plugin.PluginInfo().setVersion("1000.0.0")),
    cancel: method(nothing),
  };
}

/** Errors of the cloud, introduced by what was being done, as the real providers do. */
async function tellErrors<T>(doing: string, { type, name }: Subject, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw new Error(`${doing} ${type} (${name}): ${(error as Error).message}`, { cause: error });
  }
}

function failure({ property, reason }: CheckFailure): rpc.CheckFailure {
  return new rpc.CheckFailure().setProperty(property).setReason(reason);
}

const kinds = {
  add: [rpc.PropertyDiff.Kind.ADD, rpc.PropertyDiff.Kind.ADD_REPLACE],
  delete: [rpc.PropertyDiff.Kind.DELETE, rpc.PropertyDiff.Kind.DELETE_REPLACE],
  update: [rpc.PropertyDiff.Kind.UPDATE, rpc.PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

function propertyDiff({ kind, replace }: PropertyChange): rpc.PropertyDiff {
  return new rpc.PropertyDiff().setKind(kinds[kind][replace ? 1 : 0]).setInputdiff(true);
}

/** The property that a path begins with. */
function topProperty(path: string): string {
  return path.split(/[.[]/, 1)[0]!;
}
