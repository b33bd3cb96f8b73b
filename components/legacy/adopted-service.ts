// The legacy side of a service that is there already: it is only named, and watched where Route 53 can't.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { healthyHosts, type FoundLegacy, type Inside } from "../../src/model/legacy/adopted";
import type { Address, Alarm, Target } from "../traffic/target";

export interface AdoptedServiceArgs {
  /** What the lookup said of it: how a record names it, and the health metric of an internal load balancer. */
  readonly found: FoundLegacy;
  /** Region of its load balancer, e.g. `eu-west-1`. A change of it replaces the alarm. */
  readonly region: string;
}

/** An existing load balancer, ECS service or Beanstalk environment. Nothing of it is ever changed or deleted. */
export class AdoptedService extends pulumi.ComponentResource {
  /** What a record names, and the alarm where the internet doesn't reach it. */
  readonly target: Target;

  constructor(name: string, args: AdoptedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:AdoptedService", name, {}, opts);
    const { found, region } = args;
    const inside = found.kind === "alias" ? found.inside : undefined;
    this.target = {
      id: "legacy",
      // Other services may be behind it too, so its target health isn't taken for the service's.
      dedicated: false,
      address: address(found),
      alarm: inside && this.alarm(`${name}-unhealthy`, inside, region),
    };
    this.registerOutputs({ address: this.target.address.of });
  }

  /** In alarm while no target is healthy, and when nothing says how many are. */
  private alarm(name: string, { loadBalancer, targetGroup }: Inside, region: string): pulumi.Output<Alarm> {
    const metric = healthyHosts({ loadBalancer, targetGroup: targetGroup! });
    const alarm = new aws.cloudwatch.MetricAlarm(
      name,
      {
        ...metric,
        alarmDescription:
          "Whether an internal legacy load balancer has a healthy target; Route 53 follows it.",
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: 60,
        evaluationPeriods: 2,
        treatMissingData: "breaching",
      },
      { parent: this },
    );
    return alarm.name.apply((alarmName) => ({ name: alarmName, region }));
  }
}

function address(found: FoundLegacy): Address {
  if (found.kind === "hostname") return { kind: "hostname", of: pulumi.output(found.hostname) };
  const { dnsName, zoneId } = found;
  return { kind: "alias", of: pulumi.output({ dnsName, zoneId }) };
}
