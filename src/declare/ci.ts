// Declares the roles that a pipeline assumes, where the stack file asks for them.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { CiIdentity } from "../../components/access/ci-identity";
import { issuerUrl } from "../model/access/ci";
import type { CiSettings } from "../schema/stack/ci";

export interface CiArgs {
  readonly stackName: string;
  /** Nothing where the stack has none of its own. */
  readonly ci?: CiSettings;
  /** The physical names of the clusters that the stack makes, by id, once they are there. */
  readonly clusters: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The roles' ARNs, for the variables of the pipeline. */
export function declareCi({ stackName, ci, clusters }: CiArgs): {
  ci?: Record<string, pulumi.Output<string>>;
} {
  if (!ci) return {};
  const providerArn =
    ci.identityProvider === "adopt"
      ? aws.iam.getOpenIdConnectProviderOutput({ url: issuerUrl }).arn
      : undefined;
  const { previewRoleArn, applyRoleArn } = new CiIdentity(`${stackName}-ci`, {
    ...ci,
    providerArn,
    clusters,
  });
  return { ci: { preview: previewRoleArn, apply: applyRoleArn } };
}
