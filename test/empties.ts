// Finds lists and maps that are empty in what is handed to Kubernetes.

/** Objects that mean something though they are empty. */
const meant = ["emptyDir", "podSelector", "namespaceSelector"];

/**
 * The paths of empty lists and maps. The API server drops most of them, so that the object which it keeps differs from the
 * one that is applied, at every update.
 */
export function emptiesOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  if (entries.length === 0)
    return meant.some((key) => path.endsWith(`.${key}`)) && !Array.isArray(value) ? [] : [path];
  return entries.flatMap(([key, one]) => emptiesOf(one, `${path}.${key}`));
}
