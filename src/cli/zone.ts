// Reads and writes a public zone past the engine, for `status`, `rollback --now`, `release-name` and for what an update finds changed.
import type {
  Change,
  ListResourceRecordSetsResponse,
  ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { originName, publicName } from "../model/traffic/hostnames";
import { entryName, entryText, type Entry } from "../model/traffic/ledger";
import { weightsOf } from "../model/traffic/split";
import type { Splitter } from "../model/traffic/splitter";
import { canonicalName, readZone, type ZoneReading, type ZoneRecord } from "../model/traffic/zone-records";
import { ttl } from "../model/environment/types";
import { clientSettings, Deadline } from "../observe/aws.ts";
import type { AwsProvider } from "../schema/aws-provider";
import { allAnswers } from "./answers";

type Sdk = typeof import("@aws-sdk/client-route-53");

/** Route 53 is one service for all regions, signed for this one. */
const home = "us-east-1";

/** An account has five requests a second, which an update of the same stack may be using up. */
const attempts = 6;

/** Milliseconds that each question may take, its attempts and its pages together; a whole zone may have many pages. */
const patience = { one: 10_000, zone: 30_000, write: 10_000 };

/** One public hosted zone, by Route 53's own API, as whom and where the stack's provider asks. */
export class ZoneClient implements Splitter {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: Route53Client,
    private readonly id: string,
    private readonly domain: string,
  ) {}

  /**
   * Finds a zone by its name; nothing if there is none.
   *
   * @throws an error that names the question, where AWS doesn't answer; and on two zones of that name.
   */
  static async find(domain: string, provider: AwsProvider): Promise<ZoneClient | undefined> {
    // The SDK announces Node versions that later releases will need; this one is pinned.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    // Loaded late, because most commands never need it.
    const sdk = await import("@aws-sdk/client-route-53");
    const settings = clientSettings(provider)("route53", home);
    const client = new sdk.Route53Client({ ...settings, maxAttempts: attempts });
    const list = new sdk.ListHostedZonesByNameCommand({ DNSName: domain });
    const { HostedZones } = await ask(`the zone ${domain} (Route 53 ListHostedZonesByName)`, (abortSignal) =>
      client.send(list, { abortSignal }),
    );
    const zones = (HostedZones ?? []).filter(
      (zone) => zone.Name === `${domain}.` && !zone.Config?.PrivateZone,
    );
    if (zones.length > 1) throw new Error(`there are ${String(zones.length)} public zones named ${domain}`);
    const id = zones[0]?.Id?.replace("/hostedzone/", "");
    return id === undefined ? undefined : new ZoneClient(sdk, client, id, domain);
  }

  /** All records, as the model reads them. */
  async records(): Promise<ZoneRecord[]> {
    return (await this.sets()).map(toRecord);
  }

  /** The records of one route and its ledger's entry, by two requests however large the zone is. */
  async recordsOf(route: string): Promise<ZoneRecord[]> {
    const names = [publicName(route, this.domain), entryName(route, this.domain)];
    const found = await allAnswers(names.map((name) => this.sets(name)));
    return found.flat().map(toRecord);
  }

  /**
   * The same, with the records of a route's origin names; and what turns its weighted records, as they were read, into simple
   * ones of the same answer, and takes its ledger's entry away: all in one batch, or nothing. Route 53 refuses to delete a record
   * whose values have changed since they were read, so it undoes nothing of another hand.
   *
   * @param targets whose origin names are read too.
   * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
   */
  async releasable(
    route: string,
    targets: readonly string[],
  ): Promise<{ readonly records: readonly ZoneRecord[]; readonly release: () => Promise<void> }> {
    const [hostname, ledger] = [publicName(route, this.domain), entryName(route, this.domain)];
    const origins = targets.map((id) => originName(route, id, this.domain));
    const [named = [], entries = [], ...others] = await allAnswers(
      [hostname, ledger, ...origins].map((name) => this.sets(name)),
    );
    const weighted = named.filter(
      ({ Type, Weight }) => Weight !== undefined && ["A", "AAAA", "CNAME"].includes(Type!),
    );
    const changes = [
      ...[...weighted, ...entries.filter(({ Type }) => Type === "TXT")].map((set) => deletion(set)),
      ...weighted.map((set) => creation(simple(set))),
    ];
    const question = `the records of ${hostname} (Route 53 ChangeResourceRecordSets)`;
    return {
      records: [named, entries, ...others].flat().map(toRecord),
      release: () =>
        ask(question, (signal) => this.change(changes, "crossover release-name", signal), {
          can: "written",
          within: patience.write,
        }),
    };
  }

  async read(): Promise<ZoneReading> {
    return readZone(await this.records(), this.domain);
  }

  /** Ids of all health checks of the account. */
  async checks(): Promise<ReadonlySet<string>> {
    return ask("the health checks (Route 53 ListHealthChecks)", (abortSignal) =>
      this.listChecks(abortSignal),
    );
  }

  async write(route: string, entry: Entry): Promise<void> {
    const weights = weightsOf(entry.split);
    const sets = (await this.sets(publicName(route, this.domain)))
      .filter(({ SetIdentifier: id }) => id !== undefined && id in weights)
      .map((set) => ({ ...set, Weight: weights[set.SetIdentifier!] }));
    const ledger: ResourceRecordSet = {
      Name: entryName(route, this.domain),
      Type: "TXT",
      TTL: ttl,
      ResourceRecords: [{ Value: `"${entryText(entry)}"` }],
    };
    const question = `the records of ${publicName(route, this.domain)} (Route 53 ChangeResourceRecordSets)`;
    await ask(
      question,
      async (signal) => {
        try {
          await this.upsert([...sets, ledger], signal);
        } catch (error) {
          if (!(error instanceof this.sdk.NoSuchHealthCheck)) throw error;
          // Nothing was written. Without a check that is gone, a record answers as it did.
          const checks = await this.listChecks(signal);
          const written = sets.map(({ HealthCheckId: check, ...set }) =>
            check !== undefined && checks.has(check) ? { ...set, HealthCheckId: check } : set,
          );
          await this.upsert([...written, ledger], signal);
        }
      },
      { can: "written", within: patience.write },
    );
  }

  private upsert(sets: readonly ResourceRecordSet[], signal: AbortSignal): Promise<void> {
    const changes = sets.map((set): Change => ({ Action: "UPSERT", ResourceRecordSet: set }));
    return this.change(changes, "crossover rollback --now", signal);
  }

  /** Makes all of the changes, or none. @param comment that Route 53 keeps with them. */
  private async change(changes: readonly Change[], comment: string, abortSignal: AbortSignal): Promise<void> {
    const ChangeBatch = { Comment: comment, Changes: [...changes] };
    await this.client.send(
      new this.sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: this.id, ChangeBatch }),
      { abortSignal },
    );
  }

  private async listChecks(abortSignal: AbortSignal): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let Marker: string | undefined;
    do {
      const command = new this.sdk.ListHealthChecksCommand({ ...(Marker !== undefined && { Marker }) });
      const { HealthChecks = [], NextMarker } = await this.client.send(command, { abortSignal });
      for (const { Id } of HealthChecks) found.add(Id!);
      Marker = NextMarker;
    } while (Marker !== undefined);
    return found;
  }

  /** @param name only of this name. @default all */
  private sets(name?: string): Promise<ResourceRecordSet[]> {
    const question = `the records of ${name ?? this.domain} (Route 53 ListResourceRecordSets)`;
    const within = name === undefined ? patience.zone : patience.one;
    const isWanted = (other = "") => name === undefined || canonicalName(other) === name;
    const answer = async (abortSignal: AbortSignal) => {
      const found: ResourceRecordSet[] = [];
      let page: Page | undefined = name === undefined ? {} : { StartRecordName: name };
      while (page) {
        const answer: ListResourceRecordSetsResponse = await this.client.send(
          new this.sdk.ListResourceRecordSetsCommand({ HostedZoneId: this.id, ...page }),
          { abortSignal },
        );
        found.push(...(answer.ResourceRecordSets ?? []).filter((set) => isWanted(set.Name)));
        page = answer.IsTruncated && isWanted(answer.NextRecordName) ? nextOf(answer) : undefined;
      }
      return found;
    };
    return ask(question, answer, { within });
  }
}

