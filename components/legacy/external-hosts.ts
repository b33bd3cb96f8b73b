// Describes hosts that the program doesn't reach as a target: hand-made servers, or a machine room elsewhere.
import * as pulumi from "@pulumi/pulumi";
import type { Hosts } from "../../src/model/legacy/kinds";
import type { Target } from "../traffic/target";

export interface ExternalHostsArgs {
  /** Their addresses, or one name that leads to them. */
  readonly hosts: Hosts;
  /** Region of the hosts' alarm, if they have one, e.g. `eu-west-1`. */
  readonly region: string;
}

/**
 * Hosts that answer HTTPS under the service's public and origin names. Nothing of them is ever changed or deleted; they are
 * the fallback for as long as they have a record.
 */
export class ExternalHosts extends pulumi.ComponentResource {
  /** What a record names. */
  readonly target: Target;

  constructor(name: string, { hosts, region }: ExternalHostsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:ExternalHosts", name, {}, opts);
    this.target = {
      id: "legacy",
      dedicated: false,
      address:
        hosts.hostname === undefined
          ? { kind: "addresses", of: pulumi.output([...hosts.addresses]) }
          : { kind: "hostname", of: pulumi.output(hosts.hostname) },
      alarm: hosts.alarm === undefined ? undefined : { name: hosts.alarm, region },
    };
    this.registerOutputs({ address: this.target.address.of });
  }
}
