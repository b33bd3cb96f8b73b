// Trust policies of IAM roles.

/** The policy document that lets an AWS service take a role on, e.g. `ec2.amazonaws.com`. */
export function trustService(service: string, actions: readonly string[] = ["sts:AssumeRole"]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: actions }],
  });
}
