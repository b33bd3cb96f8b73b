// Describes an existing legacy side as a target, and declares an alarm where Route 53 can't check it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { healthyHosts, type Inside } from "../../src/model/legacy/adopted";
import type { Address, Alarm, Target } from "../traffic/target";

export interface AdoptedServiceArgs {
  /** What a record names: its load balancer, or a Beanstalk environment's own name. */
  readonly address: Address;
  /**
   * An internal load balancer and its target group, by the ends of their ARNs; an alarm watches the healthy targets.
   *
   * @default the internet reaches it, and Route 53 checks it
   * @example { loadBalancer: "app/old/0123456789abcdef", targetGroup: "targetgroup/old/0123456789abcdef" }
   */
  readonly inside?: Required<Inside>;
  /** Region of its load balancer, e.g. `eu-west-1`. A change replaces the alarm. */
  readonly region: string;
}

/** An existing load balancer, ECS service or Beanstalk environment. Nothing of it is ever changed or deleted. */
export class AdoptedService extends pulumi.ComponentResource {
  /** What a record names, and the alarm where the internet doesn't reach it. */
  readonly target: Target;

  constructor(name: string, args: AdoptedServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:legacy:AdoptedService", name, {}, opts);
    const { address, inside, region } = args;
    this.target = {
      id: "legacy",
      // Other services may be behind it too, so its target health isn't taken for the service's.
      dedicated: false,
      address,
      alarm: inside && this.alarm(`${name}-unhealthy`, inside, region),
    };
    this.registerOutputs({ address: address.of });
  }

  /** In alarm while no target is healthy, and when nothing says how many are. */
  private alarm(name: string, inside: Required<Inside>, region: string): pulumi.Output<Alarm> {
    const metric = healthyHosts(inside);
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
