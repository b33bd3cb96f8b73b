// Tests the APIs that the rehearsal serves besides Route 53's, as the AWS SDK calls them.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListHealthChecksCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { liftProtection } from "../../../src/cli/balancers";
import { awsProvider } from "../../../src/schema/aws-provider";
import { awsApi } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { graceOfNewCheck } from "../../../src/rehearsal/cloud/dns";
import { functions } from "../../../src/rehearsal/cloud/functions";
import { alias, legacySide, network, zone } from "./landscape";
import { MemoryCloud, refusal } from "./memory-cloud";

const cloud = new MemoryCloud();
const server = http.createServer(awsApi(cloud));
const { balancer, listener, targets, group } = legacySide(cloud, network(cloud));
let settings: { endpoint: string; credentials: object; maxAttempts: number };

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" },
    maxAttempts: 1,
  };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const make = <T>(Client: new (options: any) => T, region = "us-east-1"): T =>
  new Client({ ...settings, region });

/** The values of the metric of each check, newest first. */
async function statuses(ids: readonly string[], region?: string): Promise<number[][]> {
  const until = cloud.now().getTime();
  const { MetricDataResults } = await make(CloudWatchClient, region).send(
    new GetMetricDataCommand({
      StartTime: new Date(until - 300_000),
      EndTime: new Date(until),
      MetricDataQueries: ids.map((id, i) => ({
        Id: `m${i}`,
        MetricStat: {
          Metric: {
            Namespace: "AWS/Route53",
            MetricName: "HealthCheckStatus",
            Dimensions: [{ Name: "HealthCheckId", Value: id }],
          },
          Period: 60,
          Stat: "Minimum",
        },
      })),
    }),
  );
  return MetricDataResults!.map(({ Values }) => Values!);
}

test("a check's metric begins once it has reported, is of one region, and ends with the check", async () => {
  const owner = zone(cloud);
  cloud.create(aws.record, "origin", alias(owner, "origin.example.com", balancer));
  const check = cloud.create(aws.healthCheck, "check", { type: "HTTPS", fqdn: "origin.example.com" });
  const off = cloud.create(aws.healthCheck, "off", {
    ...{ type: "HTTPS", fqdn: "origin.example.com", disabled: true },
  });
  const ids = [check.id, off.id, "0-0"];
  expect(await statuses(ids)).toEqual([[], [], []]);
  cloud.advance(graceOfNewCheck / 1_000);
  expect(await statuses(ids)).toEqual([[1], [], []]);
  expect(await statuses(ids, "eu-west-1")).toEqual([[], [], []]);
  cloud.update(group, { minSize: 0, desiredCapacity: 0 });
  expect(await statuses([check.id])).toEqual([[0]]);
  cloud.update(group, { minSize: 1, desiredCapacity: 1 });

  const { HealthChecks } = await make(Route53Client).send(new ListHealthChecksCommand({ MaxItems: 1000 }));
  expect(HealthChecks!.map(({ Id, HealthCheckConfig }) => [Id, HealthCheckConfig!.Disabled])).toEqual([
    [check.id, false],
    [off.id, true],
  ]);
  const [first, second] = [await pageOfChecks(), await pageOfChecks(off.id)];
  expect([first.NextMarker, second.NextMarker]).toEqual([off.id, undefined]);
  cloud.delete(aws.healthCheck, check.id);
  expect(await statuses([check.id])).toEqual([[]]);
});

const pageOfChecks = (Marker?: string) =>
  make(Route53Client).send(new ListHealthChecksCommand({ MaxItems: 1, Marker }));

test("an alarm is in ALARM once its targets fail; one that isn't there isn't listed", async () => {
  const TargetGroup = targets.outputs["arnSuffix"]!;
  cloud.create(aws.metricAlarm, "alarm", { name: "targets", dimensions: { TargetGroup } });
  const states = async () => {
    const { MetricAlarms } = await make(CloudWatchClient).send(
      new DescribeAlarmsCommand({ AlarmNames: ["targets", "other"] }),
    );
    return MetricAlarms!.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]);
  };
  expect(await states()).toEqual([["targets", "OK"]]);
  cloud.update(group, { minSize: 0, desiredCapacity: 0 });
  expect(await states()).toEqual([["targets", "ALARM"]]);
  cloud.update(group, { minSize: 1, desiredCapacity: 1 });
});

test("a listener names its target group, and the group its healthy targets", async () => {
  const client = make(ElasticLoadBalancingV2Client);
  const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [listener.id] }));
  const TargetGroupArn = Listeners![0]!.DefaultActions![0]!.TargetGroupArn!;
  expect(TargetGroupArn).toBe(targets.id);
  const healthy = async () => {
    const { TargetHealthDescriptions } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!.State);
  };
  expect(await healthy()).toEqual(["healthy"]);
  cloud.update(group, { minSize: 0, desiredCapacity: 0 });
  expect(await healthy()).toEqual([]);
  await expect(client.send(new DescribeListenersCommand({ ListenerArns: ["arn"] }))).rejects.toMatchObject({
    name: "ListenerNotFoundException",
  });
});

test("whoever asks past the provider is who the provider is", async () => {
  const { Account, Arn } = await make(STSClient).send(new GetCallerIdentityCommand({}));
  const provider = functions["aws:index/getCallerIdentity:getCallerIdentity"]!({}, undefined as any);
  expect(provider).toMatchObject({ accountId: Account, arn: Arn });
});

test("what isn't served is refused by name", async () => {
  await expect(make(STSClient).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: "InvalidAction",
    message: "the rehearsal does not serve GetSessionToken",
  });
  const answer = await fetch(settings.endpoint, {
    ...{ method: "POST", body: "{}" },
    headers: { "X-Amz-Target": "GraniteServiceVersion20100801.PutMetricData" },
  });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("the rehearsal does not serve PutMetricData");
});

test("deletion protection is lifted from a load balancer, as `destroy` does, also if another one is gone", async () => {
  const kept = cloud.update(balancer, { enableDeletionProtection: true });
  expect(refusal(() => cloud.remove(kept)).code).toBe("OperationNotPermitted");
  const provider = awsProvider.parse({
    ...{ region: "eu-west-1", accessKey: "rehearsal", secretKey: "rehearsal" },
    endpoints: [{ elbv2: settings.endpoint }],
  });
  await liftProtection([`${kept.id}-gone`, kept.id], provider);
  expect(cloud.get(aws.loadBalancer, kept.id)!.inputs["enableDeletionProtection"]).toBe(false);
  const nowhere = awsProvider.parse({ ...provider, endpoints: [{ elbv2: "http://127.0.0.1:1" }] });
  await expect(liftProtection([kept.id], nowhere)).rejects.toThrow(
    /deletion protection of arn:.* can't be lifted: .*ECONNREFUSED/,
  );
  await liftProtection([], nowhere);
});
