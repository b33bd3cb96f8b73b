// The name of an IAM role whose logical name may be too long for an autoname.
import { limits } from "./names/limits";

/** What the AWS provider takes (https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/, `namePrefix`). */
const maxRolePrefix = 38;

/** Nothing while an autoname fits, else the longest prefix that the provider takes. */
export function roleNaming(name: string): { namePrefix?: string } {
  const fits = name.length <= limits.iamRole - limits.autoNameSuffix;
  return fits ? {} : { namePrefix: name.slice(0, maxRolePrefix) };
}
