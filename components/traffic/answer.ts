// Describes how a record names a target, and how Route 53 learns whether the target is healthy.
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RecordType } from "../../src/model/traffic/record-type";
import type { Address, Target } from "./target";
import { ttl } from "../../src/model/environment/types";

type Answer = Pick<aws.route53.RecordArgs, "type" | "ttl" | "records" | "aliases">;

/** The part of a record that says what it names. @param type of the whole set, which {@link canName} the address. */
export function answer(address: Address, type: RecordType, evaluateTargetHealth: boolean): Answer {
  if (address.kind === "hostname") return { type, ttl, records: [address.of] };
  if (address.kind === "addresses")
    return { type, ttl, records: pulumi.output(address.of).apply((addresses) => [...addresses]) };
  const { dnsName, zoneId } = pulumi.output(address.of);
  return type === "A"
    ? { type, aliases: [{ name: dnsName, zoneId, evaluateTargetHealth }] }
    : { type, ttl, records: [dnsName] };
}

/** Whether a record of this type can name the address; an alias can take the place of either type. */
export function canName(address: Address, type: RecordType): boolean {
  return address.kind === "alias" || type === ownType(address);
}

/** The type of a record outside any set. */
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
