// Checks rule 11: a name that has answered leaves only when it is told to.
import type { Problem } from "../problem";
import { didYouMean } from "../names/nearest";
import { publicName } from "./hostnames";
import type { Subject } from "./types";
import type { Written, WrittenWeight } from "./written";
import { indexZone, readZone, type ObservedZone } from "./zone-records";

/** What is known of the names that the stack has had. */
export interface Past {
  readonly subjects: readonly Pick<Subject, "key" | "service" | "hostname">[];
  /** The zone's own name, as the stack file has it now. */
  readonly domain: string;
  /** Nothing where there is no such zone. */
  readonly zone?: ObservedZone;
  /** The other zones that the state has records in. */
  readonly otherZones: readonly ObservedZone[];
  readonly written: Written;
  /** This stack, as the ledger names it. */
  readonly owner: string;
  /** Routes and public names that may go. */
  readonly retired: readonly string[];
}

/** A name that this stack made, and that nothing asks for any more where it is. */
interface Left {
  readonly hostname: string;
  /** Its route, where it is in the zone. */
  readonly route?: string;
  /** An update has been through that let it go. @default false */
  readonly freed?: boolean;
  /** The service that has its route now, though another one made its records. */
  readonly heir?: string;
}

/** Every name that would go though it answers; and the public names that go, as they were told to. */
export function checkLeft(past: Past): { problems: Problem[]; gone: string[] } {
  const left = namesLeft(past).map((one) => ({ ...one, problems: refuseLeaving(one, past) }));
  return {
    problems: left.flatMap(({ problems }) => problems),
    gone: left.filter(({ problems }) => problems.length === 0).map(({ hostname }) => hostname),
  };
}

function refuseLeaving({ hostname, route, freed, heir }: Left, { domain, retired }: Past): Problem[] {
  const name = route ?? hostname;
  const refuse = (message: string, allowed: string): Problem[] => [
    { rule: "retired", path: "crossover:retired", message, allowed },
  ];
  if (heir !== undefined)
    return refuse(
      `${hostname} answers by the records of another service than ${heir}, which has the route \`${name}\` now: they would be deleted`,
      `give the route back, add one of another name to ${heir}, shift that, and retire \`${name}\``,
    );
  if (route === undefined)
    return refuse(
      `${hostname} answers, and the stack's zone is ${domain} now: its records would be deleted`,
      "put the zone back, and serve the new domain from a stack of its own beside this one until nobody asks for the old name",
    );
  if (!retired.includes(name) && !retired.includes(hostname))
    return refuse(
      `${hostname} answers, and no route names it any more${didYouMean(name, retired)}: its records would be deleted`,
      `put the route back; to let the name go, name it in \`crossover:retired: [${name}]\` and run \`pulumi up\`, then take the route away`,
    );
  if (freed) return [];
  return refuse(
    `${hostname} answers, and is still protected from being deleted`,
    `put the route back and run \`pulumi up\` once with \`crossover:retired: [${name}]\`, then take the route away`,
  );
}

function namesLeft({ subjects, domain, zone, otherZones, written, owner }: Past): Left[] {
  const services = new Map(subjects.flatMap((one) => (one.hostname ? [[one.hostname, one]] : [])));
  const reading = readZone(zone?.records ?? [], domain);
  const entry = (route: string) => {
    const one = reading.entry(route);
    return one && "owner" in one && one.owner === owner ? one : undefined;
  };
  const ours = reading.entries.filter(entry).map((route) => publicName(route, domain));
  const byName = new Map<string, WrittenWeight[]>(ours.map((hostname) => [hostname, []]));
  for (const one of written.weights) byName.set(one.hostname, [...(byName.get(one.hostname) ?? []), one]);

  return [...byName].flatMap(([hostname, records]): Left[] => {
    const elsewhere = otherZones.find(({ id }) => records.some(({ zoneId }) => zoneId === id));
    const place = elsewhere ?? zone;
    if (!place || indexZone(place.records)(hostname).observed.kind === "none") return [];
    if (elsewhere) return [{ hostname }];
    const now = services.get(hostname);
    const route = hostname.slice(0, -domain.length - 1);
    // An entry that is gone while records are left went with them, in an update that was stopped.
    if (!now)
      return [{ hostname, route, freed: entry(route)?.retired ?? reading.entry(route) === undefined }];
    const prefix = `${now.service}-${now.key}-`;
    const others = records.filter(({ urn, target }) => !urn.endsWith(`::${prefix}${target}`));
    return others.length > 0 ? [{ hostname, route, heir: now.service }] : [];
  });
}
