// Declares the public zone of one stack and the certificate of its hostnames.
import type * as pulumi from "@pulumi/pulumi";
import { Certificate } from "../../components/traffic/certificate";
import type { ObservedZone } from "../model/traffic/zone-records";
import { PublicZone } from "../../components/traffic/public-zone";
import { isUnknown, type Written } from "../model/traffic/written";
import { legacyTarget } from "../model/traffic/split";
import type { StackFile } from "../schema/stack";
import type { Settings } from "../model/environment/types";

export interface ZoneArgs {
  readonly stackName: string;
  readonly stack: StackFile;
  readonly settings: Settings;
  /** Nothing where there is no zone yet, which one that is adopted never is. */
  readonly observed?: ObservedZone;
  /** What the state says of zones. */
  readonly written: Written;
}

export interface DeclaredZone {
  readonly domain: string;
  readonly zoneId: pulumi.Input<string>;
  readonly certificateArn: pulumi.Output<string>;
}

export function declareZone({ stackName, stack, settings, observed, written }: ZoneArgs): DeclaredZone {
  const { domain, clusters } = settings;
  const found = observed && isUnknown(observed, written) ? observed.id : undefined;
  const zoneId =
    "adopt" in stack.zone
      ? observed!.id
      : new PublicZone(stackName, { domain, isNew: !observed, import: found }).zoneId;
  const targets = [legacyTarget, ...clusters];
  const { arn } = new Certificate(stackName, { domain, targets, zoneId });
  return { domain, zoneId, certificateArn: arn };
}
