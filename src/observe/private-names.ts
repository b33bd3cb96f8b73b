// Reads where the private names of a stack point now.
import * as aws from "@pulumi/aws";
import { canonicalName } from "../model/traffic/zone-records";
import { findZone } from "./zone";

/** What each name of a private zone points to, without final dots; none where there is no such zone yet. */
export async function observeNames(domain: string): Promise<ReadonlyMap<string, string>> {
  const zoneId = await findZone(domain, true);
  if (zoneId === undefined) return new Map();
  const { resourceRecordSets } = await aws.route53.getRecords({ zoneId });
  return new Map(
    resourceRecordSets.flatMap(({ name, type, resourceRecords }) => {
      const value = resourceRecords[0]?.value;
      return value !== undefined && (type === "CNAME" || type === "A")
        ? [[canonicalName(name), canonicalName(value)]]
        : [];
    }),
  );
}
