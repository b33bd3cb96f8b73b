// Tests what is asked of the account before anything is declared: the role that spot machines need.
import { join } from "node:path";
import { observeAccount } from "../../src/observe/account";
import { loadEnvironment } from "../../src/config/index";
import { fileOf, readStackFile } from "../../src/config/stack";
import { deploy, refuse } from "../mocks";

const root = join(__dirname, "../..");

async function check(stackName: string, answer: () => object) {
  const file = fileOf(stackName);
  const { environment } = loadEnvironment(root, file, readStackFile(root, stackName));
  const asked: unknown[] = [];
  const caller = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/test" };
  const past = Promise.resolve({ recorded: new Map(), resources: [], now: new Date(), caller });
  const { result } = await deploy(
    async () =>
      (await observeAccount(environment!, stackName, file, past)).problems.map(
        ({ rule, path }) => `${rule} ${path}`,
      ),
    {
      calls: {
        "aws:iam/getRole:getRole": ({ name }) => {
          asked.push(name);
          return answer();
        },
      },
    },
  );
  return { asked, problems: result };
}

const missing = () => refuse("reading IAM Role (AWSServiceRoleForEC2Spot): couldn't find resource");

test("pools of spot machines are refused where the account has no role for them", async () => {
  expect(await check("prod", missing)).toEqual({
    asked: ["AWSServiceRoleForEC2Spot"],
    problems: ["spot", "gpu"].map(
      (pool) => `account Pulumi.prod.yaml: crossover:clusters.blue.nodePools.${pool}.capacity`,
    ),
  });
});

test("with the role nothing is refused, and without such pools it isn't asked for", async () => {
  expect(await check("prod", () => ({ arn: "arn:role" }))).toMatchObject({ problems: [] });
  expect(await check("staging", missing)).toEqual({ asked: [], problems: [] });
});
