// Orders writes without a dependency in the state.
import * as pulumi from "@pulumi/pulumi";

/**
 * The value, but only once these resources have been written. A plain promise instead of `dependsOn`: where the order
 * reverses from one update to the next, as with the two weights of a route, a recorded dependency would reverse with it,
 * and an update with `--target` can't follow that.
 *
 * It takes resources and waits for their URNs, which a preview knows too. A promise made from any other output never
 * resolves in a preview that doesn't know that output, and the preview hangs. No components: a component has its URN
 * before anything in it is written.
 */
export function resolveAfter<T>(first: readonly pulumi.CustomResource[], value: T): pulumi.Input<T> {
  if (first.length === 0) return value;
  return new Promise<T>((resolve) => {
    pulumi.all(first.map(({ urn }) => urn)).apply(() => {
      resolve(value);
    });
  });
}
