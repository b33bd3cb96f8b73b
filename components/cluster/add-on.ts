// Declares one add-on of EKS.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Declares an add-on below its component; EKS overwrites what another hand has changed of it. */
export function declareAddOn(
  parent: pulumi.Resource,
  name: string,
  args: Pick<aws.eks.AddonArgs, "clusterName" | "addonVersion" | "podIdentityAssociations"> & {
    readonly addonName: string;
    readonly configurationValues?: string;
  },
  dependsOn: readonly pulumi.Resource[],
): aws.eks.Addon {
  return new aws.eks.Addon(
    `${name}-${args.addonName}`,
    { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE", ...args },
    { parent, dependsOn: [...dependsOn] },
  );
}
