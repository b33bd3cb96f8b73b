// Registers resources with the engine on behalf of a component that this process constructs.
import { readFileSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import type * as provider from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import type { Properties } from "../cloud/types";
import { fromStruct, toStruct } from "./protobuf";
import { signatureKey, signatures } from "./values";

/** What a component is constructed from. */
export interface ConstructRequest {
  readonly name: string;
  /** Values may be unknown at preview, and secret. */
  readonly inputs: Properties;
}

/** A resource that is registered, with its outputs. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
}

export interface ChildOptions {
  readonly dependsOn?: readonly Registered[];
  readonly ignoreChanges?: readonly string[];
}

export interface Constructed {
  readonly urn: string;
  readonly outputs: Properties;
  /** The resources that the outputs come from. */
  readonly dependencies: readonly Registered[];
}

/** Registers a component and its children. */
export type ConstructFunction = (
  request: ConstructRequest,
  monitor: ComponentMonitor,
) => Promise<Constructed>;

/**
 * The providers' versions that @pulumi/eks was built with, as its package names the least that it takes: the engine makes a
 * default provider of that version for its children, beside the program's own.
 */
const { dependencies } = JSON.parse(readFileSync(require.resolve("@pulumi/eks/package.json"), "utf8")) as {
  dependencies: Readonly<Record<string, string>>;
};

/** Of a resource, or of a provider that is a resource itself. */
function versionFor(type: string): string {
  const [name, , provided] = type.split(":") as [string, string, string];
  return dependencies[`@pulumi/${name === "pulumi" ? provided : name}`]!.replace(/^\D+/, "");
}

/** The engine's resource monitor, for one component and with the options that the program gave it. */
export class ComponentMonitor {
  private readonly client: ResourceMonitorClient;

  constructor(private readonly request: provider.ConstructRequest) {
    this.client = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure());
  }

  /** Registers the component itself and returns its URN. */
  async component(): Promise<string> {
    const { request } = this;
    const message = new rpc.RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setAliasesList(request.getAliasesList())
      .setAliasspecs(true)
      .setDependenciesList(request.getDependenciesList())
      .setIgnorechangesList(request.getIgnorechangesList())
      .setReplaceonchangesList(request.getReplaceonchangesList())
      .setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList())
      .setDeletedwith(request.getDeletedwith())
      .setAcceptsecrets(true)
      .setAcceptresources(true);
    const protect = request.getProtect();
    if (protect !== undefined) message.setProtect(protect);
    const retain = request.getRetainondelete();
    if (retain !== undefined) message.setRetainondelete(retain);
    for (const [name, reference] of this.providers()) message.getProvidersMap().set(name, reference);
    return (await this.register(message)).urn;
  }

  /** Registers a component within the component. */
  async nested(parent: string, type: string, name: string): Promise<string> {
    const message = new rpc.RegisterResourceRequest().setType(type).setName(name).setParent(parent);
    const { urn } = await this.register(message.setAcceptsecrets(true).setAcceptresources(true));
    await this.outputs(urn, {});
    return urn;
  }

  /** Registers a custom resource under `parent`, with the provider that the program gave for its package, if any. */
  child(
    parent: string,
    type: string,
    name: string,
    inputs: Properties,
    { dependsOn = [], ignoreChanges = [] }: ChildOptions = {},
  ): Promise<Registered> {
    const message = new rpc.RegisterResourceRequest()
      .setType(type)
      .setName(name)
      .setParent(parent)
      .setCustom(true)
      .setObject(toStruct(inputs))
      .setDependenciesList([...this.givenDependencies(), ...dependsOn.map(({ urn }) => urn)])
      .setIgnorechangesList([...ignoreChanges])
      .setProvider(this.providers().get(type.split(":", 1)[0]!) ?? "")
      // Without one, the engine would make a default provider of its own in the first update and drop it in the next.
      .setVersion(versionFor(type))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSupportspartialvalues(true);
    return this.register(message);
  }

  async outputs(urn: string, outputs: Properties): Promise<void> {
    const message = new rpc.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct(outputs));
    await new Promise<void>((resolve, reject) => {
      this.client.registerResourceOutputs(message, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): void {
    this.client.close();
  }

  /** What the component and its inputs depend on; any child may use any input. */
  private givenDependencies(): Set<string> {
    const { request } = this;
    const ofInputs = [...request.getInputdependenciesMap().entries()].flatMap(([, list]) =>
      list.getUrnsList(),
    );
    return new Set([...request.getDependenciesList(), ...ofInputs]);
  }

  private providers(): Map<string, string> {
    return new Map(this.request.getProvidersMap().entries());
  }

  private register(message: rpc.RegisterResourceRequest): Promise<Registered> {
    return new Promise((resolve, reject) => {
      this.client.registerResource(message, (error, response) => {
        if (error) reject(error);
        else
          resolve({
            urn: response.getUrn(),
            id: response.getId(),
            outputs: fromStruct(response.getObject()),
          });
      });
    });
  }
}

/** A resource as a component's output or input names it. */
export function reference({ urn, id }: Registered): Properties {
  return { [signatureKey]: signatures.resource, urn, id };
}
