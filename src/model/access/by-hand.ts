// Finds what a person has changed in a cluster past the program, of what teams may change.
import type { Service } from "../service";
import type { Team } from "./teams";

/** One resource of a stack's state, as far as it is read here. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

type Outputs = Readonly<Record<string, unknown>> | undefined;

/** What a team that edits may change, by its type token. */
const kinds: Readonly<Record<string, (outputs: Outputs) => Readonly<Record<string, unknown>>>> = {
  "kubernetes:apps/v1:Deployment": (outputs) => images(outputs, "spec.template"),
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": (outputs) => ({
    minReplicas: valueAt(outputs, "spec.minReplicas"),
    maxReplicas: valueAt(outputs, "spec.maxReplicas"),
  }),
  "kubernetes:batch/v1:CronJob": (outputs) => ({
    suspend: valueAt(outputs, "spec.suspend"),
    ...images(outputs, "spec.jobTemplate.spec.template"),
  }),
};

function images(outputs: Outputs, template: string): Record<string, unknown> {
  const containers = valueAt(outputs, `${template}.spec.containers`);
  if (!Array.isArray(containers)) return {};
  return Object.fromEntries(
    (containers as { name: string; image: string }[]).map(({ name, image }) => [`image of ${name}`, image]),
  );
}

function valueAt(outputs: Outputs, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], outputs);
}

/** URNs of the objects that the teams may have changed. */
export function changeableByHand(
  resources: readonly StateResource[],
  stack: string,
  teams: readonly Pick<Team, "services" | "access">[],
  services: readonly Pick<Service, "name">[],
): string[] {
  const known = services.map(({ name }) => name);
  const theirs = new Set(
    teams
      .flatMap((team) => (team.access === "edit" ? team.services : []))
      .filter((one) => known.includes(one)),
  );
  return resources
    .filter(({ type, outputs }) => {
      const metadata = outputs?.["metadata"] as { name?: string; namespace?: string } | undefined;
      return type in kinds && metadata?.namespace === stack && theirs.has(metadata.name ?? "");
    })
    .map(({ urn }) => urn);
}

/** What answers, by the beginning of its type token. Nothing that holds data is made anew by an update that nobody asked to. */
const answering = [
  "kubernetes:",
  "aws:autoscaling/",
  "aws:ec2/",
  "aws:ecs/",
  "aws:elasticbeanstalk/",
  "aws:lb/",
];

/** URNs of what the sides of some services answer from, and of the clusters' entries, which all services share. */
export function answeringFor(
  resources: readonly Pick<StateResource, "urn" | "type">[],
  services: readonly string[],
): string[] {
  if (services.length === 0) return [];
  const isOf = (name: string) => services.some((one) => name === one || name.startsWith(`${one}-`));
  return resources
    .filter(({ urn, type }) => {
      const isEntry = type.startsWith("kubernetes:gateway.");
      const answers = answering.some((beginning) => type.startsWith(beginning));
      return isEntry || (answers && isOf(urn.slice(urn.lastIndexOf("::") + 2)));
    })
    .map(({ urn }) => urn);
}

/** What differs between the object as the state has it and as it is, such as `maxReplicas: 9 instead of 6`. */
export function changedByHand(type: string, state: Outputs, now: Outputs): string[] {
  const fields = kinds[type];
  if (!fields || !now) return [];
  const [before, after] = [fields(state), fields(now)];
  return Object.keys(before)
    .filter((name) => before[name] !== undefined && after[name] !== before[name])
    .map((name) => `${name}: ${String(after[name])} instead of ${String(before[name])}`);
}
