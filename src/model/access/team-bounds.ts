// Decides what the API server takes from a team's members: which fields of which objects they may change.
import type { Service } from "../service";
import { teamGroup, type Team } from "./teams";

/** The start of the names of all teams' groups, of any stack. */
const groups = "crossover:";

/** What the Deployment controller and `kubectl` write beside what a person means, by the start of its name. */
const notes = ["deployment.kubernetes.io/", "kubectl.kubernetes.io/", "kubernetes.io/change-cause"];

/** Annotations of a pod template: a restart, and what goes with the tag, so that a release can be undone. */
const templateNotes = ["crossover/version", "kubectl.kubernetes.io/restartedAt"];

/** Fields of an object's metadata that the API server writes. */
const written = ["annotations", "generation", "managedFields", "resourceVersion"];

const deployment = "apps/deployments";
const scale = "apps/deployments/scale";
const autoscaler = "autoscaling/horizontalpodautoscalers";
const cronJob = "batch/cronjobs";

/** A ValidatingAdmissionPolicy's: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export interface PolicySpec {
  failurePolicy: string;
  matchConstraints: {
    resourceRules: {
      apiGroups: string[];
      apiVersions: string[];
      operations: string[];
      resources: string[];
      scope: string;
    }[];
  };
  matchConditions: { name: string; expression: string }[];
  variables: { name: string; expression: string }[];
  validations: { expression: string; message: string; reason: string }[];
}

/** The name of the policy and its binding, which belong to the whole cluster. */
export function boundsName(stack: string): string {
  return `crossover-teams-${stack}`;
}

/**
 * The policy that every write by a team's member has to pass. It compares the new object with the old one, and lets only
 * the named fields differ: whatever a pod can refer to, such as accounts and Secrets, stays as the program wrote it, and
 * so does any field that a later version of Kubernetes adds. What is made anew has no old object, so nothing is.
 *
 * It applies by group, so the program, controllers and administrators are never asked. It holds whatever Roles there are.
 */
export function boundsSpec(
  stack: string,
  teams: readonly Team[],
  catalogue: readonly Pick<Service, "name">[],
): PolicySpec {
  const known = catalogue.map(({ name }) => name);
  const own = Object.fromEntries(
    teams.map(({ name, services, access }) => [
      teamGroup(stack, name),
      access === "edit" ? services.filter((one) => known.includes(one)).sort() : [],
    ]),
  );
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ["*"],
          apiVersions: ["*"],
          operations: ["*"],
          resources: ["*/*"],
          scope: "Namespaced",
        },
      ],
    },
    matchConditions: [
      {
        name: "by-a-team",
        expression: `request.userInfo.groups.exists(group, group.startsWith(${text(groups)}))`,
      },
    ],
    variables: [
      { name: "services", expression: literal(own) },
      {
        name: "what",
        expression:
          'request.resource.group + "/" + request.resource.resource + (has(request.subResource) ? "/" + request.subResource : "")',
      },
      { name: "template", expression: templateOf("object") },
      { name: "oldTemplate", expression: templateOf("oldObject") },
    ],
    validations: [
      validation(
        `request.operation == "UPDATE" && variables.what in ${literal([deployment, scale, autoscaler, cronJob])}`,
        "teams change Deployments, their scale, autoscalers and CronJobs, and nothing else",
      ),
      validation(
        `request.userInfo.groups.exists(group, group in variables.services && request.name in variables.services[group])`,
        "a team changes its own services only",
      ),
      validation(
        `variables.what == ${text(scale)} || ${sameBut("object.metadata", "oldObject.metadata", written)} && ${sameNotes("object.metadata", "oldObject.metadata", (note) => notes.map((one) => `${note}.startsWith(${text(one)})`).join(" || "))}`,
        "of an object's metadata a team changes only what kubectl notes down",
      ),
      validation(
        `variables.what != ${text(scale)} || ${atLeastOne}`,
        "a team scales to one pod or more: nothing scales a Deployment up from none",
      ),
      validation(
        `variables.what != ${text(deployment)} || ${sameBut("object.spec", "oldObject.spec", ["replicas", "template"])} && ${atLeastOne}`,
        "of a Deployment a team changes the number of pods, the images' tags, and restarts it",
      ),
      validation(
        `variables.what != ${text(autoscaler)} || ${sameBut("object.spec", "oldObject.spec", ["maxReplicas", "minReplicas"])}`,
        "of an autoscaler a team changes its bounds",
      ),
      validation(
        `variables.what != ${text(cronJob)} || ${sameBut("object.spec", "oldObject.spec", ["jobTemplate", "suspend"])} && ${sameBut("object.spec.jobTemplate", "oldObject.spec.jobTemplate", ["spec"])} && ${sameBut("object.spec.jobTemplate.spec", "oldObject.spec.jobTemplate.spec", ["template"])}`,
        "of a CronJob a team changes the images' tags, and suspends it",
      ),
      validation(
        `variables.what != ${text(cronJob)} || object.spec.suspend || !oldObject.spec.suspend`,
        "a suspended CronJob may be running on the other side: the next update resumes it",
      ),
      validation(
        `!(variables.what in ${literal([deployment, cronJob])}) || ${sameTemplate}`,
        "of a pod template a team changes the images' tags, and restarts its pods",
      ),
    ],
  };
}

