// Declares the databases and caches of one stack, their private names, and who is admitted to them.
import * as pulumi from "@pulumi/pulumi";
import { Cache } from "../../components/database/cache";
import { Database } from "../../components/database/database";
import { Admission, type Guarded } from "../../components/network/admission";
import { PrivateName } from "../../components/network/private-name";
import { PrivateZone } from "../../components/network/private-zone";
import { vpcsWithNames } from "../model/network/peering";
import type { Destination } from "../model/network/network-policy";
import type { Service } from "../model/service";
import {
  cacheHost,
  cacheIdentifier,
  databaseHost,
  databaseIdentifier,
  privateDomain,
  storeDestinations,
  storeEnvironment,
  type Stores,
} from "../model/stores/stores";
import type { StackFile } from "../schema/stack";
import { declareDatabaseName } from "./replications";
import type { Settings } from "../model/environment/types";
import type { ReplicationPlan, SecretArns } from "../model/replication/types";
import type { PlacedSite } from "./site";

export interface StoresArgs {
  readonly stackName: string;
  readonly stack: StackFile;
  readonly settings: Settings;
  /** By id. The stores are in the network of the one that `kubernetes` means; pods of all in there are admitted. */
  readonly clusters: Readonly<Record<string, PlacedSite>>;
  /** What is decided of the databases that data moves to, by name. */
  readonly moves: Readonly<Record<string, ReplicationPlan>>;
  /** Of the secrets that replications name. */
  readonly secretArns: SecretArns;
  /** The VPC's ranges and those peered with it: where a database may be that data comes from. */
  readonly networks: readonly string[];
  /** The way to it: replications wait for it, and so do services that still use it. */
  readonly peerings: readonly pulumi.Resource[];
  readonly region: string;
  /** What log groups are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
}

/** A service with the variables that name its stores, and what its sides need to reach them. */
export interface LinkedService {
  readonly service: Service;
  readonly stores: Readonly<Record<string, Guarded>>;
  readonly policyArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** What has to be there before it starts. */
  readonly before: readonly pulumi.Resource[];
}

export interface DeclaredStores {
  readonly databases: Readonly<Record<string, Database>>;
  readonly caches: Readonly<Record<string, Cache>>;
  /** Whether the private name and the replication of each database are as declared, and its own host name. */
  readonly moved: Readonly<
    Record<string, { settled: pulumi.Output<boolean>; address: pulumi.Output<string> }>
  >;
  link(service: Service): LinkedService;
  /** By service: where pods must be let through to. */
  readonly destinations: Readonly<Record<string, readonly Destination[]>>;
  /** For people: host, and the name of the secret that the master user's password is in. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Declared<T> {
  readonly store: T;
  readonly before: readonly pulumi.Resource[];
}

export function declareStores(args: StoresArgs): DeclaredStores {
  const { stackName, stack, logKeyArn } = args;
  const stores: Stores = stack;
  const { services, cluster } = args.settings;
  const home = args.clusters[cluster]!;
  const { vpcId, intraSubnetIds } = home.network;
  const ids = [...Object.keys(stores.databases), ...Object.keys(stores.caches)];
  const zone =
    ids.length === 0
      ? undefined
      : new PrivateZone(`${stackName}-private`, {
          domain: privateDomain(stackName),
          vpcId,
          peers: vpcsWithNames(stack.peerings),
        });
  const place = { vpcId, subnetIds: intraSubnetIds, logDays: stack.network.flowLogDays, logKeyArn };
  const opened = <T extends Database | Cache>(
    name: string,
    store: T,
    privateName: PrivateName,
    admit: Readonly<Record<string, string>>,
    users: (service: Service) => boolean,
  ): Declared<T> => ({
    store,
    before: [
      privateName,
      new Admission(`${name}-admission`, {
        to: store,
        from: { ...admit, ...(services.some(users) ? podGroups(args.clusters, home) : {}) },
      }),
    ],
  });

  const databases = mapValues(stores.databases, (id, settings) => {
    const name = `${stackName}-${id}-db`;
    const identifier = databaseIdentifier(id, stackName);
    const store = new Database(name, { ...settings, databaseName: settings.database, identifier, ...place });
    const { privateName, settled } = declareDatabaseName(name, {
      ...{ store, settings, network: home.network, region: args.region, peerings: args.peerings },
      plan: args.moves[id],
      secretArns: args.secretArns,
      hostname: databaseHost(id, stackName),
      zoneId: zone!.zoneId,
    });
    const declared = opened(name, store, privateName, settings.admit, (one) => one.database === id);
    const before = [...declared.before, ...(settings.source ? args.peerings : [])];
    return { store, before, settled };
  });
  const caches = mapValues(stores.caches, (id, settings) => {
    const name = `${stackName}-${id}-cache`;
    const identifier = cacheIdentifier(id, stackName);
    const store = new Cache(name, { ...settings, identifier, ...place });
    const privateName = new PrivateName(`${name}-name`, {
      zoneId: zone!.zoneId,
      hostname: cacheHost(id, stackName),
      target: store.address,
    });
    return opened(name, store, privateName, settings.admit, (one) => one.caches.includes(id));
  });

  return {
    databases: mapValues(databases, (_, { store }) => store),
    caches: mapValues(caches, (_, { store }) => store),
    moved: mapValues(databases, (_, { store: { address }, settled }) => ({ address, settled })),
    link(service) {
      const own = service.caches.map((id) => [id, caches[id]!] as const);
      const database = service.database === undefined ? undefined : databases[service.database]!;
      const variables = storeEnvironment(service, stores, stackName);
      const { legacy, kubernetes } = service.environment;
      return {
        service: {
          ...service,
          environment: {
            legacy: { ...legacy, ...variables },
            kubernetes: { ...kubernetes, ...variables },
          },
        },
        stores: {
          ...(database && { [`db-${service.database!}`]: database.store }),
          ...Object.fromEntries(own.map(([id, { store }]) => [`cache-${id}`, store])),
        },
        policyArns: Object.fromEntries(own.map(([id, { store }]) => [`cache-${id}`, store.connectPolicyArn])),
        before: [...(database?.before ?? []), ...own.flatMap(([, { before }]) => before)],
      };
    },
    destinations: storeDestinations(services, stores, home.network.intraRanges, args.networks),
    outputs: {
      databases: mapValues(databases, (id, { store }) => ({
        host: databaseHost(id, stackName),
        masterSecret: store.masterSecretArn,
      })),
      caches: mapValues(caches, (id) => ({ host: cacheHost(id, stackName) })),
    },
  };
}

/** The security groups of the clusters in one network. */
function podGroups(clusters: StoresArgs["clusters"], home: PlacedSite): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    Object.values(clusters)
      .filter(({ owner }) => owner === home.owner)
      .map(({ id, network }) => [id, network.securityGroupId]),
  );
}

function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  make: (id: string, value: T) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, make(id, value)]));
}
