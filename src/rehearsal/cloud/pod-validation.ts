// Checks a pod's own fields as the API server does, before anything is known of its namespace.
import { numberAt, objectsAt, textAt } from "./properties";
import type { Properties } from "./types";

/** A field that the API server refuses, in its words. */
export interface InvalidField {
  /** Below the pod's spec. */
  readonly path: string;
  readonly message: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/, `terminationGracePeriodSeconds` */
const defaultGrace = 30;

/** The first field of a pod that is refused; nothing if all are taken. */
export function invalidField(pod: Properties): InvalidField | undefined {
  return [
    ...invalidVolumes(pod),
    ...objectsAt(pod, "containers").flatMap((one) => invalidContainer(pod, one)),
  ][0];
}

function invalidVolumes(pod: Properties): InvalidField[] {
  const names = objectsAt(pod, "volumes").map((volume) => textAt(volume, "name") ?? "");
  return names.flatMap((name, i) => {
    const path = `volumes[${i}].name`;
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
      return [{ path, message: `Invalid value: "${name}": a lowercase RFC 1123 label` }];
    return names.indexOf(name) < i ? [{ path, message: `Duplicate value: "${name}"` }] : [];
  });
}

function invalidContainer(pod: Properties, container: Properties): InvalidField[] {
  const volumes = objectsAt(pod, "volumes").map((volume) => textAt(volume, "name"));
  const mounts = objectsAt(container, "volumeMounts");
  const paths = mounts.map((mount) => textAt(mount, "mountPath") ?? "");
  const grace = numberAt(pod, "terminationGracePeriodSeconds") ?? defaultGrace;
  const sleep = numberAt(container, "lifecycle.preStop.sleep.seconds");
  return [
    ...mounts.flatMap((mount, i) => {
      const [name, path] = [textAt(mount, "name"), paths[i]!];
      const here = `containers.volumeMounts[${i}]`;
      if (!volumes.includes(name)) return [{ path: `${here}.name`, message: `Not found: "${name}"` }];
      return paths.indexOf(path) < i
        ? [{ path: `${here}.mountPath`, message: `Invalid value: "${path}": must be unique` }]
        : [];
    }),
    ...(sleep !== undefined && (sleep <= 0 || sleep > grace)
      ? [
          {
            path: "containers.lifecycle.preStop.sleep.seconds",
            message: `Invalid value: ${sleep}: must be greater than 0 and less than terminationGracePeriodSeconds (${grace})`,
          },
        ]
      : []),
  ];
}
