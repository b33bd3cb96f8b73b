// Asks load balancers how many of their targets are healthy.
import type { Targets } from "../../model/traffic/health";
import type { Settings } from "./clients";

/** Of the target groups that each listener sends to by default, by the listener's ARN. */
export async function askTargets(
  settings: Settings,
  ListenerArns: readonly string[],
  abortSignal: AbortSignal,
): Promise<ReadonlyMap<string, Targets>> {
  const { DescribeListenersCommand, DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } =
    await import("@aws-sdk/client-elastic-load-balancing-v2");
  const client = new ElasticLoadBalancingV2Client(settings);
  const { Listeners = [] } = await client.send(
    new DescribeListenersCommand({ ListenerArns: [...ListenerArns] }),
    { abortSignal },
  );
  const found = await Promise.all(
    Listeners.map(async ({ ListenerArn = "", DefaultActions = [] }) => {
      const groups = DefaultActions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
        ...(TargetGroupArn === undefined ? [] : [TargetGroupArn]),
        ...(ForwardConfig?.TargetGroups ?? []).flatMap((one) => one.TargetGroupArn ?? []),
      ]);
      const states = await Promise.all(
        [...new Set(groups)].map(async (TargetGroupArn) => {
          const { TargetHealthDescriptions = [] } = await client.send(
            new DescribeTargetHealthCommand({ TargetGroupArn }),
            { abortSignal },
          );
          return TargetHealthDescriptions.flatMap(({ TargetHealth }) => TargetHealth?.State ?? []);
        }),
      );
      const staying = states.flat().filter((state) => state !== "draining");
      // `unavailable`: the group checks nothing, so that all of its targets are sent to.
      const healthy = staying.filter((state) => state === "healthy" || state === "unavailable").length;
      return groups.length === 0 ? [] : [[ListenerArn, { healthy, all: staying.length }] as const];
    }),
  );
  return new Map(found.flat());
}
