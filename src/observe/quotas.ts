// Asks for the account's quotas up front, and refuses what would fail in the middle of an update.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { collectProblems, type Problem } from "../model/problem";
import { checkQuota, quotaNeeds, type Quota, type QuotaFacts } from "../model/nodes/account-quotas";

/**
 * The quotas that the stack exceeds. One that can't be read is only warned of, where the stack needs more than what
 * every account has: a role may well lack `servicequotas:GetServiceQuota`.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export async function quotaProblems(facts: QuotaFacts, file: string): Promise<Problem[]> {
  const { problems, report } = collectProblems("account");
  const asked = await Promise.all(
    quotaNeeds(facts).map(async (need) => ({ need, value: await readQuota(need.quota) })),
  );
  for (const { need, value } of asked) {
    const warning = checkQuota(need, value, file, report);
    if (warning) await pulumi.log.warn(warning);
  }
  return problems;
}

async function readQuota({ serviceCode, quotaCode, region }: Quota): Promise<number | undefined> {
  try {
    return (await aws.servicequotas.getServiceQuota({ serviceCode, quotaCode, region })).value;
  } catch {
    return undefined;
  }
}
