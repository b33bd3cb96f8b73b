// Orders versions.

/** Negative where the first is the lower; parts that one doesn't name count as equal, so that `17` and `17.6` are. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one.split("."), other.split(".")];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = Number(a[i]) - Number(b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The versions of a table, the oldest first. */
export function inOrder(table: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(table).sort(compareVersions);
}

/** The minor part of a Kubernetes version: 36 of `1.36`, and of `v1.36.1`. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
