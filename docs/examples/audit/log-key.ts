// A key, and a log group that is encrypted with it.
import * as aws from "@pulumi/aws";
import { LogKey } from "../../../components/audit/log-key";

const key = new LogKey("prod-logs", { region: "eu-west-1", account: "111122223333" });

new aws.cloudwatch.LogGroup("prod", { kmsKeyId: key.arn });
