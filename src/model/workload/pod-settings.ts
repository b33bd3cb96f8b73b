// Translates what a service file says of its pods into what they are declared with, and knows what isn't said.
import type { JobFile, ServiceFile } from "../../schema/service";
import { unlimited } from "../../schema/pod";
import type { Limits, PodSettings, WritableDirectory } from "../service";
import { seconds } from "./quantities";

/** What pods have of which a service says nothing. */
export const defaults = {
  /** An unprivileged user, above the range that base images give to their own. */
  user: { id: 10001, group: 10001 },
  /** Seconds to finish what has begun; the drain counts. */
  grace: 60,
  /** Seconds that a terminating web pod goes on serving, until every proxy has taken it off its list. */
  drain: 15,
  /** Seconds that a web pod may take to start. */
  startup: 300,
  metricsPath: "/metrics",
  timeZone: "Etc/UTC",
  /** Seconds that a run of a job may take: so that one that hangs doesn't keep its node, and the next run, for ever. */
  deadline: 24 * 60 * 60,
  history: { succeeded: 3, failed: 3 },
} as const;

/** The most that each pod gets: its requests, but for what `burst` raises. */
export function limitsOf({ resources, burst }: Pick<ServiceFile, "resources" | "burst">): Limits {
  const { cpu = resources.cpu, memory = resources.memory } = burst ?? {};
  return { ...(cpu !== unlimited && { cpu }), memory };
}

/** How the pods of a service run, as far as its file says. */
export function podSettings(file: ServiceFile): PodSettings {
  const { user, grace, priority } = file;
  const { storage } = file.resources;
  return {
    ...(storage !== undefined && { storage }),
    ...(file.writable.length > 0 && { writable: directoriesIn(file) }),
    ...(user !== undefined && { user: typeof user === "number" ? { id: user, group: user } : user }),
    ...(grace !== undefined && { graceSeconds: seconds(grace) }),
    ...(priority !== undefined && priority !== "normal" && { priority }),
    ...(file.kind === "web" && webSettings(file)),
    ...(file.kind === "worker" &&
      file.metrics && {
        metrics: { port: file.metrics.port, path: file.metrics.path ?? defaults.metricsPath },
      }),
  };
}

function webSettings({ health, drain }: Extract<ServiceFile, { kind: "web" }>): PodSettings {
  const { liveness, startup } = health;
  return {
    ...(drain !== undefined && { drainSeconds: seconds(drain) }),
    ...(startup !== undefined && { startupSeconds: seconds(startup) }),
    ...(liveness !== undefined && { livenessPath: liveness && liveness.path }),
  };
}

/** When a job runs, how long at most, and how many runs are kept. */
export function jobSettings({ schedule, timeZone, deadline, history }: JobFile) {
  return {
    schedule,
    ...(timeZone !== undefined && { timeZone }),
    ...(deadline !== undefined && { deadlineSeconds: seconds(deadline) }),
    ...(history && { history }),
  };
}

/** The directories that a file names, each as a mapping. */
export function directoriesIn({ writable }: Pick<ServiceFile, "writable">): readonly WritableDirectory[] {
  return writable.map((one) => (typeof one === "string" ? { path: one } : one));
}
