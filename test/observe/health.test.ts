// Tests asking AWS for health: one question for all, as whom it is asked, and that an answer that doesn't come ends in words.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { judgeSides, describeHealth } from "../../src/model/traffic/health";
import type { ZoneRecord } from "../../src/model/traffic/zone-records";
import { askAws, observeHealth } from "../../src/observe/health";
import { awsProvider } from "../../src/schema/aws-provider";

const now = new Date("2026-11-20T21:40:10Z");
const minute = new Date("2026-11-20T21:40:00Z");

interface Asked {
  /** E.g. `GetMetricData` or `GET /2013-04-01/healthcheck`. */
  readonly operation: string;
  readonly body: string;
  /** The access key that signed, and the region that it signed for. */
  readonly signer: string;
}

type Reply = { readonly status?: number; readonly body: string } | "silence";

let replies: (asked: Asked) => Reply;
const asked: Asked[] = [];
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const target = request.headers["x-amz-target"] as string | undefined;
    const operation =
      target?.split(".")[1] ??
      new URLSearchParams(body).get("Action") ??
      `${request.method} ${request.url!.split("?")[0]}`;
    const [, key, region] = /Credential=([^/]*)\/\d+\/([^/]+)/.exec(request.headers.authorization ?? "")!;
    const question = { operation, body, signer: `${key} ${region}` };
    asked.push(question);
    const reply = replies(question);
    if (reply === "silence") return;
    const type = target ? "application/x-amz-json-1.0" : "text/xml";
    response.writeHead(reply.status ?? 200, { "Content-Type": type }).end(reply.body);
  });
});
let endpoint: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => asked.splice(0));

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const checkOf = (id: string, config = "<Type>HTTPS</Type>") =>
  `<HealthCheck><Id>${id}</Id><HealthCheckConfig>${config}</HealthCheckConfig></HealthCheck>`;
const listOf = (checks: string) =>
  `<ListHealthChecksResponse><HealthChecks>${checks}</HealthChecks><IsTruncated>false</IsTruncated></ListHealthChecksResponse>`;
