// Tests that the program asks for health, and what it makes of the answers: refused with the reason, warned of, or done.
import type { AwsQuestions } from "../../src/observe";
import { declare, now } from "./declare";
import { caller } from "./questions";

/** What is warned of. */
const warnings: string[] = [];

beforeEach(() => {
  warnings.splice(0);
  jest.spyOn(console, "warn").mockImplementation((text) => warnings.push(String(text)));
});

const recorded = { "traffic.api": { value: 5, since: "2026-11-01T00:00:00Z" } };
const step = { zone: { auth: "kubernetes", api: 5 }, traffic: { auth: "kubernetes", api: 25 } } as const;

/** What is answered otherwise: reports of checks by their ids, and whatever else; and who was explained. */
function questions(reports: Readonly<Record<string, 0 | 1>> = {}, more: Partial<AwsQuestions> = {}) {
  const explained: string[] = [];
  const ask: Partial<AwsQuestions> = {
    statuses: (ids) =>
      Promise.resolve(new Map(ids.map((id) => [id, { healthy: (reports[id] ?? 1) === 1, at: now }]))),
    checkers: (id) => {
      explained.push(id);
      return Promise.resolve({ passing: 2, asked: 16, at: now });
    },
    ...more,
  };
  return { ask, explained };
}

const weights = (deployment: Awaited<ReturnType<typeof declare>>) =>
  ["blue", "legacy"].map(
    (side) =>
      deployment.inputs("aws:route53/record:Record")[`monolith-api-${side}`]!["weightedRoutingPolicies"][0]
        .weight,
  );

test("towards a healthy side the step is made, and no checker is asked", async () => {
  const { ask, explained } = questions();
  expect(weights(await declare("staging", { ...step, outputs: recorded, ask }))).toEqual([25, 75]);
  expect(explained).toEqual([]);
});

test("towards an unhealthy side it is refused, and its checkers say why", async () => {
  const { ask, explained } = questions({ "api-blue": 0, "api-legacy": 1 });
  await expect(declare("staging", { ...step, outputs: recorded, ask })).rejects.toThrow(
    "crossover:traffic.api: api can't go to 25 while blue is unhealthy: " +
      "2 of 16 checkers pass, last looked at 2026-11-20 12:00 UTC [health]\n" +
      "    allowed: 5 until blue is healthy, then the same value",
  );
  expect(explained).toEqual(["api-blue"]);
});

test("what its load balancer has no healthy target for is unhealthy, whatever its check saw", async () => {
  const { ask } = questions(
    {},
    { targets: (arns) => Promise.resolve(new Map(arns.map((arn) => [arn, { healthy: 0, all: 3 }]))) },
  );
  await expect(declare("staging", { ...step, outputs: recorded, ask })).rejects.toThrow(
    "api can't go to 25 while blue is unhealthy: its load balancer has no healthy target (of 3) [health]",
  );
});

test("down is done at once, whatever health says", async () => {
  const { ask, explained } = questions({ "api-blue": 0, "api-legacy": 0 });
  const down = { zone: step.zone, traffic: { auth: "kubernetes", api: 0 } } as const;
  expect(weights(await declare("staging", { ...down, outputs: recorded, ask }))).toEqual([0, 100]);
  expect(explained).toEqual([]);
  expect(warnings).toEqual([
    expect.stringContaining(
      "api goes to 0 though legacy is unhealthy: its health check failed at 2026-11-20 12:00 UTC",
    ),
  ]);
});

const denied = { statuses: () => Promise.reject(new Error("AccessDenied")) };

test("where nobody may read health it is refused, unless the stack is content with a warning", async () => {
  const { ask } = questions({}, denied);
  await expect(declare("staging", { ...step, outputs: recorded, ask })).rejects.toThrow(
    "api can't go to 25 while the health of blue is unknown: the status of health checks " +
      "(CloudWatch GetMetricData in us-east-1) can't be read: AccessDenied [health]",
  );
  const rules = { health: "warn" };
  expect(weights(await declare("staging", { ...step, outputs: recorded, ask, rules }))).toEqual([25, 75]);
  expect(warnings).toEqual([
    expect.stringContaining(
      "api goes to 25 though the health of blue is unknown: the status of health checks",
    ),
  ]);
});

test("what another identity than the provider's has read is refused, warned of or not", async () => {
  const { ask } = questions({}, { identity: () => Promise.resolve({ account: "1", arn: "arn:ann" }) });
  const rules = { health: "warn" };
  await expect(declare("staging", { ...step, outputs: recorded, ask, rules })).rejects.toThrow(
    `api can't go to 25 while the health of blue is unknown: arn:ann asked, and the AWS provider is ${caller} [health]`,
  );
});
