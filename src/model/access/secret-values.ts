// Finds values that look like secrets in files that are committed and in the stack's state.

/** What gives a secret away, and what it is then. The more telling come first. */
const secretForms: readonly (readonly [what: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i],
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/],
  ["a Slack token", /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ["a Stripe key", /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ["a signed token (JWT)", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./],
  ["a password", /(pass(word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key)\s*=\s*[^\s;&]+/i],
];

/** Names of variables that hold a secret, whatever it looks like. */
const secretVariable =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/;

/** Values that are none though the name says so: switches, numbers, and places where the secret is found. */
const harmlessValue = /^(|true|false|yes|no|on|off|\d{1,5}|[./~][\w./~-]*)$/i;

/** What a text looks like, as `a private key`; nothing if it gives no secret away. */
export function secretIn(text: string): string | undefined {
  return secretForms.find(([, form]) => form.test(text))?.[0];
}

/** The same for the value of a variable, whose name may tell more. */
export function secretInVariable(name: string, value: string): string | undefined {
  return (
    secretIn(value) ??
    (secretVariable.test(name) && !harmlessValue.test(value) ? "a secret by its name" : undefined)
  );
}
