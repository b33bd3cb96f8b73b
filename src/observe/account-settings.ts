// Asks what an account or a registry has one of, so that a stack doesn't take over what another has written.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { issuerUrl, providerProblem } from "../model/access/ci";
import type { Problem } from "../model/problem";
import { repositoryPrefix } from "../model/registry/ecr";
import {
  othersRules,
  readRules,
  replicationProblem,
  replicationRule,
  writes,
  writtenReplication,
  type ReplicationRule,
  type Replications,
} from "../model/registry/replication";
import type { StateResource } from "../model/traffic/written";
import type { StackFile } from "../schema/stack";
import { unlessMissing } from "./roles";

/** What is asked of these settings, and what is known. */
export interface AccountSettingsArgs {
  readonly stack: Pick<StackFile, "registry" | "ci">;
  /** The own account's id. */
  readonly account: string;
  /** The stack's state. */
  readonly resources: readonly StateResource[];
  /** The stack file's name, for the problems' paths. */
  readonly file: string;
}

/** What of these settings is others'. */
export interface AccountSettings {
  /** Whether others have rules in the registry's replication. */
  readonly sharedReplication: boolean;
  readonly problems: readonly Problem[];
}

export async function observeAccountSettings(args: AccountSettingsArgs): Promise<AccountSettings> {
  const [replication, provider] = await Promise.all([observeReplication(args), identityProvider(args)]);
  return {
    sharedReplication: replication.shared,
    problems: [...replication.problems, ...provider],
  };
}

async function observeReplication({ stack, account, resources, file }: AccountSettingsArgs) {
  const { registry } = stack;
  const replicas = "create" in registry ? registry.create.replicate : [];
  const asked: Omit<Replications, "present"> = {
    prefix: repositoryPrefix,
    written: writtenReplication(resources),
    wanted: replicas.length > 0 ? replicationRule(repositoryPrefix, account, replicas) : undefined,
  };
  const none: readonly Problem[] = [];
  if (!asked.written && !asked.wanted) return { shared: false, problems: none };
  const answer = await replicationRules(account).then(
    (present) => ({ present }),
    (error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) }),
  );
  if ("present" in answer) {
    const all = { ...asked, present: answer.present };
    const shared = othersRules(all).length > 0;
    const problem = replicationProblem(all, file);
    if (shared && !problem)
      await pulumi.log.warn(
        "the registry's replication has rules that aren't this stack's: `replicate` can't change as long as they are there, " +
          "and a destroy leaves all of them",
      );
    return { shared, problems: problem ? [problem] : none };
  }
  const rights = "cloudformation:GetResource and ecr:DescribeRegistry";
  const message = `whether others have rules in the registry's replication couldn't be asked (${rights}): ${answer.reason}`;
  if (!writes(asked)) {
    await pulumi.log.warn(message);
    return { shared: false, problems: none };
  }
  const path = `${file}: crossover:registry.create.replicate`;
  const allowed = `let whoever deploys call ${rights}; without an answer, their rules may be overwritten`;
  const problem: Problem = { rule: "account", path, message, allowed };
  return { shared: false, problems: [problem] };
}

/**
 * The rules of the account's registry in the provider's region. The provider has no lookup of them but by Cloud Control
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-replicationconfiguration.html).
 *
 * @throws the provider's error if it can't be asked.
 */
async function replicationRules(account: string): Promise<readonly ReplicationRule[]> {
  const typeName = "AWS::ECR::ReplicationConfiguration";
  const found = await unlessMissing(aws.cloudcontrol.getResource({ typeName, identifier: account }));
  return found ? readRules(found.properties) : [];
}

/** GitHub's identity provider, of which an account has one. Where it can't be asked for, IAM refuses a second one anyway. */
async function identityProvider({ stack, resources, file }: AccountSettingsArgs): Promise<Problem[]> {
  const { ci } = stack;
  if (!ci) return [];
  try {
    const found = await unlessMissing(aws.iam.getOpenIdConnectProvider({ url: issuerUrl }));
    return providerProblem(ci.identityProvider, found?.arn, resources, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await pulumi.log.warn(
      `whether the account has GitHub's identity provider couldn't be asked (iam:ListOpenIDConnectProviders): ${reason}`,
    );
    return [];
  }
}
