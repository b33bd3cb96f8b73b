// Asks which roles the account has, so that a preview reports one that is missing.
import * as aws from "@pulumi/aws";

/** Those of the names that the account has no role of. @throws the provider's error if it can't be asked. */
export async function missingRoles(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    names.map(async (name) => ((await unlessMissing(aws.iam.getRole({ name }))) ? undefined : name)),
  );
  return found.flatMap((name) => name ?? []);
}

/** Nothing where there is no such thing, by the provider's own words: no lookup answers "none" without an error. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/couldn't find resource|NoSuchEntity|ResourceNotFound|empty result|: not found/i.test(String(error)))
      return undefined;
    throw error;
  }
}
