// Guards the resources that answers stand on: protects them, and declares the hook that runs before each is deleted.
import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { deleteGuardName, type TypeChain } from "../../src/model/traffic/guarded-types";

export interface DeleteGuardArgs {
  /** Whether a resource is one of those that are guarded. */
  readonly isGuarded: (chain: TypeChain) => boolean;
  /** Whether one of them is protected from this update on. */
  readonly isProtected: (chain: TypeChain, name: string) => boolean;
  /** Why one of them may not be deleted now, or nothing. */
  readonly refuse: (urn: string) => Promise<string | undefined>;
}

/** Remote components, whose children only the engine sees. */
const remote = new Set(["eks:index:Cluster"]);

/** Guards every resource that is declared from here on. Call it before the first is. */
export function guardDeletes({ isGuarded, isProtected, refuse }: DeleteGuardArgs): void {
  const check = async ({ urn }: pulumi.ResourceHookArgs): Promise<void> => {
    const refusal = await refuse(urn);
    if (refusal !== undefined) throw new Error(refusal);
  };
  // The engine calls back from outside the program, where an inline program's connection to it is out of reach.
  const hook = new pulumi.ResourceHook(deleteGuardName, AsyncResource.bind(check), { onDryRun: true });
  const guarded = <O extends pulumi.CustomResourceOptions>(chain: TypeChain, name: string, opts: O): O => ({
    ...opts,
    // What is protected for another reason stays so.
    protect: isProtected(chain, name) || opts.protect,
    hooks: { ...opts.hooks, beforeDelete: [...(opts.hooks?.beforeDelete ?? []), hook] },
  });

  const chains = new WeakMap<pulumi.Resource, TypeChain>();
  pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
    const chain = [...((opts.parent && chains.get(opts.parent)) ?? []), type];
    chains.set(resource, chain);
    if (remote.has(type)) {
      const transform: pulumi.ResourceTransform = (child) => {
        const inner = [...chain, child.type];
        if (!child.custom || !isGuarded(inner)) return undefined;
        return { props: child.props, opts: guarded(inner, child.name, child.opts) };
      };
      return { props, opts: { ...opts, transforms: [...(opts.transforms ?? []), transform] } };
    }
    return isGuarded(chain) ? { props, opts: guarded(chain, name, opts) } : undefined;
  });
}
