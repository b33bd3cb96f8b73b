// Serves the provider protocol for remote components: constructs a component by its type.
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { ComponentMonitor, type ConstructFunction } from "./monitor";
import { fromStruct, toStruct } from "./protobuf";
import { introduceProvider } from "./provider";
import { type Methods, method } from "./server";

/**
 * The methods of a provider of components. Unlike {@link cloudProvider} it accepts secrets, which the engine demands of
 * whoever constructs; inputs are handed on to the children as they came.
 */
export function componentProvider(constructOf: (token: string) => ConstructFunction | undefined): Methods {
  return {
    ...introduceProvider({ acceptSecrets: true }),

    configure: method(() =>
      new rpc.ConfigureResponse().setAcceptsecrets(true).setAcceptresources(true).setSupportspreview(true),
    ),

    construct: method(async (request: rpc.ConstructRequest) => {
      const type = request.getType();
      const construct = constructOf(type);
      if (!construct)
        throw new Error(
          `the rehearsal does not know the component type ${type}; add it to src/rehearsal/protocol`,
        );
      const monitor = new ComponentMonitor(request);
      try {
        const component = { name: request.getName(), inputs: fromStruct(request.getInputs()) };
        const { urn, outputs, dependencies } = await construct(component, monitor);
        await monitor.outputs(urn, outputs);
        const response = new rpc.ConstructResponse().setUrn(urn).setState(toStruct(outputs));
        const urns = new rpc.ConstructResponse.PropertyDependencies().setUrnsList(
          dependencies.map(({ urn }) => urn),
        );
        for (const output of Object.keys(outputs)) response.getStatedependenciesMap().set(output, urns);
        return response;
      } finally {
        monitor.close();
      }
    }),
  };
}
