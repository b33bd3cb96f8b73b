// Finds what is wrong with the arguments of a service in a cluster.
import { namesSecrets } from "../../src/model/access/secrets";
import type { DeployedService } from "../../src/model/service";
import { maxHostnames } from "../../src/model/workload/objects";
import { defaults } from "../../src/model/workload/pod-settings";
import type { ArgumentProblem } from "../argument-error";

/** What a service has by its kind. */
const neededBy = {
  web: ["port", "healthPath", "scale"],
  worker: ["scale"],
  job: ["schedule"],
} as const;

/** What a service lacks, and hostnames that one route doesn't hold. */
export function serviceProblems({
  service,
  hostnames = [],
  secrets,
}: {
  readonly service: DeployedService;
  readonly hostnames?: readonly string[];
  readonly secrets?: object;
}): ArgumentProblem[] {
  const found: ArgumentProblem[] = neededBy[service.kind]
    .filter((field) => service[field] === undefined)
    .map((field) => ({
      propertyPath: `service.${field}`,
      reason: `is missing: ${service.name} is a ${service.kind}`,
    }));
  const { graceSeconds = defaults.grace, drainSeconds = defaults.drain } = service;
  if (service.kind === "web" && drainSeconds >= graceSeconds)
    found.push({
      propertyPath: "service.drainSeconds",
      reason: `is ${drainSeconds} of the ${graceSeconds} that a pod has to stop: none are left to finish what has begun`,
    });
  if (hostnames.length > maxHostnames)
    found.push({
      propertyPath: "hostnames",
      reason: `are ${hostnames.length}, and an HTTPRoute holds ${maxHostnames}: split the routes of ${service.name} over two services`,
    });
  if (!secrets && namesSecrets(service))
    found.push({ propertyPath: "secrets", reason: `is missing: ${service.name} names secrets` });
  return found;
}
