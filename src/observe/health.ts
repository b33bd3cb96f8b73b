// Asks what the health checks in a zone report, all of them at once; knows nothing of Pulumi, so that `status` starts fast.
import { sameIdentity, type Identity } from "../model/access/identity";
import type { Checkers, Readings, Targets } from "../model/traffic/health";
import { alarmsOf, isExplained, readChecks, type HealthAnswers } from "../model/traffic/health-readings";
import type { ZoneRecord } from "../model/traffic/zone-records";
import { Deadline } from "./aws/deadline";
import { askAws, type AwsQuestions } from "./aws/questions";

export { askAws, type AwsQuestions };

export interface HealthQuestion {
  readonly records: readonly ZoneRecord[];
  readonly questions: AwsQuestions;
  readonly now: Date;
  /** Milliseconds after which what hasn't been answered is unknown. */
  readonly deadline: number;
  /** The listener's ARN of each side whose load balancer is known. @default none is */
  readonly listeners?: () => Promise<ReadonlyMap<string, string>>;
  /** Who the provider is. @default whoever asks is trusted */
  readonly provider?: Promise<Identity>;
}

export interface ObservedHealth {
  readonly readings: Readings;
  /** The same, with what Route 53's checkers saw of these checks. Of few checks only: the question isn't made for many. */
  explain(ids: readonly string[]): Promise<Readings>;
}

/** Never rejects: what can't be read is unknown. Nothing is asked where no weighted record has a check. */
export async function observeHealth(question: HealthQuestion): Promise<ObservedHealth> {
  const { records, questions } = question;
  const weighted = records.filter(({ setIdentifier }) => setIdentifier !== undefined);
  const ids = [...new Set(weighted.flatMap(({ healthCheckId }) => healthCheckId ?? []))];
  if (ids.length === 0) {
    const readings = { checks: new Map() };
    return { readings, explain: () => Promise.resolve(readings) };
  }
  const deadline = new Deadline(question.deadline);
  const sides = new Set(weighted.map(({ setIdentifier }) => setIdentifier!));
  const [distrusted, answers, targets] = await Promise.all([
    findStranger(question, deadline),
    askAll(ids, question, deadline),
    askCapacity(sides, question, deadline),
  ]);
  deadline.end();
  const readings: Readings = { checks: readChecks(ids, answers), distrusted, targets };
  return {
    readings,
    explain: async (wanted) => ({
      ...readings,
      checkers: await askCheckers(
        wanted.filter((id) => isExplained(id, answers.setups)).slice(0, mostExplained),
        questions,
      ),
    }),
  };
}

/** An account may make five requests a second to Route 53. */
const mostExplained = 4;

/** Milliseconds that an explanation may take: the refusal is known already. */
const explanationTime = 3_000;

async function askAll(
  ids: readonly string[],
  { questions, now }: HealthQuestion,
  deadline: Deadline,
): Promise<HealthAnswers> {
  const { signal } = deadline;
  const [setups, statuses] = await Promise.all([
    deadline.ask("the health checks (Route 53 ListHealthChecks)", () => questions.setups(signal)),
    deadline.ask("the status of health checks (CloudWatch GetMetricData in us-east-1)", () =>
      questions.statuses(ids, now, signal),
    ),
  ]);
  const alarms = alarmsOf(ids, setups);
  return {
    setups,
    statuses,
    alarms:
      alarms.length === 0
        ? { value: new Map() }
        : await deadline.ask("the alarms that health checks follow (CloudWatch DescribeAlarms)", () =>
            questions.alarms(alarms, signal),
          ),
  };
}

/** By side; nothing of what isn't known or can't be read, of which the check alone tells. */
async function askCapacity(
  sides: ReadonlySet<string>,
  { listeners, questions }: HealthQuestion,
  deadline: Deadline,
): Promise<ReadonlyMap<string, Targets>> {
  const known = [...((await listeners?.()) ?? [])].filter(([side]) => sides.has(side));
  if (known.length === 0) return new Map();
  const arns = known.map(([, arn]) => arn);
  const found = await deadline.ask("targets", () => questions.targets(arns, deadline.signal));
  if ("failure" in found) return new Map();
  return new Map(
    known.flatMap(([side, arn]) => {
      const targets = found.value.get(arn);
      return targets ? [[side, targets] as const] : [];
    }),
  );
}

/** Why what is read doesn't count: it is of another account, or of an identity that sees other things. */
async function findStranger(
  { provider, questions }: HealthQuestion,
  deadline: Deadline,
): Promise<string | undefined> {
  if (!provider) return undefined;
  const [theirs, ours] = await Promise.all([
    provider,
    deadline.ask("who asks (STS GetCallerIdentity)", () => questions.identity(deadline.signal)),
  ]);
  // What else is asked fails for the same reason, and says so.
  if ("failure" in ours) return undefined;
  return sameIdentity(theirs, ours.value)
    ? undefined
    : `${ours.value.arn} asked, and the AWS provider is ${theirs.arn}`;
}

async function askCheckers(
  ids: readonly string[],
  questions: AwsQuestions,
): Promise<ReadonlyMap<string, Checkers>> {
  const deadline = new Deadline(explanationTime);
  const found = await Promise.all(
    ids.map(async (id) => {
      const answer = await deadline.ask("checkers", () => questions.checkers(id, deadline.signal));
      return "value" in answer && answer.value.asked > 0 ? [[id, answer.value] as const] : [];
    }),
  );
  deadline.end();
  return new Map(found.flat());
}
