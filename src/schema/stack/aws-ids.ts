// Defines how stack files write the ids of what already exists in AWS.
import { text } from "../common";

const id = (prefix: string, what: string) =>
  text(
    new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`),
    `must be the id of ${what}, such as \`${prefix}-0a1b2c3d4e5f67890\``,
  );

export const vpcId = id("vpc", "a VPC");
export const subnetId = id("subnet", "a subnet");
export const routeTableId = id("rtb", "a route table");
export const securityGroupId = id("sg", "a security group");

/** An AWS account. */
export const account = text(
  /^\d{12}$/,
  'must be an account id of 12 digits, in quotes, such as `"111122223333"`',
);

/** A certificate in ACM. */
export const certificateArn = text(
  /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-zA-Z-]+$/,
  "must be the ARN of a certificate in ACM, such as `arn:aws:acm:eu-west-1:111122223333:certificate/…`",
);

/** A SAML identity provider in IAM. */
export const samlProviderArn = text(
  /^arn:aws[a-z-]*:iam::\d{12}:saml-provider\/[\w.-]+$/,
  "must be the ARN of a SAML provider in IAM, such as `arn:aws:iam::111122223333:saml-provider/vpn`",
);
