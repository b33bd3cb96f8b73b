// Guards the resources that answers stand on: protects them, and declares the hook that runs before each is deleted.
import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { deleteGuardName, type TypeChain } from "../../src/model/traffic/guarded-types";

export interface DeleteGuardArgs {
  /** Whether a resource is one of those that are guarded. */
  readonly isGuarded: (chain: TypeChain) => boolean;
  /** Whether one of them is protected from this update on. */
  readonly isProtected: (chain: TypeChain, name: string) => boolean;
  /** By type, the property by which the cloud refuses to delete what is protected, too. @default none */
  readonly locks?: Readonly<Record<string, string>>;
  /** Why one of them may not be deleted now, or nothing. */
  readonly refuse: (urn: string) => Promise<string | undefined>;
}

/** Remote components, whose children only the engine sees. */
const remote = new Set(["eks:index:Cluster"]);

/** Guards every resource that is declared from here on. Call it before the first is. */
export function guardDeletes({ isGuarded, isProtected, locks = {}, refuse }: DeleteGuardArgs): void {
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

  /** As protection goes from the state, so it does from the cloud: by an update before the one that deletes. */
  const locked = (chain: TypeChain, name: string, props: pulumi.Inputs): pulumi.Inputs => {
    const lock = locks[chain.at(-1)!];
    return lock !== undefined && isProtected(chain, name) ? { ...props, [lock]: true } : props;
  };

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
    return isGuarded(chain)
      ? { props: locked(chain, name, props), opts: guarded(chain, name, opts) }
      : undefined;
  });
}
