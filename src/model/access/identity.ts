// Compares identities of AWS.

/** Who asks AWS. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Of an assumed role, each session has a name of its own; the role is who it is. */
export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.account === b.account && withoutSession(a.arn) === withoutSession(b.arn);
}

function withoutSession(arn: string): string {
  return arn.replace(/(:assumed-role\/.+)\/[^/]*$/, "$1");
}

/**
 * `123456789012-role-ops` of `arn:aws:iam::123456789012:role/platform/ops`, and of the sessions of that role, whose ARNs
 * have no path. A name is unique in its account whatever the path
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function principalKey(arn: string): string {
  const [, , , , account, resource = ""] = withoutSession(arn).split(":");
  const path = resource.replace(/^assumed-role\//, "role/").split("/");
  return `${account}-${path[0]}-${path.at(-1)}`;
}