interface Page {
  readonly StartRecordName?: string;
  readonly StartRecordType?: ResourceRecordSet["Type"];
  readonly StartRecordIdentifier?: string;
}

function nextOf(answer: ListResourceRecordSetsResponse): Page {
  return {
    StartRecordName: answer.NextRecordName,
    StartRecordType: answer.NextRecordType,
    StartRecordIdentifier: answer.NextRecordIdentifier,
  };
}

function deletion(set: ResourceRecordSet): Change {
  return { Action: "DELETE", ResourceRecordSet: set };
}

/** Fails where something else has made such a record since. */
function creation(set: ResourceRecordSet): Change {
  return { Action: "CREATE", ResourceRecordSet: set };
}

/** The same answer, from a record that no other stands beside and no health check takes away. */
function simple({
  SetIdentifier: _,
  Weight: __,
  HealthCheckId: ___,
  ...set
}: ResourceRecordSet): ResourceRecordSet {
  return set;
}

function toRecord(set: ResourceRecordSet): ZoneRecord {
  return {
    name: set.Name ?? "",
    type: set.Type ?? "",
    setIdentifier: set.SetIdentifier,
    weight: set.Weight,
    healthCheckId: set.HealthCheckId,
    ttl: set.TTL,
    alias: set.AliasTarget?.DNSName,
    values: set.ResourceRecords?.map(({ Value = "" }) => Value.replace(/^"(.*)"$/s, "$1")),
  };
}

/** The answer. @throws an error that names the question, also where there is no answer in time. */
async function ask<T>(
  question: string,
  answer: (signal: AbortSignal) => Promise<T>,
  {
    can = "read",
    within = patience.one,
  }: { readonly can?: "read" | "written"; readonly within?: number } = {},
): Promise<T> {
  const deadline = new Deadline(within);
  const asked = await deadline.ask(question, () => answer(deadline.signal), can);
  deadline.end();
  if ("failure" in asked) throw new Error(asked.failure);
  return asked.value;
}
