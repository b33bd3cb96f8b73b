// Asks what a stack's files don't say: what its zone holds, what the last update recorded, and what it builds on.
import * as aws from "@pulumi/aws";
import type { SharedAccess } from "../model/clusters/types";
import type { AwsProvider } from "../schema/aws-provider";
import type { Environment } from "../model/environment/types";
import type { FoundLegacy } from "../model/legacy/adopted";
import type { ImageDisks } from "../model/legacy/images";
import type { FoundNetwork } from "../model/network/adopted";
import { recordedListeners, recordedMoves, recordedTraffic, recordedVersions } from "../model/outputs";
import type { Problem } from "../model/problem";
import type { ObservedMoves } from "../model/replication/moves";
import type { Recorded as RecordedMove, SecretArns } from "../model/replication/types";
import type { Recorded } from "../model/traffic/observed";
import type { Written } from "../model/traffic/written";
import type { ObservedZone } from "../model/traffic/zone-records";
import type { VersionRecord } from "../model/versions/record";
import { observeAccount, type AccountAnswer } from "./account";
import { observeAdopted } from "./adopted";
import { observeCheckout, type Checkout } from "./checkout";
import { databaseProblems } from "./databases";
import { askAws, observeHealth, type AwsQuestions, type ObservedHealth } from "./health";
import { observeImages } from "./images";
import { observeMoves } from "./moves";
import { observeNetwork } from "./networks";
import { replicationSecrets } from "./replication-secrets";
import { secretProblems } from "./secrets";
import { sharedClusters } from "./shared-clusters";
import { lastUpdate } from "./state";
import { observeZone, readZones } from "./zone";

export type { AwsQuestions } from "./health";
export { readRecords } from "./zone";

/** What is known from outside of the files. */
export interface Knowledge {
  /** Nothing where there is no zone yet. */
  readonly zone?: ObservedZone;
  /** What the zone's health checks report. */
  readonly health: ObservedHealth;
  /** What git says of the project's files. */
  readonly checkout: Checkout;
  /** The other zones that the state has records in. */
  readonly otherZones: readonly ObservedZone[];
  /** What the state says of names. */
  readonly written: Written;
  /** The traffic of each key, as the last update recorded it. */
  readonly recorded: (key: string) => Recorded | undefined;
  readonly network: FoundNetwork;
  /** The existing legacy sides, by service. */
  readonly adopted: ReadonlyMap<string, FoundLegacy>;
  /** The disks of each AMI that a legacy side is made of; none where only single routes move. */
  readonly disks: ReadonlyMap<string, ImageDisks>;
  /** How each shared cluster is reached, by its id here. */
  readonly shared: ReadonlyMap<string, SharedAccess>;
  readonly secretArns: SecretArns;
  /** The id of the account. */
  readonly account: string;
  /** The Kubernetes version of each own cluster that is there, by its id; nothing where only single routes move. */
  readonly deployedVersions?: ReadonlyMap<string, string>;
  /** Whether others have rules in the registry's replication; false where only single routes move. */
  readonly sharedReplication: boolean;
  /** What the last update has written down of the versions. */
  readonly recordedVersions: ReadonlyMap<string, VersionRecord>;
  /** The databases that move. */
  readonly moves: ObservedMoves & { readonly recorded: ReadonlyMap<string, RecordedMove> };
  /** All that isn't there, isn't as it must be, or can't become what is asked. */
  readonly problems: readonly Problem[];
}

export interface HowToAsk {
  /** The project's directory, with `services/` in it. */
  readonly root: string;
  /** Short commit that the ledger names. @default what git says of `root` */
  readonly commit?: string;
  /** Whether values are asked for that no file has. @default false */
  readonly uncommitted?: boolean;
  /** The moment that health is asked for. */
  readonly now: Date;
  /** Only these keys of `crossover:traffic` move, and wait for nothing that isn't their own. @default all */
  readonly only?: readonly string[];
  /** Asks AWS past the provider. @default by the AWS SDK */
  readonly ask?: (provider: AwsProvider) => AwsQuestions;
}

/** Milliseconds that health may take; less where single routes move, which may be a rollback. */
const patience = { whole: 10_000, single: 5_000 };

/**
 * Asks everything at once.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export async function observe(
  environment: Environment,
  stackName: string,
  file: string,
  { now, only, ask = askAws, ...project }: HowToAsk,
): Promise<Knowledge> {
  const { stack, settings, provider } = environment;
  const whole = only === undefined;
  const { services, domain } = settings;
  const last = lastUpdate();
  const outputs = last.then((one) => one.outputs);
  const sharing = sharedClusters(stack.clusters, file);
  const moves = async (): Promise<Pick<Knowledge, "written" | "recorded" | "moves">> => {
    const { outputs, written } = await last;
    const recorded = recordedMoves(outputs);
    return {
      written,
      recorded: recordedTraffic(outputs),
      moves: { ...(await observeMoves(stack, recorded, stackName)), recorded },
    };
  };
  const reading = observeZone(domain);
  const zones = async (): Promise<Pick<Knowledge, "zone" | "otherZones" | "checkout">> => {
    const [zone, { written }] = await Promise.all([reading, last]);
    const others = new Set(written.weights.map(({ zoneId }) => zoneId).filter((id) => id !== zone?.id));
    const files = [file, "services"];
    const [otherZones, checkout] = await Promise.all([
      readZones([...others]),
      observeCheckout({ ...project, files, records: zone?.records ?? [], domain }),
    ]);
    return { zone, otherZones, checkout };
  };
  const caller = aws.getCallerIdentity().then(({ accountId, arn }) => ({ account: accountId, arn }));
  const listeners = async () => {
    const others = [...(await sharing).value].map(([id, { listenerArn }]) => [id, listenerArn] as const);
    return new Map([...recordedListeners(await outputs), ...others]);
  };
  const health = async () =>
    observeHealth({
      records: (await reading)?.records ?? [],
      questions: ask(provider),
      now,
      listeners,
      deadline: whole ? patience.whole : patience.single,
      provider: caller,
    });
  const past = async () => {
    const { outputs, resources } = await last;
    return { recorded: recordedVersions(outputs), resources, now, caller: await caller };
  };
  const nothing: AccountAnswer = { value: { clusters: new Map(), sharedReplication: false }, problems: [] };
  const [
    found,
    observedHealth,
    ledgers,
    network,
    adopted,
    images,
    shared,
    secretArns,
    { account },
    inAccount,
    ...checks
  ] = await Promise.all([
    zones(),
    health(),
    moves(),
    observeNetwork(whole ? stack : { network: stack.network, peerings: {} }, file),
    observeAdopted(services, file),
    observeImages(whole ? services : [], last, file),
    sharing,
    replicationSecrets(whole ? stack : { databases: {} }, file),
    caller,
    whole ? observeAccount(environment, stackName, file, past()) : nothing,
    ...(whole ? [secretProblems(stackName, services), databaseProblems(stack, stackName, file)] : []),
  ]);
  return {
    ...found,
    health: observedHealth,
    ...ledgers,
    network: network.value,
    adopted: adopted.value,
    disks: images.value,
    shared: shared.value,
    secretArns: secretArns.value,
    account,
    ...(whole && {
      deployedVersions: new Map([...inAccount.value.clusters].map(([id, { version }]) => [id, version])),
    }),
    sharedReplication: inAccount.value.sharedReplication,
    recordedVersions: recordedVersions(await outputs),
    problems: [
      ...[network, adopted, images, shared, secretArns, inAccount],
      ...checks.map((problems) => ({ problems })),
    ].flatMap(({ problems }) => problems),
  };
}
