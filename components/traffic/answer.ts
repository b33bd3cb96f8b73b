// How a target is named by a record, and how Route 53 learns whether it is healthy.
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RecordType } from "../../src/model/traffic/record-type";
import type { Address, Target } from "./target";
import { ttl } from "../../src/model/environment/types";

type Answer = Pick<aws.route53.RecordArgs, "type" | "ttl" | "records" | "aliases">;

/**
 * The part of a record that says what it names.
 *
 * @param type of the whole set; an alias can take the place of either.
 * @throws TypeError on a type that the address can't have.
 */
export function answer(address: Address, type: RecordType, evaluateTargetHealth: boolean): Answer {
  const { kind, of } = address;
  if (kind === "alias")
    return type === "A"
      ? {
          type,
          aliases: [
            {
              name: of.apply(({ dnsName }) => dnsName),
              zoneId: of.apply(({ zoneId }) => zoneId),
              evaluateTargetHealth,
            },
          ],
        }
      : { type, ttl, records: [of.apply(({ dnsName }) => dnsName)] };
  if (type !== ownType(address)) throw new TypeError(`a record of type ${type} can't name ${kind}`);
  return { type, ttl, records: kind === "hostname" ? [of] : of.apply((addresses) => [...addresses]) };
}

/** The type of a record that stands alone. */
export function ownType({ kind }: Address): RecordType {
  return kind === "hostname" ? "CNAME" : "A";
}

/**
 * Asks the target's origin name, which has no weight: a check of the public name would prove whichever side answered. Of a
 * target that Route 53's checkers can't reach, an alarm tells.
 */
export function healthCheck(target: Target, origin: string, path: string): aws.route53.HealthCheckArgs {
  const tags = { Name: origin };
  if (target.alarm)
    return {
      type: "CLOUDWATCH_METRIC",
      cloudwatchAlarmName: pulumi.output(target.alarm).name,
      cloudwatchAlarmRegion: pulumi.output(target.alarm).region,
      // A new alarm has no data yet, which must not take the side out of DNS.
      insufficientDataHealthStatus: "LastKnownStatus",
      tags,
    };
  return {
    type: "HTTPS",
    fqdn: origin,
    port: 443,
    resourcePath: path,
    enableSni: true,
    requestInterval: 10,
    failureThreshold: 3,
    tags,
  };
}
