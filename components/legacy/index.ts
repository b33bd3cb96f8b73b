// Declares a service's legacy side, whatever its kind.
import * as pulumi from "@pulumi/pulumi";
import type { FoundLegacy } from "../../src/model/legacy/adopted";
import type { ImageDisks } from "../../src/model/legacy/images";
import type { Legacy } from "../../src/model/legacy/kinds";
import { AdoptedService, type AdoptedServiceArgs } from "./adopted-service";
import { AutoScalingService } from "./auto-scaling-service";
import { BeanstalkService } from "./beanstalk-service";
import { EcsService, type EcsServiceArgs } from "./ecs-service";
import { ExternalHosts } from "./external-hosts";
import type { LegacySide } from "./legacy-service";

export type { LegacySide } from "./legacy-service";

/** What any kind needs; each takes its own part. */
export interface AnyLegacyArgs extends Omit<
  EcsServiceArgs,
  "min" | "max" | "cpu" | "memory" | "setsCount" | "region" | "transform"
> {
  /** Which kind it is. */
  readonly legacy: Legacy;
  /** Bounds, where they aren't those of `legacy`: a worker's share of its consumers, or none for a job at rest. */
  readonly size?: { readonly min: pulumi.Input<number>; readonly max: pulumi.Input<number> };
  /** E.g. `eu-west-1`. */
  readonly region: string;
  /** What was found of an existing side; not of hosts. */
  readonly found?: FoundLegacy;
  /** The disks of the AMI of one on EC2. @default those of Amazon Linux */
  readonly disks?: ImageDisks;
}

/** Declares a legacy side. @param args with `found`, where something is adopted that isn't hosts. */
export function legacySide(
  name: string,
  { legacy, size, ...args }: AnyLegacyArgs,
  opts: pulumi.ComponentResourceOptions,
): LegacySide {
  const { region, found } = args;
  if (legacy.manage === "create") {
    const { min, max } = size ?? legacy;
    const common = { ...args, min, max };
    switch (legacy.platform) {
      case "autoScaling": {
        const { ami, instanceType } = legacy;
        return new AutoScalingService(name, { ...common, ami, instanceType }, opts);
      }
      case "beanstalk": {
        const { stack: solutionStack, instanceType } = legacy;
        return new BeanstalkService(name, { ...common, solutionStack, instanceType }, opts);
      }
      case "ecs": {
        const { cpu, memory } = legacy;
        return new EcsService(name, { ...common, cpu, memory, setsCount: size !== undefined }, opts);
      }
    }
  }
  if (legacy.platform === "hosts") return new ExternalHosts(name, { hosts: legacy.hosts, region }, opts);
  return new AdoptedService(name, { ...named(found!), region }, opts);
}

/** How a record names what was found, and what watches it from inside. */
function named(found: FoundLegacy): Pick<AdoptedServiceArgs, "address" | "inside"> {
  if (found.kind === "hostname") return { address: { kind: "hostname", of: pulumi.output(found.hostname) } };
  const { dnsName, zoneId, inside } = found;
  return {
    address: { kind: "alias", of: pulumi.output({ dnsName, zoneId }) },
    // That an internal one has a target group has been checked: see `watchProblem`.
    inside: inside && { ...inside, targetGroup: inside.targetGroup! },
  };
}