/** Refuses what the policy doesn't take, in the stack's namespace. */
export function boundsBindingSpec<T>(stack: string, namespace: T) {
  return {
    policyName: boundsName(stack),
    validationActions: ["Deny"],
    matchResources: {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    },
  };
}

/** An autoscaler leaves a Deployment alone that has no replicas:
 * https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation */
const atLeastOne = "has(object.spec.replicas) && object.spec.replicas > 0";

/** Two names of one repository: what is before the digest and the tag. */
function repository(image: string): string {
  return `${image}.split("@")[0].find("^(.*/)?[^:]*")`;
}

const sources = "(has(one.envFrom) ? one.envFrom : [])";
const oldSources = "(has(old.envFrom) ? old.envFrom : [])";

/** The environment comes from where it came from, or from a ConfigMap that the program has made for this service before. */
const sameSources = [
  `size(${sources}) == size(${oldSources})`,
  `${sources}.all(source, source in ${oldSources} || source.all(field, field == "configMapRef") && source.configMapRef.all(field, field == "name") && source.configMapRef.name.matches("^" + object.metadata.name + "-[0-9a-f]{10}$"))`,
  `${oldSources}.all(source, source in ${sources} || has(source.configMapRef))`,
].join(" && ");

const [pod, oldPod] = ["variables.template", "variables.oldTemplate"];

const sameTemplate = [
  sameBut(pod, oldPod, ["metadata", "spec"]),
  sameBut(`${pod}.metadata`, `${oldPod}.metadata`, ["annotations"]),
  sameNotes(`${pod}.metadata`, `${oldPod}.metadata`, (note) => `${note} in ${literal(templateNotes)}`),
  sameBut(`${pod}.spec`, `${oldPod}.spec`, ["containers"]),
  `size(${pod}.spec.containers) == size(${oldPod}.spec.containers)`,
  `${pod}.spec.containers.all(one, ${oldPod}.spec.containers.exists(old, one.name == old.name && ${sameBut("one", "old", ["envFrom", "image"])} && ${sameSources} && ${repository("one.image")} == ${repository("old.image")}))`,
].join(" && ");

/** That two objects have the same fields with the same values, all but the named ones. */
function sameBut(one: string, other: string, fields: readonly string[]): string {
  const named = literal(fields);
  return (
    `${one}.all(field, field in ${named} || field in ${other} && ${one}[field] == ${other}[field]) && ` +
    `${other}.all(field, field in ${named} || field in ${one})`
  );
}

/** That two objects have the same annotations, all but those that `may` tells. */
function sameNotes(one: string, other: string, may: (note: string) => string): string {
  const of = (it: string) => `(has(${it}.annotations) ? ${it}.annotations : {})`;
  return (
    `${of(one)}.all(note, ${may("note")} || note in ${of(other)} && ${of(one)}[note] == ${of(other)}[note]) && ` +
    `${of(other)}.all(note, ${may("note")} || note in ${of(one)})`
  );
}

function templateOf(object: string): string {
  return `variables.what == ${text(cronJob)} ? ${object}.spec.jobTemplate.spec.template : ${object}.spec.template`;
}

function validation(expression: string, message: string) {
  return { expression, message, reason: "Forbidden" };
}

/** As CEL writes it, which knows JSON's lists, maps and texts. */
function literal(value: unknown): string {
  return JSON.stringify(value);
}

function text(value: string): string {
  return literal(value);
}
