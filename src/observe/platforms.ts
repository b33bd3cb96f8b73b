// Asks which solution stacks Elastic Beanstalk offers, and refuses those that services name and it doesn't.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { anyVersion, exactly, namedStacks, unofferedStacks } from "../model/legacy/platforms";
import type { Problem } from "../model/problem";
import type { Service } from "../model/service";

/** The solution stacks that there aren't. Where AWS can't be asked, that is only warned of. */
export async function platformProblems(services: readonly Service[]): Promise<Problem[]> {
  const named = namedStacks(services);
  const stacks = [...new Set(named.map(({ stack }) => stack))];
  try {
    const found = await Promise.all(
      stacks.map(async (stack) => {
        if ((await newest(exactly(stack))) !== undefined) return [];
        return [[stack, await newest(anyVersion(stack))] as const];
      }),
    );
    return unofferedStacks(named, new Map(found.flat()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await pulumi.log.warn(
      "whether Elastic Beanstalk has the solution stacks of this stack's services couldn't be asked " +
        `(elasticbeanstalk:ListAvailableSolutionStacks): ${reason}`,
    );
    return [];
  }
}

/** The newest stack whose name matches, or nothing where none does. @throws the provider's error where it can't be asked. */
async function newest(nameRegex: string): Promise<string | undefined> {
  try {
    return (await aws.elasticbeanstalk.getSolutionStack({ nameRegex, mostRecent: true })).name;
  } catch (error) {
    // internal/service/elasticbeanstalk/solution_stack_data_source.go of terraform-provider-aws
    if (error instanceof Error && /returned no results/i.test(error.message)) return undefined;
    throw error;
  }
}
