// Reads the state of this stack as its last update has left it: its resources, and its outputs.
import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest, type ResourceInvokeResponse } from "@pulumi/pulumi/proto/resource_pb";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { readWritten, type StateResource, type Written } from "../model/traffic/written";
import type { Outputs } from "../model/outputs";

/** What the last update has left. */
export interface LastUpdate {
  /** None before the first update. */
  readonly outputs: Outputs;
  readonly written: Written;
  /** All that it has, the stack itself too. */
  readonly resources: readonly StateResource[];
}

/** By URN. */
type Resources = Readonly<
  Record<string, { readonly type: string; readonly outputs: Readonly<Record<string, unknown>> }>
>;

/**
 * Asks the engine, which hands out the resources of any stack of its backend: of this one as they are before this update.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/builtins.go
 */
export async function lastUpdate(): Promise<LastUpdate> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer = await ask("pulumi:pulumi:readStackResourceOutputs", { stackName });
  const found = (answer["outputs"] ?? {}) as Resources;
  const resources = Object.entries(found).map(([urn, one]) => ({ urn, ...one }));
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return { outputs: stack?.outputs ?? {}, written: readWritten(resources), resources };
}

/**
 * One of the engine's own functions. The SDK's `invoke` would make every resource that another one's outputs refer to, and
 * fail on those that an update which was killed has not left; here a reference is the text of its URN or id.
 */
async function ask(token: string, args: Record<string, JavaScriptValue>): Promise<Record<string, unknown>> {
  const request = new ResourceInvokeRequest();
  request.setTok(token);
  request.setArgs(Struct.fromJavaScript(args));
  request.setAcceptresources(false);
  const response = await new Promise<ResourceInvokeResponse>((resolve, reject) => {
    (getMonitor() as Monitor).invoke(request, (error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
  const [failure] = response.getFailuresList();
  if (failure) throw new Error(`${token}: ${failure.getReason()}`);
  return response.getReturn()?.toJavaScript() ?? {};
}

/** The engine, or what stands in for it in a test. */
interface Monitor {
  invoke(
    request: ResourceInvokeRequest,
    callback: (error: Error | null, answer: ResourceInvokeResponse) => void,
  ): void;
}
