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

/** The sysctls that the standard calls safe: they touch the pod alone. */
const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

/** What the pod spec violates, in the words of the admission controller; empty if it is admitted. */
export function restrictedViolations(pod: Properties): string[] {
  const containers = ["initContainers", "containers"].flatMap((key) => objectsAt(pod, key));
  const own = objectAt(pod, "securityContext");
  const violations = new Set<string>();
  for (const key of ["hostNetwork", "hostPID", "hostIPC"])
    if (pod[key] === true) violations.add("host namespaces");
  const forbidden = objectsAt(own, "sysctls")
    .map((one) => textAt(one, "name") ?? "")
    .filter((name) => !safeSysctls.includes(name));
  if (forbidden.length > 0) violations.add(`forbidden sysctls (${forbidden.join(", ")})`);
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
