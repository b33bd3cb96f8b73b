// Answers what the program asks AWS past the provider, without a socket.
import type { AwsQuestions } from "../../src/observe";

/** Who the provider is. */
export const caller = "arn:aws:iam::123456789012:user/test";

/**
 * Answers of an account in which each of the checks has reported 1, and everything behind load balancers is well.
 *
 * @param changes what is answered otherwise.
 */
export function answering(
  checks: readonly string[],
  now: Date,
  changes: Partial<AwsQuestions> = {},
): AwsQuestions {
  const setup = { type: "HTTPS", disabled: false, inverted: false };
  return {
    identity: () => Promise.resolve({ account: "123456789012", arn: caller }),
    setups: () => Promise.resolve(new Map(checks.map((id) => [id, setup]))),
    statuses: (ids) => Promise.resolve(new Map(ids.map((id) => [id, { healthy: true, at: now }]))),
    alarms: () => Promise.resolve(new Map()),
    targets: (arns) => Promise.resolve(new Map(arns.map((arn) => [arn, { healthy: 3, all: 3 }]))),
    checkers: () => Promise.resolve({ passing: 16, asked: 16, at: now }),
    ...changes,
  };
}
