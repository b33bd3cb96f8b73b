// Reads and writes a public zone past the engine, for `status` and for `rollback --now`.
import type { ResourceRecordSet, Route53Client } from "@aws-sdk/client-route-53";
import { publicName } from "../model/traffic/hostnames";
import { entryName, entryText, type Entry } from "../model/traffic/ledger";
import { weightsOf } from "../model/traffic/split";
import type { Splitter } from "../model/traffic/splitter";
import { readZone, type ZoneReading, type ZoneRecord } from "../model/traffic/zone-records";
import { ttl } from "../model/environment/types";

/** One public hosted zone, by Route 53's own API and the usual credentials. */
export class ZoneClient implements Splitter {
  private constructor(
    private readonly sdk: typeof import("@aws-sdk/client-route-53"),
    private readonly client: Route53Client,
    private readonly id: string,
    private readonly domain: string,
  ) {}

  /**
   * Finds a zone by its name; nothing if there is none.
   *
   * @param endpoint of a simulated cloud. @default AWS
   */
  static async find(domain: string, endpoint?: string): Promise<ZoneClient | undefined> {
    // The SDK announces Node versions that later releases will need; this one is pinned.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    // Loaded late, because most commands never need it.
    const sdk = await import("@aws-sdk/client-route-53");
    // Route 53 is one service for all regions, signed for this one.
    const client = new sdk.Route53Client({
      region: "us-east-1",
      ...(endpoint && { endpoint, credentials: { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" } }),
    });
    const { HostedZones } = await client.send(new sdk.ListHostedZonesByNameCommand({ DNSName: domain }));
    const zones = (HostedZones ?? []).filter(
      (zone) => zone.Name === `${domain}.` && !zone.Config?.PrivateZone,
    );
    if (zones.length > 1) throw new Error(`there are ${String(zones.length)} public zones named ${domain}`);
    const id = zones[0]?.Id?.replace("/hostedzone/", "");
    return id === undefined ? undefined : new ZoneClient(sdk, client, id, domain);
  }

  /** All records, as the model reads them. */
  async records(): Promise<ZoneRecord[]> {
    return (await this.sets()).map((set) => ({
      name: set.Name ?? "",
      type: set.Type ?? "",
      setIdentifier: set.SetIdentifier,
      weight: set.Weight,
      healthCheckId: set.HealthCheckId,
      values: set.ResourceRecords?.map(({ Value = "" }) => Value.replace(/^"(.*)"$/s, "$1")),
    }));
  }

  async read(): Promise<ZoneReading> {
    return readZone(await this.records(), this.domain);
  }

  /** Ids of all health checks of the account. */
  async checks(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let marker: string | undefined, more = true; more;) {
      const answer = await this.client.send(
        new this.sdk.ListHealthChecksCommand({ ...(marker !== undefined && { Marker: marker }) }),
      );
      for (const { Id } of answer.HealthChecks ?? []) found.add(Id!);
      more = answer.IsTruncated === true;
      marker = answer.NextMarker;
    }
    return found;
  }

  async write(route: string, entry: Entry): Promise<void> {
    const hostname = publicName(route, this.domain);
    const weights = weightsOf(entry.split);
    const sets = (await this.sets())
      .filter(
        (set) =>
          set.Name === `${hostname}.` && set.SetIdentifier !== undefined && set.SetIdentifier in weights,
      )
      .map((set) => ({ ...set, Weight: weights[set.SetIdentifier!] }));
    const ledger: ResourceRecordSet = {
      Name: entryName(route, this.domain),
      Type: "TXT",
      TTL: ttl,
      ResourceRecords: [{ Value: `"${entryText(entry)}"` }],
    };
    try {
      await this.upsert([...sets, ledger]);
    } catch (error) {
      if (!(error instanceof this.sdk.NoSuchHealthCheck)) throw error;
      // Nothing was written. Without a check that is gone, a record answers as it did.
      const checks = await this.checks();
      const written = sets.map(({ HealthCheckId: check, ...set }) =>
        check !== undefined && checks.has(check) ? { ...set, HealthCheckId: check } : set,
      );
      await this.upsert([...written, ledger]);
    }
  }

  /** Writes all of them, or none. */
  private async upsert(sets: readonly ResourceRecordSet[]): Promise<void> {
    const Changes = sets.map((set) => ({ Action: "UPSERT" as const, ResourceRecordSet: set }));
    await this.client.send(
      new this.sdk.ChangeResourceRecordSetsCommand({
        HostedZoneId: this.id,
        ChangeBatch: { Comment: "crossover rollback --now", Changes },
      }),
    );
  }

  private async sets(): Promise<ResourceRecordSet[]> {
    const found: ResourceRecordSet[] = [];
    let page:
      Partial<Record<"StartRecordName" | "StartRecordType" | "StartRecordIdentifier", string>> | undefined =
      {};
    while (page) {
      const answer: Awaited<ReturnType<typeof this.list>> = await this.list(page);
      found.push(...(answer.ResourceRecordSets ?? []));
      page = answer.IsTruncated
        ? {
            StartRecordName: answer.NextRecordName,
            StartRecordType: answer.NextRecordType,
            StartRecordIdentifier: answer.NextRecordIdentifier,
          }
        : undefined;
    }
    return found;
  }

  private list(page: Record<string, string | undefined>) {
    return this.client.send(new this.sdk.ListResourceRecordSetsCommand({ HostedZoneId: this.id, ...page }));
  }
}
