// Serves CloudWatch's API over the simulated cloud: the status of Route 53's health checks, and alarms.
import type { ApiCall, Reply } from "./api-call";
import { aws } from "./aws";
import { alarmQuiet, checkHealthy, graceOfNewCheck } from "./dns";
import { Lookup } from "./lookup";
import { CloudError } from "./types";
import type { CloudStore } from "./types";

const minute = 60_000;

interface MetricQuestion {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat?: {
      readonly Metric?: {
        readonly Namespace?: string;
        readonly MetricName?: string;
        readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[];
      };
    };
  }[];
}

/** One point, for the last minute that is asked for and has begun: what was before isn't kept. */
function getMetricData({ store, body, region }: ApiCall): object {
  const { StartTime, EndTime, MetricDataQueries } = JSON.parse(body) as MetricQuestion;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
  if (MetricDataQueries.length > 500)
    throw new CloudError("ValidationError", "The collection MetricDataQueries must not have more than 500");
  const lookup = new Lookup(store);
  const at = Math.floor(Math.min(lookup.now(), EndTime * 1_000) / minute) * minute;
  const within = StartTime * 1_000 <= at;
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
      const { Namespace, MetricName, Dimensions = [] } = MetricStat?.Metric ?? {};
      const id = Dimensions.find(({ Name }) => Name === "HealthCheckId")?.Value ?? "";
      // Route 53 writes its metrics in one region only.
      const known =
        Namespace === "AWS/Route53" && MetricName === "HealthCheckStatus" && region === "us-east-1";
      const healthy = known && within ? reported(store, lookup, id) : undefined;
      return {
        Id,
        Label: MetricName,
        StatusCode: "Complete",
        Timestamps: healthy === undefined ? [] : [at / 1_000],
        Values: healthy === undefined ? [] : [healthy ? 1 : 0],
      };
    }),
    Messages: [],
  };
}

/** What a check reports; nothing of a new, a disabled or a deleted one. */
function reported(store: CloudStore, lookup: Lookup, id: string): boolean | undefined {
  const check = store.get(aws.healthCheck, id);
  if (!check || check.inputs["disabled"] === true) return undefined;
  if (lookup.now() < Date.parse(check.createdAt) + graceOfNewCheck) return undefined;
  return checkHealthy(lookup, id);
}

function describeAlarms({ store, body }: ApiCall): object {
  const { AlarmNames = [] } = JSON.parse(body) as { AlarmNames?: readonly string[] };
  const lookup = new Lookup(store);
  return {
    MetricAlarms: AlarmNames.flatMap((AlarmName) => {
      const alarm = store.get(aws.metricAlarm, AlarmName);
      if (!alarm) return [];
      const since = Date.parse(alarm.createdAt) / 1_000;
      return [
        {
          AlarmName,
          StateValue: alarmQuiet(lookup, AlarmName) ? "OK" : "ALARM",
          StateUpdatedTimestamp: since,
          StateTransitionedTimestamp: since,
        },
      ];
    }),
    CompositeAlarms: [],
  };
}

const operations: Readonly<Record<string, (call: ApiCall) => object>> = {
  GetMetricData: getMetricData,
  DescribeAlarms: describeAlarms,
};

/** In the protocol AWS JSON 1.0: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
export function cloudWatchApi(call: ApiCall): Reply {
  const type = "application/x-amz-json-1.0";
  const refuse = (code: string, message: string): Reply => ({
    ...{ status: 400, type },
    body: JSON.stringify({ __type: `com.amazonaws.cloudwatch#${code}`, message }),
  });
  const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
  if (!operation) return refuse("InvalidAction", `the rehearsal does not serve ${call.operation}`);
  try {
    return { status: 200, type, body: JSON.stringify(operation(call)) };
  } catch (error) {
    if (error instanceof CloudError) return refuse(error.code, error.message);
    throw error;
  }
}
