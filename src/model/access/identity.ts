// Compares two identities of AWS.

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
