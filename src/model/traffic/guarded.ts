// Decides which resources answers stand on now: which are protected, and which may not be deleted.
import { hasAnswers, isProtectable, isWithin, readUrn, type TypeChain } from "./guarded-types";
import { publicName } from "./hostnames";
import { canonicalName, indexZone, type ZoneRecord } from "./zone-records";
import { ownerIndex, type Names, type Owner } from "./owner";
import { legacyTarget } from "./split";
import type { SubjectPlan } from "./types";

/** Between the name of a resource and the reason why it has to stay. */
export const refusedDelete = "can't be deleted or replaced:";
/** Between that reason and the way round. */
export const insteadOfDelete = "; instead:";

/** What decides over every resource of a stack. */
export interface Guarding {
  /** What the names of resources are made of. */
  readonly names: Names;
  /** The domain that public names are directly under. */
  readonly domain: string;
  readonly plan: readonly SubjectPlan[];
  /** Whether an earlier update wrote records of a route that the files don't have any more, and that was not told to go. */
  readonly wrote: (route: string) => boolean;
  /** Whether only what answers now is guarded. @default false */
  readonly ephemeral?: boolean;
}

/** A name that a target answers, or is about to. */
interface Answer {
  /** None of a name that the files don't have any more. */
  readonly service?: string;
  readonly route: string;
  readonly target: string;
  /** In the words of a refusal, e.g. `has 95 % of the answers of api.example.com`. */
  readonly says: string;
}

/** Whether a resource is one of those that answers stand on, whoever answers now. */
export const isGuarded = hasAnswers;

/**
 * Whether a resource is protected from this update on. It is from the update that gives its side weight until one that finds
 * the side without; what all share, while there is any name.
 */
export function protection(guarding: Guarding): (chain: TypeChain, name: string) => boolean {
  const { plan, names, ephemeral } = guarding;
  const owners = ownerIndex(names);
  const stays = plan.filter((one) => isRoute(one) && !one.retired);
  const held = stays.flatMap(({ service, key: route, weights, free }) =>
    Object.keys(weights)
      .filter((target) => !free.includes(target))
      .map((target) => ({ service, route, target })),
  );
  return (chain, name) =>
    !ephemeral &&
    isProtectable(chain) &&
    owners(chain, name).some((owner) => held.some((answer) => isOf(answer, owner)));
}

/**
 * Why a resource may not be deleted, or replaced, or nothing. Its side must have no weight, neither in the zone as it is now
 * nor in the plan, and must have had none for two TTLs.
 *
 * @param records what the zone holds now.
 */
export function refuseDelete(
  urn: string,
  records: readonly ZoneRecord[],
  guarding: Guarding,
): string | undefined {
  const { chain, name } = readUrn(urn);
  if (!hasAnswers(chain)) return undefined;
  const { names, ephemeral } = guarding;
  const present = answersNow(records, guarding);
  const answers = [...present, ...(ephemeral ? [] : answersPlanned(guarding))];
  // A cluster that has left the files may still have records.
  const targets = [...new Set([...names.targets, ...present.map(({ target }) => target)])];
  const owners = ownerIndex({ ...names, targets })(chain, name);
  const found =
    owners.length > 0
      ? answers.filter((answer) => owners.some((owner) => isOf(answer, owner)))
      : present.filter((answer) => answer.service === undefined && mayBeOf(answer, chain));
  if (found.length === 0) return undefined;
  // What is there now says more than what is planned.
  const said = found.filter(
    (one, i) => found.findIndex(({ route, target }) => route === one.route && target === one.target) === i,
  );
  const more = said.length > 3 ? [`and ${said.length - 3} more`] : [];
  const reasons = [...said.slice(0, 3).map(({ says }) => says), ...more].join(", ");
  const shared = owners[0]?.target === undefined;
  return `${name} ${refusedDelete} ${reasons}${insteadOfDelete} ${wayRound(said[0]!, shared)}`;
}

function isRoute({ kind }: SubjectPlan): boolean {
  return kind === "route";
}

/** What each target of a name answers, as the zone has it. */
function answersNow(records: readonly ZoneRecord[], { plan, domain, wrote }: Guarding): Answer[] {
  const zone = indexZone(records);
  const ends = `.${domain}`;
  const routes = new Map(plan.filter(isRoute).map(({ key, service }) => [key, service]));
  const gone = records
    .map(({ name }) => canonicalName(name))
    .flatMap((name) => (name.endsWith(ends) ? [name.slice(0, -ends.length)] : []))
    .filter((route) => !routes.has(route) && wrote(route));
  return [...new Set([...routes.keys(), ...gone])].flatMap((route) => {
    const hostname = publicName(route, domain);
    const { observed } = zone(hostname);
    if (observed.kind !== "set") return [];
    const weights = Object.entries(observed.weights);
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    return weights
      .filter(([, weight]) => weight > 0 || total === 0)
      .map(([target, weight]): Answer => {
        const share = total === 0 ? 100 / weights.length : (100 * weight) / total;
        const says = `\`${target}\` has ${Math.round(share)} % of the answers of ${hostname}`;
        return { service: routes.get(route), route, target, says };
      });
  });
}

/** What each target answers once the plan is carried out, or did so a moment ago. */
function answersPlanned({ plan, domain }: Guarding): Answer[] {
  return plan.filter(isRoute).flatMap(({ key: route, service, weights, before, free }) => {
    const hostname = publicName(route, domain);
    const left = before.kind === "at" && "from" in before.split ? [before.split.from, before.split.to] : [];
    return [...new Set([...Object.keys(weights), ...left])]
      .filter((target) => !free.includes(target))
      .map((target): Answer => {
        const weight = weights[target] ?? 0;
        const says =
          weight > 0
            ? `\`${target}\` is to have ${weight} % of the answers of ${hostname}`
            : `resolvers may still name \`${target}\` for ${hostname}`;
        return { service, route, target, says };
      });
  });
}

function isOf(answer: Omit<Answer, "says">, { service, route, target, users }: Owner): boolean {
  return (
    (service === undefined || service === answer.service) &&
    (route === undefined || route === answer.route) &&
    (target === undefined || target === answer.target) &&
    (users === undefined || users.some((user) => user === answer.service))
  );
}

/** Whether a name without a service may be answered by a resource whose owner has left the files, too. */
function mayBeOf({ target }: Answer, chain: TypeChain): boolean {
  const sides = [
    ["crossover:legacy:", target === legacyTarget],
    ["crossover:workload:KubernetesService", target !== legacyTarget],
  ] as const;
  return sides.find(([component]) => isWithin(chain, component))?.[1] ?? true;
}

function wayRound({ service, route, target }: Answer, shared: boolean): string {
  if (service === undefined)
    return `put what ${route} belonged to back into the files, and move its answers off first`;
  if (shared)
    return "leave it as it is while names need it: make what is to replace it beside it, and move the names there first";
  return (
    `move crossover:traffic.${route} off \`${target}\` first, run \`crossover up\` once more two minutes later, ` +
    "and then make this change"
  );
}
