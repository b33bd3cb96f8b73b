// Asks a cluster whether it lets principals in already, by entries that aren't this stack's.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { unlessMissing } from "./roles";

/** Those of the principals who have an entry. Where EKS can't be asked, that is only warned of: it refuses a second one. */
export async function principalsWithEntry(
  clusterName: string,
  principals: readonly string[],
): Promise<string[]> {
  try {
    const found = await Promise.all(
      principals.map((principalArn) =>
        unlessMissing(aws.eks.getAccessEntry({ clusterName, principalArn })).then((entry) =>
          entry ? [principalArn] : [],
        ),
      ),
    );
    return found.flat();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await pulumi.log.warn(
      `who has an access entry in the cluster ${clusterName} couldn't be asked (eks:DescribeAccessEntry): ${reason}`,
    );
    return [];
  }
}
