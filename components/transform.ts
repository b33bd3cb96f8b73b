// Lets a component's user change the arguments of its children.

/** Changes a child's arguments just before it is declared; returns the arguments to use. */
export type Transform<T> = (args: T) => T;

/** The arguments as they are, or as the transform returns them. */
export function transformed<T>(transform: Transform<T> | undefined, args: T): T {
  return transform ? transform(args) : args;
}
