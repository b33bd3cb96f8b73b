// Tests that Elastic Beanstalk is asked for the solution stacks of services, and what follows where there are none.
import * as pulumi from "@pulumi/pulumi";
import { platformProblems } from "../../src/observe/platforms";
import { deploy } from "../mocks";
import { web } from "../model/services";

const stack = "64bit Amazon Linux 2023 v4.5.0 running Docker";
const offered = [
  "64bit Amazon Linux 2023 v4.13.5 running Docker",
  "64bit Amazon Linux 2023 v4.5.00 running Docker",
];
const legacy = {
  manage: "create",
  platform: "beanstalk",
  stack,
  instanceType: "m5.large",
  min: 1,
  max: 1,
} as const;

afterEach(() => jest.restoreAllMocks());

async function check(stacks: readonly string[], failure?: string, services = [{ ...web, legacy }]) {
  const asked: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const { result } = await deploy(() => platformProblems(services), {
    calls: {
      "aws:elasticbeanstalk/getSolutionStack:getSolutionStack": ({ nameRegex }) => {
        asked.push(nameRegex as string);
        const name = stacks.find((one) => new RegExp(nameRegex as string).test(one));
        const details =
          failure ?? "Your query returned no results. Please change your search criteria and try again.";
        if (name === undefined || failure) throw Object.assign(new Error(details), { details });
        return { name };
      },
    },
  });
  return { asked, problems: result, warnings: warn.mock.calls.map(([text]) => text) };
}

const refused = (allowed: string) => [
  {
    rule: "account",
    path: `services/${web.name}.yaml: legacy.stack`,
    message: `Elastic Beanstalk has no solution stack \`${stack}\` for this account and region`,
    allowed,
  },
];

test("a stack that is offered, asked for by its whole name", async () => {
  expect(await check([...offered, stack])).toEqual({
    asked: ["^64bit Amazon Linux 2023 v4\\.5\\.0 running Docker$"],
    problems: [],
    warnings: [],
  });
});

test("one that isn't is refused with the newest of its kind", async () => {
  expect((await check(offered)).problems).toEqual(refused(offered[0]!));
  expect((await check([])).problems).toEqual(
    refused("one of those that `aws elasticbeanstalk list-available-solution-stacks` lists"),
  );
});

test("where no service has one, nothing is asked", async () => {
  expect(await check([], undefined, [])).toMatchObject({ asked: [], problems: [] });
});

test("where AWS can't be asked, that is warned of, and nothing is refused", async () => {
  expect(await check([], "AccessDenied: no")).toMatchObject({
    problems: [],
    warnings: [expect.stringContaining("elasticbeanstalk:ListAvailableSolutionStacks")],
  });
});
