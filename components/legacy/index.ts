// The one way to a service's legacy side, whatever its kind.
import type * as pulumi from "@pulumi/pulumi";
import type { FoundLegacy } from "../../src/model/legacy/adopted";
import { AdoptedService } from "./adopted-service";
import { AutoScalingService } from "./auto-scaling-service";
import { BeanstalkService } from "./beanstalk-service";
import { EcsService, type EcsServiceArgs } from "./ecs-service";
import { ExternalHosts } from "./external-hosts";
import type { LegacySide } from "./legacy-service";

export type { LegacySide } from "./legacy-service";

/** What any kind needs; each takes its own part. */
export interface AnyLegacyArgs extends Omit<EcsServiceArgs, "region" | "transform"> {
  readonly region: string;
  /** What was found of a side that is there already; not of hosts. */
  readonly found?: FoundLegacy;
}

/** @throws Error on a service without a legacy side, or an adopted one that nothing was found of. */
export function legacySide(
  name: string,
  args: AnyLegacyArgs,
  opts: pulumi.ComponentResourceOptions,
): LegacySide {
  const { legacy, name: service } = args.service;
  if (!legacy) throw new Error(`${service} has no legacy side`);
  const { region, found } = args;
  if (legacy.manage === "create")
    switch (legacy.platform) {
      case "autoScaling":
        return new AutoScalingService(name, args, opts);
      case "beanstalk":
        return new BeanstalkService(name, args, opts);
      case "ecs":
        return new EcsService(name, args, opts);
    }
  if (legacy.platform === "hosts") return new ExternalHosts(name, { hosts: legacy.hosts, region }, opts);
  if (!found) throw new Error(`nothing was found of the adopted legacy side of ${service}`);
  return new AdoptedService(name, { found, region }, opts);
}
