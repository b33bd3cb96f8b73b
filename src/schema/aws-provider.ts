// Defines the `aws:` keys that decide as whom, and where, the AWS provider asks; others may ask as it does.
import { z } from "zod";

/** A name of digits alone arrives as a number, and of a secret a file has only what encrypts it: a mapping. */
const words = z
  .union([z.string().min(1), z.number().transform(String)])
  .optional()
  .catch(undefined);
const list = <T extends z.ZodType>(item: T) => z.array(item).default([]).catch([]);
const flag = z.union([z.boolean(), z.stringbool()]).default(false).catch(false);

/** A role that is taken on, in the provider's own words. */
const assumedRole = z.object({
  roleArn: z.string(),
  externalId: z.string().optional(),
  sessionName: z.string().optional(),
  sourceIdentity: z.string().optional(),
  policy: z.string().optional(),
  policyArns: z.array(z.string()).optional(),
  duration: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  transitiveTagKeys: z.array(z.string()).optional(),
});

/**
 * What isn't set is found where the provider finds it too: in the environment, in files, or from the machine. Mistakes are
 * the provider's to report, and read as not set here.
 *
 * @see https://www.pulumi.com/registry/packages/aws/installation-configuration/
 */
export const awsProvider = z.object({
  region: z.string().default("").catch(""),
  profile: words,
  accessKey: words,
  secretKey: words,
  token: words,
  /** Taken on one after the other. */
  assumeRoles: list(assumedRole),
  /** Addresses by service, e.g. `{ cloudwatch: "http://localhost:4566" }`. */
  endpoints: list(z.record(z.string(), z.string())),
  useFipsEndpoint: flag,
  useDualstackEndpoint: flag,
});

export type AwsProvider = z.infer<typeof awsProvider>;
export type AssumedRole = z.infer<typeof assumedRole>;

/** The `aws:` keys by which a provider is led to an account, and to what answers for it. */
export const accountKeys: readonly string[] = [
  ...["accessKey", "secretKey", "token", "profile", "assumeRoles", "assumeRoleWithWebIdentity"],
  ...["endpoints", "useFipsEndpoint", "useDualstackEndpoint"],
].map((name) => `aws:${name}`);
