// Writes how the pods of a controller are spread, so that the end of one node or zone doesn't take them all.

/** Evenly over zones and nodes, as far as there is room: a full zone must not keep a pod waiting. */
export function spreadPods(matchLabels: Readonly<Record<string, string>>) {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
  }));
}
