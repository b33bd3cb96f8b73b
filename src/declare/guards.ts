// Declares what keeps a stack from deleting what its names' answers stand on.
import { guardDeletes } from "../../components/traffic/delete-guard";
import type { Settings } from "../model/environment/types";
import { isGuarded, protection, refuseDelete, type Guarding } from "../model/traffic/guarded";
import { publicName } from "../model/traffic/hostnames";
import type { Written } from "../model/traffic/written";
import type { ObservedZone, ZoneRecord } from "../model/traffic/zone-records";
import { legacyTarget } from "../model/traffic/split";
import type { SubjectPlan } from "../model/traffic/types";
import type { StackFile } from "../schema/stack";

export interface GuardsArgs {
  readonly stackName: string;
  readonly stack: StackFile;
  readonly settings: Settings;
  readonly plan: readonly SubjectPlan[];
  /** The zone as it was read for the plan; nothing where there is none yet, and so no answers. */
  readonly zone?: ObservedZone;
  /** What the state says of names. */
  readonly written: Written;
  /** Public names that go, as they were told to. */
  readonly gone: readonly string[];
  /** All records of a zone, as they are then. */
  readonly readRecords: (zoneId: string) => Promise<readonly ZoneRecord[]>;
}

/** What makes AWS itself refuse a deletion, past the stack too. */
const cloudLocks = { "aws:lb/loadBalancer:LoadBalancer": "enableDeletionProtection" };

/** Guards all that the stack declares after this. */
export function declareGuards(args: GuardsArgs): void {
  const { stackName, stack, settings, plan, zone, written, gone, readRecords } = args;
  const names = new Set(
    written.weights.map(({ hostname }) => hostname).filter((name) => !gone.includes(name)),
  );
  const { services, clusters, domain } = settings;
  const guarding: Guarding = {
    names: {
      stack: stackName,
      services: services.map(({ name, routes, database, caches }) => ({
        name,
        routes: routes.map((route) => route.name),
        database,
        caches,
      })),
      targets: [legacyTarget, ...clusters],
      databases: Object.keys(stack.databases),
      caches: Object.keys(stack.caches),
    },
    ...{ domain, plan },
    wrote: (route) => names.has(publicName(route, domain)),
    ephemeral: stack.ephemeral,
  };
  guardDeletes({
    isGuarded,
    isProtected: protection(guarding),
    locks: stack.loadBalancers.deletionProtection ? cloudLocks : {},
    refuse: async (urn) => refuseDelete(urn, zone ? await readRecords(zone.id) : [], guarding),
  });
}
