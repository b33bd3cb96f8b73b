// Declares where a stack pulls its images from: its own repositories, or those of another stack.
import type * as pulumi from "@pulumi/pulumi";
import { ContainerRegistry } from "../../components/registry/container-registry";
import type { Settings } from "../model/environment/types";
import { repositoryPrefix as prefix } from "../model/registry/ecr";
import type { StackFile } from "../schema/stack";

/** The URL of each repository, without a tag. @param sharedReplication whether others' rules are in the registry, too. */
export function declareRegistry(
  name: string,
  registry: StackFile["registry"],
  services: Settings["services"],
  sharedReplication: boolean,
): Readonly<Record<string, pulumi.Input<string>>> {
  const repositories = [...new Set(services.map(({ image }) => image))];
  if ("create" in registry) {
    const { keepImages, readers: pullAccounts, replicate: replicas } = registry.create;
    const who = { pullAccounts, replicas, sharedReplication };
    return new ContainerRegistry(name, { repositories, prefix, keepImages, ...who }).urls;
  }
  const { account, region } = registry.adopt;
  const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
  return Object.fromEntries(
    repositories.map((repository) => [repository, `${host}/${prefix}/${repository}`]),
  );
}
