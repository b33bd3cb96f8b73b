// Reads what a public zone holds now, through the same provider that will write to it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ObservedZone, ZoneRecord } from "../model/traffic/zone-records";

/** Nothing where there is no such zone yet. */
export async function observeZone(domain: string): Promise<ObservedZone | undefined> {
  const id = await findZone(domain);
  return id === undefined ? undefined : { id, records: await readRecords(id) };
}

/** All records of a zone; one request for every 300 of them. */
export async function readRecords(zoneId: string): Promise<ZoneRecord[]> {
  const { resourceRecordSets } = await aws.route53.getRecords({ zoneId });
  return resourceRecordSets.map((record) => ({
    name: record.name,
    type: record.type,
    // The data source gives empty text and zero for what a record doesn't have.
    ...(record.setIdentifier ? { setIdentifier: record.setIdentifier, weight: record.weight } : {}),
    ...aliasOf(record),
    ...(record.healthCheckId ? { healthCheckId: record.healthCheckId } : {}),
    ...(record.resourceRecords.length > 0
      ? { values: record.resourceRecords.map(({ value }) => unquoted(value)) }
      : {}),
  }));
}

/** The provider's types promise a target of every record. */
function aliasOf({ aliasTarget }: { readonly aliasTarget?: { readonly dnsName: string } }): {
  alias?: string;
} {
  return aliasTarget?.dnsName ? { alias: aliasTarget.dnsName } : {};
}

/** Route 53 keeps texts within quotes. */
function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/s, "$1");
}

/** Zones by their ids; those that are gone are left out, as nothing in them answers. */
export async function readZones(ids: readonly string[]): Promise<ObservedZone[]> {
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        return [{ id, records: await readRecords(id) }];
      } catch (error) {
        if (/NoSuchHostedZone/.test(String(error))) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** The id of the zone of a name, or nothing where there is none. */
export async function findZone(domain: string, privateZone = false): Promise<string | undefined> {
  try {
    return (await aws.route53.getZone({ name: domain, privateZone })).zoneId;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The provider's own words; there is no lookup that answers "none" without an error.
    if (/no matching Route ?53 ?(Hosted )?Zone found/i.test(reason)) return undefined;
    throw new pulumi.RunError(
      `the zone ${domain} can't be read, and without it no step can be checked: ${reason}`,
    );
  }
}
