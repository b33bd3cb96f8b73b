// Checks pods by the `restricted` Pod Security Standard: https://kubernetes.io/docs/concepts/security/pod-security-standards/
import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt } from "./properties";
import type { Properties } from "./types";

const volumeKinds = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** What the pod spec violates, in the words of the admission controller; empty if it is admitted. */
export function restrictedViolations(pod: Properties): string[] {
  const containers = ["initContainers", "containers"].flatMap((key) => objectsAt(pod, key));
  const own = objectAt(pod, "securityContext");
  const violations = new Set<string>();
  for (const key of ["hostNetwork", "hostPID", "hostIPC"])
    if (pod[key] === true) violations.add("host namespaces");
  for (const volume of objectsAt(pod, "volumes"))
    if (!volumeKinds.some((kind) => volume[kind] !== undefined)) violations.add("restricted volume types");
  for (const container of containers) {
    const context = objectAt(container, "securityContext");
    const who = `container "${textAt(container, "name")}" must set securityContext`;
    if (context["privileged"] === true)
      violations.add(`privileged (container "${textAt(container, "name")}")`);
    if (context["allowPrivilegeEscalation"] !== false)
      violations.add(`allowPrivilegeEscalation != false (${who}.allowPrivilegeEscalation=false)`);
    if (!textsAt(context, "capabilities.drop").includes("ALL"))
      violations.add(`unrestricted capabilities (${who}.capabilities.drop=["ALL"])`);
    if (textsAt(context, "capabilities.add").some((added) => added !== "NET_BIND_SERVICE"))
      violations.add(`unrestricted capabilities (${who}.capabilities.add to NET_BIND_SERVICE at most)`);
    if ((context["runAsNonRoot"] ?? own["runAsNonRoot"]) !== true)
      violations.add(`runAsNonRoot != true (pod or ${who}.runAsNonRoot=true)`);
    if ((numberAt(context, "runAsUser") ?? numberAt(own, "runAsUser")) === 0)
      violations.add(`runAsUser=0 (pod or ${who} to a user other than root)`);
    const seccomp = valueAt(context, "seccompProfile.type") ?? valueAt(own, "seccompProfile.type");
    if (seccomp !== "RuntimeDefault" && seccomp !== "Localhost")
      violations.add(`seccompProfile (pod or ${who}.seccompProfile.type to "RuntimeDefault" or "Localhost")`);
  }
  return [...violations];
}
