// Declares the hook that waits until a Pod Identity association counts, before what depends on it is made.
import { AsyncResource } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";

/**
 * Seconds until pods that are made get an association's credentials: "several", says
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html. A pod that is made earlier never gets them.
 */
export const associationSeconds = 10;

const association = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

/** Milliseconds between two looks at the clock. */
const between = 200;

/**
 * Makes every association that is declared from here on count before what depends on it is made. Call it before the first is.
 *
 * @param clock tells the time: that of a rehearsal moves with its operations.
 */
export function awaitAssociations(clock: () => Date): pulumi.ResourceHook {
  const wait = async (): Promise<void> => {
    const until = clock().getTime() + associationSeconds * 1000;
    while (clock().getTime() < until) await setTimeout(between);
  };
  // The engine calls back from outside the program, where an inline program's connection to it is out of reach.
  const hook = new pulumi.ResourceHook("crossover-association-wait", AsyncResource.bind(wait));
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    type === association
      ? {
          props,
          opts: {
            ...opts,
            hooks: { ...opts.hooks, afterCreate: [...(opts.hooks?.afterCreate ?? []), hook] },
          },
        }
      : undefined,
  );
  return hook;
}
