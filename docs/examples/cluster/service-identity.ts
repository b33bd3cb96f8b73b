// The pods of one service account read S3.
import { ServiceIdentity } from "../../../components/cluster/service-identity";

new ServiceIdentity("reports-identity", {
  clusterName: "prod-blue",
  namespace: "prod",
  serviceAccount: "reports",
  policyArns: { read: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
});
