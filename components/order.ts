// Order between writes without a dependency in the state.
import type * as pulumi from "@pulumi/pulumi";

/**
 * The value, but not before `first` has resolved. A plain promise instead of `dependsOn`: where the order turns round
 * from one update to the next, as with the two weights of a route, a recorded dependency would turn with it, and an
 * update with `--target` can't follow that.
 */
export function afterwards<T>(first: pulumi.Output<unknown> | undefined, value: T): pulumi.Input<T> {
  if (!first) return value;
  return new Promise<T>((resolve) => {
    first.apply(() => {
      resolve(value);
    });
  });
}
