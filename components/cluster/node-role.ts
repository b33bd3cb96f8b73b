// Declares the IAM role of nodes.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustService } from "../../src/model/access/trust";

/**
 * What a node itself may do. `AmazonEKSWorkerNodeMinimalPolicy` isn't enough: it lacks `ec2:DescribeInstances`, which
 * Amazon Linux 2023 calls before it joins (https://github.com/awslabs/amazon-eks-ami/issues/2423 shows the call). The
 * VPC CNI has a role of its own.
 */
const nodePolicies = {
  worker: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
  registry: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
};

/** The role, its attachments, and all of them as one list: without its policies a drained node can't leave cleanly. */
export function nodeRole(
  name: string,
  description: string,
  parent: pulumi.Resource,
): { role: aws.iam.Role; attachments: aws.iam.RolePolicyAttachment[] } {
  const role = new aws.iam.Role(
    `${name}-role`,
    { description, assumeRolePolicy: trustService("ec2.amazonaws.com") },
    { parent },
  );
  const attachments = Object.entries(nodePolicies).map(
    ([key, policyArn]) =>
      new aws.iam.RolePolicyAttachment(`${name}-${key}`, { role: role.name, policyArn }, { parent }),
  );
  return { role, attachments };
}
