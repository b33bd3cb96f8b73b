// Asks which EC2 instance types AWS offers, and refuses those that the files name and AWS doesn't have.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { unofferedTypes, type NamedType } from "../model/nodes/offered-types";
import type { Problem } from "../model/problem";

/** The named types that there aren't. Where AWS can't be asked, that is only warned of. */
export async function instanceTypeProblems(named: readonly NamedType[]): Promise<Problem[]> {
  if (named.length === 0) return [];
  try {
    const { instanceTypes, region } = await aws.ec2.getInstanceTypeOfferings({ locationType: "region" });
    return unofferedTypes(named, instanceTypes, region);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await pulumi.log.warn(
      `whether AWS has the instance types of this stack couldn't be asked (ec2:DescribeInstanceTypeOfferings): ${reason}`,
    );
    return [];
  }
}
