// Declares where a stack pulls its images from: its own repositories, or those of another stack.
import type * as pulumi from "@pulumi/pulumi";
import { ContainerRegistry } from "../../components/registry/container-registry";
import type { Settings } from "../model/environment/types";
import type { StackFile } from "../schema/stack";

/** Repositories are under the project's name, so that every stack can name those of the common registry. */
const prefix = "crossover";

/** The URL of each repository, without a tag. */
export function declareRegistry(
  name: string,
  registry: StackFile["registry"],
  services: Settings["services"],
): Readonly<Record<string, pulumi.Input<string>>> {
  const repositories = [...new Set(services.map(({ image }) => image))];
  if ("create" in registry) {
    const { keepImages, readers: pullAccounts, replicate: replicas } = registry.create;
    return new ContainerRegistry(name, { repositories, prefix, keepImages, pullAccounts, replicas }).urls;
  }
  const { account, region } = registry.adopt;
  const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
  return Object.fromEntries(
    repositories.map((repository) => [repository, `${host}/${prefix}/${repository}`]),
  );
}
