// Lets load balancers be deleted that AWS would keep, before a stack is destroyed.
import type { AwsProvider } from "../schema/aws-provider";
import { clientSettings, Deadline } from "../observe/aws.ts";

/** Milliseconds for all of them. */
const patience = 30_000;

/**
 * Lifts the deletion protection of load balancers, as whom and where the stack's provider asks. One that is gone needs none.
 *
 * @throws an error that names the question, where AWS refuses or doesn't answer.
 */
export async function liftProtection(arns: readonly string[], provider: AwsProvider): Promise<void> {
  if (arns.length === 0) return;
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { ElasticLoadBalancingV2Client, ModifyLoadBalancerAttributesCommand } =
    await import("@aws-sdk/client-elastic-load-balancing-v2");
  const client = new ElasticLoadBalancingV2Client(clientSettings(provider)("elbv2"));
  const Attributes = [{ Key: "deletion_protection.enabled", Value: "false" }];
  const deadline = new Deadline(patience);
  for (const LoadBalancerArn of arns) {
    const command = new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes });
    const question = `deletion protection of ${LoadBalancerArn} (ELB ModifyLoadBalancerAttributes)`;
    const change = () => client.send(command, { abortSignal: deadline.signal }).catch(unlessGone);
    const answer = await deadline.ask(question, change, "lifted");
    if ("failure" in answer) throw new Error(answer.failure);
  }
  deadline.end();
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Error && error.name.startsWith("LoadBalancerNotFound"))) throw error;
}
