// Asks AWS what no function of the provider tells: who asks, and what health checks, alarms and checkers report.
import type { Identity } from "../../model/access/identity";
import type { Checkers, Targets } from "../../model/traffic/health";
import {
  alarmKey,
  silentAfter,
  type AlarmName,
  type AlarmState,
  type CheckSetup,
  type Status,
} from "../../model/traffic/health-readings";
import type { AwsProvider } from "../../schema/aws-provider";
import { clientSettings } from "./clients";
import { askTargets } from "./targets";

/** Each rejects with the SDK's error where AWS doesn't answer. */
export interface AwsQuestions {
  identity(signal: AbortSignal): Promise<Identity>;
  /** Every health check of the account, by its id. */
  setups(signal: AbortSignal): Promise<ReadonlyMap<string, CheckSetup>>;
  /** The newest status of each health check that has reported lately. */
  statuses(ids: readonly string[], now: Date, signal: AbortSignal): Promise<ReadonlyMap<string, Status>>;
  alarms(names: readonly AlarmName[], signal: AbortSignal): Promise<ReadonlyMap<string, AlarmState>>;
  /** What is behind each listener, by its ARN. */
  targets(listenerArns: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Targets>>;
  /** What each of Route 53's checkers saw when it last looked. */
  checkers(id: string, signal: AbortSignal): Promise<Checkers>;
}

/** Route 53 writes its metrics there, and is signed for there, whatever the stack's region is. */
const home = "us-east-1";

/** Packages are loaded with the first question, since most commands have none. */
export function askAws(provider: AwsProvider): AwsQuestions {
  // The SDK announces Node versions that later releases will need; this one is pinned.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const settings = clientSettings(provider);
  const route53 = once(async () => {
    const sdk = await import("@aws-sdk/client-route-53");
    return { sdk, client: new sdk.Route53Client(settings("route53", home)) };
  });
  const cloudWatch = once(() => import("@aws-sdk/client-cloudwatch"));

  return {
    identity: async (abortSignal) => {
      const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
      const sts = new STSClient(settings("sts"));
      const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal });
      return { account: Account, arn: Arn };
    },

    setups: async (abortSignal) => {
      const { sdk, client } = await route53();
      const found = new Map<string, CheckSetup>();
      let Marker: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list(Marker);
        for (const { Id, HealthCheckConfig: config } of page.HealthChecks ?? [])
          if (Id !== undefined)
            found.set(Id, {
              type: config?.Type ?? "",
              disabled: config?.Disabled ?? false,
              inverted: config?.Inverted ?? false,
              ...(config?.AlarmIdentifier && {
                alarm: {
                  name: config.AlarmIdentifier.Name ?? "",
                  region: config.AlarmIdentifier.Region ?? "",
                },
              }),
            });
        Marker = page.IsTruncated ? page.NextMarker : undefined;
      } while (Marker !== undefined);
      return found;

      function list(from: string | undefined) {
        return client.send(new sdk.ListHealthChecksCommand({ MaxItems: 1000, Marker: from }), {
          abortSignal,
        });
      }
    },

    statuses: async (ids, now, abortSignal) => {
      const sdk = await cloudWatch();
      const client = new sdk.CloudWatchClient(settings("cloudwatch", home));
      const answers = await Promise.all(
        // As many as one call takes.
        chunks(ids, 500).map(async (some) => {
          const { MetricDataResults = [] } = await client.send(
            new sdk.GetMetricDataCommand({
              StartTime: new Date(now.getTime() - silentAfter * 60_000),
              EndTime: now,
              ScanBy: "TimestampDescending",
              MetricDataQueries: some.map((id, i) => ({ Id: `check${i}`, MetricStat: statusOf(id) })),
            }),
            { abortSignal },
          );
          return MetricDataResults.flatMap(({ Id, Timestamps: [at] = [], Values: [value] = [] }) =>
            at === undefined || value === undefined
              ? []
              : [[some[Number(Id?.slice("check".length))]!, { healthy: value >= 1, at }] as const],
          );
        }),
      );
      return new Map(answers.flat());
    },

    alarms: async (names, abortSignal) => {
      const sdk = await cloudWatch();
      const regions = [...new Set(names.map(({ region }) => region))];
      const answers = await Promise.all(
        regions.flatMap((region) => {
          const client = new sdk.CloudWatchClient(settings("cloudwatch", region));
          const here = names.filter((one) => one.region === region).map(({ name }) => name);
          return chunks(here, 100).map(async (AlarmNames) => {
            const { MetricAlarms = [] } = await client.send(
              new sdk.DescribeAlarmsCommand({ AlarmNames, MaxRecords: 100 }),
              { abortSignal },
            );
            return MetricAlarms.map(
              ({ AlarmName: name = "", StateValue: state = "", StateTransitionedTimestamp, ...alarm }) => {
                const since = StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0);
                return [alarmKey({ name, region }), { state, since }] as const;
              },
            );
          });
        }),
      );
      return new Map(answers.flat());
    },

    targets: (listenerArns, signal) => askTargets(settings("elbv2"), listenerArns, signal),

    checkers: async (HealthCheckId, abortSignal) => {
      const { sdk, client } = await route53();
      const { HealthCheckObservations = [] } = await client.send(
        new sdk.GetHealthCheckStatusCommand({ HealthCheckId }),
        { abortSignal },
      );
      const reports = HealthCheckObservations.flatMap(({ StatusReport }) => StatusReport ?? []);
      const moments = reports.flatMap(({ CheckedTime }) => CheckedTime?.getTime() ?? []);
      return {
        passing: reports.filter(({ Status }) => Status?.startsWith("Success")).length,
        asked: reports.length,
        ...(moments.length > 0 && { at: new Date(Math.max(...moments)) }),
      };
    },
  };
}

/** The lowest value of a minute: a side that failed within it isn't healthy. */
function statusOf(healthCheckId: string) {
  const Dimensions = [{ Name: "HealthCheckId", Value: healthCheckId }];
  const Metric = { Namespace: "AWS/Route53", MetricName: "HealthCheckStatus", Dimensions };
  return { Metric, Period: 60, Stat: "Minimum" };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
