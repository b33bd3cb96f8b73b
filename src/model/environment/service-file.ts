// Checks what a service file says by itself, whatever the stack.
import type { ServiceFile } from "../../schema/service";
import { unlimited } from "../../schema/pod";
import { limits } from "../names/limits";
import type { Report } from "../problem";
import { checkPods } from "../workload/pod-checks";
import { atLeast } from "../workload/quantities";

/** Reports what can't be in any environment. */
export function checkServiceFile(name: string, file: ServiceFile, report: Report): void {
  checkName(name, file.kind, report);
  const path = `services/${name}.yaml`;
  const { resources, burst } = file;
  for (const kind of ["cpu", "memory"] as const)
    if (
      burst?.[kind] !== undefined &&
      burst[kind] !== unlimited &&
      !atLeast(kind, burst[kind], resources[kind])
    )
      report(`${path}: burst.${kind}`, `${burst[kind]} is below the request, ${resources[kind]}`);
  checkPods(path, file, report);
  if (file.kind !== "web" && file.gpu !== undefined && file.nodes !== undefined)
    report(`${path}: nodes`, "a pod with a GPU runs on GPU nodes only", "config", "`gpu` without `nodes`");
}

/** What Kubernetes asks of a service's name beyond a DNS label. */
function checkName(name: string, kind: ServiceFile["kind"], report: Report): void {
  const path = `services/${name}.yaml`;
  if (kind === "job" && name.length > limits.cronJobName)
    report(
      path,
      `a job's name may have at most ${limits.cronJobName} characters, since CronJobs append a timestamp`,
    );
  // RFC 1035: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
  if (kind === "web" && /^\d/.test(name))
    report(path, "a web service's name must begin with a letter, as a Kubernetes Service's must");
}