const callerOf = (arn: string) =>
  `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** Answers like AWS where every check of `values` is there; a value is its metric, `alarm` what it follows. */
function cloud(values: Readonly<Record<string, number | "alarm" | undefined>>) {
  return ({ operation, body }: Asked): Reply => {
    switch (operation) {
      case "GET /2013-04-01/healthcheck": {
        const alarm =
          "<Type>CLOUDWATCH_METRIC</Type><AlarmIdentifier><Region>eu-west-1</Region><Name>x</Name></AlarmIdentifier>";
        const checks = Object.entries(values).map(([id, value]) =>
          checkOf(id, value === "alarm" ? alarm : undefined),
        );
        return { body: listOf(checks.join("")) };
      }
      case "GetMetricData": {
        const { MetricDataQueries: queries } = JSON.parse(body);
        const results = queries.map(({ Id, MetricStat }: any) => {
          const value = values[MetricStat.Metric.Dimensions[0].Value];
          return typeof value === "number"
            ? { Id, Timestamps: [minute.getTime() / 1000], Values: [value] }
            : { Id, Timestamps: [], Values: [] };
        });
        return { body: JSON.stringify({ MetricDataResults: results }) };
      }
      case "DescribeAlarms":
        return {
          body: JSON.stringify({
            MetricAlarms: [
              { AlarmName: "x", StateValue: "ALARM", StateTransitionedTimestamp: minute.getTime() / 1000 },
            ],
          }),
        };
      case "GetCallerIdentity":
        return { body: callerOf("arn:aws:sts::1:assumed-role/deploy/sdk") };
      default: {
        const reports = ["Success: 200", "Failure: timeout"].map(
          (status) =>
            `<HealthCheckObservation><StatusReport><Status>${status}</Status><CheckedTime>2026-11-20T21:39:59Z</CheckedTime></StatusReport></HealthCheckObservation>`,
        );
        return {
          body: `<GetHealthCheckStatusResponse><HealthCheckObservations>${reports.join("")}</HealthCheckObservations></GetHealthCheckStatusResponse>`,
        };
      }
    }
  };
}

const provider = (more: object = {}) =>
  awsProvider.parse({
    ...{ region: "eu-west-1", accessKey: "KEY", secretKey: "secret" },
    endpoints: [{ cloudwatch: endpoint, elbv2: endpoint, route53: endpoint, sts: endpoint }],
    ...more,
  });

const recordsOf = (ids: readonly string[]): ZoneRecord[] =>
  ids.map((healthCheckId) => ({
    ...{ name: "api.example.com.", type: "A", weight: 1 },
    ...{ setIdentifier: healthCheckId, healthCheckId },
  }));

function ask(ids: readonly string[], more: Partial<Parameters<typeof observeHealth>[0]> = {}) {
  return observeHealth({
    ...{ records: recordsOf(ids), questions: askAws(provider()), now, deadline: 5_000 },
    ...more,
  });
}

/** The health of each side in words. */
async function statesOf(ids: readonly string[], more: Partial<Parameters<typeof observeHealth>[0]> = {}) {
  const { readings } = await ask(ids, more);
  const sides = judgeSides(recordsOf(ids), readings)("api.example.com");
  return Object.fromEntries(Object.entries(sides).map(([id, side]) => [id, describeHealth(side)]));
}

test("all checks are asked about at once, and only an alarm takes a second question", async () => {
  replies = cloud({ good: 1, bad: 0, silent: undefined, follows: "alarm" });
  expect(await statesOf(["good", "bad", "silent", "follows", "deleted"])).toEqual({
    good: "healthy",
    bad: "unhealthy: its health check failed at 2026-11-20 21:40 UTC",
    silent: "unhealthy: its health check has reported nothing in the last 5 minutes",
    follows: "unhealthy: its alarm x has been in ALARM since 2026-11-20 21:40 UTC",
    deleted: "unhealthy: its health check deleted doesn't exist any more",
  });
  const operations = asked.map(({ operation, signer }) => `${operation} by ${signer}`);
  expect(operations.sort()).toEqual([
    "DescribeAlarms by KEY eu-west-1",
    "GET /2013-04-01/healthcheck by KEY us-east-1",
    "GetMetricData by KEY us-east-1",
  ]);
});

test("CloudWatch takes 500 queries a call", async () => {
  const ids = Array.from({ length: 501 }, (_, i) => `c${i}`);
  replies = cloud(Object.fromEntries(ids.map((id, i) => [id, i % 2])));
  const { readings } = await ask(ids);
  const calls = asked.filter(({ operation }) => operation === "GetMetricData");
  expect(calls.map(({ body }) => JSON.parse(body).MetricDataQueries.length).sort()).toEqual([1, 500]);
  for (const [i, id] of ids.entries())
    expect(readings.checks.get(id)).toEqual({ kind: "reported", healthy: i % 2 === 1, at: minute });
});

test("nothing is asked where no record has a check", async () => {
  replies = () => "silence";
  expect((await ask([])).readings.checks.size).toBe(0);
  expect(asked).toEqual([]);
});

test("of another identity than the provider's nothing counts; a session's name is no identity", async () => {
  replies = cloud({ good: 1 });
  const of = (arn: string) => ({ provider: Promise.resolve({ account: "1", arn }) });
  expect(await statesOf(["good"], of("arn:aws:sts::1:assumed-role/deploy/pulumi"))).toEqual({
    good: "healthy",
  });
  expect(await statesOf(["good"], of("arn:aws:iam::1:user/ann"))).toEqual({
    good: "unknown: arn:aws:sts::1:assumed-role/deploy/sdk asked, and the AWS provider is arn:aws:iam::1:user/ann",
  });
});

test("what is denied is unknown, in AWS's words", async () => {
  const fine = cloud({ good: 1 });
  replies = (question) =>
    question.operation === "GetMetricData"
      ? { status: 400, body: JSON.stringify({ __type: "AccessDeniedException", message: "not authorized" }) }
      : fine(question);
  expect(await statesOf(["good"])).toEqual({
    good:
      "unknown: the status of health checks (CloudWatch GetMetricData in us-east-1) can't be read: " +
      "AccessDeniedException: not authorized",
  });
});

test("what doesn't answer is unknown by the deadline, and the error names the question", async () => {
  const fine = cloud({ good: 1 });
  replies = (question) => (question.operation === "GetMetricData" ? "silence" : fine(question));
  const started = Date.now();
  expect(await statesOf(["good"], { deadline: 300 })).toEqual({
    good:
      "unknown: the status of health checks (CloudWatch GetMetricData in us-east-1) can't be read: " +
      "no answer within 0.3 s",
  });
  expect(Date.now() - started).toBeLessThan(3_000);
});

test("nobody listens: unknown, after a few attempts", async () => {
  const nowhere = { cloudwatch: "http://127.0.0.1:9", route53: "http://127.0.0.1:9" };
  const questions = askAws(provider({ endpoints: [nowhere] }));
  expect(await statesOf(["good"], { questions })).toEqual({
    good: expect.stringMatching(/^unknown: the status of health checks .* can't be read: .*ECONNREFUSED/),
  });
});

test("a side whose load balancer has no healthy target can't answer, and draining ones don't count", async () => {
  const fine = cloud({ blue: 1, green: 1, legacy: 1 });
  const states: Readonly<Record<string, string[]>> = {
    "tg-blue": ["unhealthy", "initial", "draining"],
    "tg-green": ["healthy", "unhealthy"],
  };
  replies = (question) => {
    const form = new URLSearchParams(question.body);
    if (question.operation === "DescribeListeners") {
      const members = ["blue", "green"].map(
        (id) =>
          `<member><ListenerArn>l-${id}</ListenerArn><DefaultActions><member><Type>forward</Type>` +
          `<TargetGroupArn>tg-${id}</TargetGroupArn></member></DefaultActions></member>`,
      );
      return {
        body: `<DescribeListenersResponse><DescribeListenersResult><Listeners>${members.join("")}</Listeners></DescribeListenersResult></DescribeListenersResponse>`,
      };
    }
    if (question.operation !== "DescribeTargetHealth") return fine(question);
    const targets = states[form.get("TargetGroupArn")!]!.map(
      (state) => `<member><TargetHealth><State>${state}</State></TargetHealth></member>`,
    );
    return {
      body: `<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>${targets.join("")}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`,
    };
  };
  const listeners = () => Promise.resolve(new Map(["blue", "green", "grey"].map((id) => [id, `l-${id}`])));
  expect(await statesOf(["blue", "green", "legacy"], { listeners })).toEqual({
    blue: "unhealthy: its load balancer has no healthy target (of 2)",
    green: "healthy",
    legacy: "healthy",
  });
  expect(asked.find(({ operation }) => operation === "DescribeListeners")!.body).not.toContain("grey");
});

test("only a refusal has the checkers explained, and only those of an endpoint", async () => {
  replies = cloud({ bad: 0, follows: "alarm" });
  const { explain } = await ask(["bad", "follows"]);
  asked.splice(0);
  const { checkers } = await explain(["bad", "follows"]);
  expect(checkers).toEqual(
    new Map([["bad", { passing: 1, asked: 2, at: new Date("2026-11-20T21:39:59Z") }]]),
  );
  expect(asked.map(({ operation }) => operation)).toEqual(["GET /2013-04-01/healthcheck/bad/status"]);
});

test("roles are taken on one after the other, once for all questions", async () => {
  const fine = cloud({ good: 1 });
  replies = (question) => {
    if (question.operation !== "AssumeRole") return fine(question);
    const role = new URLSearchParams(question.body).get("RoleArn")!.split("/")[1]!;
    return {
      body:
        `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${role.toUpperCase()}</AccessKeyId>` +
        "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration>" +
        "</Credentials></AssumeRoleResult></AssumeRoleResponse>",
    };
  };
  const assumeRoles = [
    { roleArn: "arn:aws:iam::1:role/hub", externalId: "e", duration: "1h30m" },
    { roleArn: "arn:aws:iam::2:role/deploy", sessionName: "s" },
  ];
  expect(await statesOf(["good"], { questions: askAws(provider({ assumeRoles })) })).toEqual({
    good: "healthy",
  });
  const roles = asked.filter(({ operation }) => operation === "AssumeRole");
  expect(roles.map(({ signer }) => signer)).toEqual(["KEY eu-west-1", "HUB eu-west-1"]);
  expect(roles[0]!.body).toContain("ExternalId=e");
  expect(roles[0]!.body).toContain("DurationSeconds=5400");
  expect(asked.find(({ operation }) => operation === "GetMetricData")!.signer).toBe("DEPLOY us-east-1");
});
