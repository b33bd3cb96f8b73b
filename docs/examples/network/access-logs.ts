// A bucket for the access logs of load balancers, kept for 30 days.
import * as aws from "@pulumi/aws";
import { AccessLogs } from "../../../components/network/access-logs";

const account = aws.getCallerIdentityOutput().accountId;
const { bucketName } = new AccessLogs("shop-logs", { region: "eu-west-1", account, retentionDays: 30 });

export const accessLogs = { bucket: bucketName, enabled: true };
