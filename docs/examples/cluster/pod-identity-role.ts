// A role for pods that read S3.
import { PodIdentityRole } from "../../../components/cluster/pod-identity-role";

const role = new PodIdentityRole("reports-role", {
  description: "Reports: reads its files",
  namespace: "prod",
  serviceAccount: "reports",
  policyArns: { read: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
});

export const { arn } = role;
