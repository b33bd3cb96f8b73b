// Serves the simulated cloud's packages in this process and says how an engine attaches to them.
import { componentProvider } from "./components";
import type { ConstructFunction } from "./monitor";
import { type Cloud, Operations } from "./operations";
import { cloudProvider } from "./provider";
import { listen } from "./server";

export interface Providers {
  /** Value of `PULUMI_DEBUG_PROVIDERS` in the engine's environment. */
  readonly debugProviders: string;
  close(): void;
}

/** Components have a server of their own, because the protocol's handshake doesn't say which package it is for. */
export async function serveProviders(
  cloud: Cloud,
  constructOf: (token: string) => ConstructFunction | undefined,
): Promise<Providers> {
  const resources = await listen(cloudProvider(new Operations(cloud)));
  const components = await listen(componentProvider(constructOf));
  const ports = [
    ...["aws", "kubernetes", "azure-native"].map((name) => `${name}:${resources.port}`),
    `eks:${components.port}`,
  ];
  return {
    debugProviders: ports.join(","),
    close: () => {
      resources.close();
      components.close();
    },
  };
}
