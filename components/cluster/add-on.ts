// Declares one add-on of EKS.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Declares an add-on below its component, once others are there; EKS overwrites what others have changed of it. */
export function declareAddOn<Name extends string>(
  parent: pulumi.Resource,
  name: string,
  args: {
    readonly clusterName: pulumi.Input<string>;
    readonly versions: Readonly<Record<Name, string>>;
  },
  addonName: Name,
  after: readonly pulumi.Resource[],
  more: Pick<aws.eks.AddonArgs, "configurationValues" | "podIdentityAssociations"> = {},
): aws.eks.Addon {
  return new aws.eks.Addon(
    `${name}-${addonName}`,
    {
      clusterName: args.clusterName,
      addonName,
      addonVersion: args.versions[addonName],
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      ...more,
    },
    { parent, dependsOn: [...after] },
  );
}
