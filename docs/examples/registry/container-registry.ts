// A repository whose tags never change their image.
import { ContainerRegistry } from "../../../components/registry/container-registry";

const registry = new ContainerRegistry("prod", { prefix: "shop", repositories: ["api"] });

export const { urls } = registry;
