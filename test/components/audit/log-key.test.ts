// Tests the key of log groups: exact inputs.
import { LogKey } from "../../../components/audit/log-key";
import { logKeyPolicy } from "../../../src/model/audit/policies";
import { deploy, expectChildNames, valueOf } from "../../mocks";

test("rotates, and serves the log groups of its region and account alone", async () => {
  const { result, inputs, resources } = await deploy(
    () => new LogKey("prod-logs", { region: "eu-west-1", account: "111122223333" }),
  );
  expect(inputs("aws:kms/key:Key")).toEqual({
    "prod-logs": {
      description: "Log groups",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: logKeyPolicy("eu-west-1", "111122223333"),
    },
  });
  expect(inputs("aws:kms/alias:Alias")).toEqual({ "prod-logs": { targetKeyId: "prod-logs-id" } });
  expect(await valueOf(result.arn)).toMatch(/:prod-logs$/);
  expect(resources).toHaveLength(3);
  expectChildNames(resources);
});
