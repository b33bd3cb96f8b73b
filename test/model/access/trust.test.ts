// Tests the trust policies of roles: who may take one on, and on whose behalf.
import { trustPods, trustRole, trustService } from "../../../src/model/access/trust";

const statement = (document: string) => JSON.parse(document).Statement[0];

test("a service is trusted alone, or for one account", () => {
  expect(statement(trustService("ec2.amazonaws.com"))).toEqual({
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: ["sts:AssumeRole"],
  });
  expect(
    statement(trustService("dms.eu-west-1.amazonaws.com", { account: "111122223333" })).Condition,
  ).toEqual({ StringEquals: { "aws:SourceAccount": "111122223333" } });
});

test("pods are trusted by their namespace and service account", () => {
  expect(statement(trustPods("prod", "booking"))).toEqual({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/kubernetes-namespace": "prod",
        "aws:RequestTag/kubernetes-service-account": "booking",
      },
    },
  });
});

test("a role trusts another one by its ARN, with the tags of its session", () => {
  expect(statement(trustRole("arn:role"))).toEqual({
    Effect: "Allow",
    Principal: { AWS: "arn:role" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
  });
});
