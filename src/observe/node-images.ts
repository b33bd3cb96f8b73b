// Asks whether there are the images that Karpenter's nodes start from: without one, no node ever starts.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { missingImages, namedImages } from "../model/nodes/offered-images";
import type { Problem } from "../model/problem";

/** The releases that have no image for the pools. Where AWS can't be asked, that is only warned of. */
export async function nodeImageProblems(
  clusters: Parameters<typeof namedImages>[0],
  file: string,
): Promise<Problem[]> {
  const named = namedImages(clusters, file);
  const parameters = [...new Set(named.flatMap((one) => one.parameters))];
  const missing = new Set<string>();
  const failures = new Set<string>();
  await Promise.all(
    parameters.map(async (name) => {
      try {
        await aws.ssm.getParameter({ name });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (isNoSuchParameter(reason)) missing.add(name);
        else failures.add(reason);
      }
    }),
  );
  if (failures.size > 0)
    await pulumi.log.warn(
      `whether AWS has the images of this stack's nodes couldn't be asked (ssm:GetParameter): ${[...failures].join("; ")}`,
    );
  return missingImages(named, missing);
}

/** By the provider's own words or the API's. */
function isNoSuchParameter(reason: string): boolean {
  return /couldn't find resource|ParameterNotFound/i.test(reason);
}
