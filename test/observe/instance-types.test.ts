// Tests that AWS is asked which instance types there are, and what follows where it can't be asked.
import * as pulumi from "@pulumi/pulumi";
import type { NamedType } from "../../src/model/nodes/offered-types";
import { instanceTypeProblems } from "../../src/observe/instance-types";
import { deploy } from "../mocks";

const named: NamedType[] = [
  { path: "api", kind: "type", name: "m5.lrage" },
  { path: "blue", kind: "family", name: "m7g" },
];

afterEach(() => jest.restoreAllMocks());

async function check(types: readonly NamedType[], answer?: () => object) {
  let asked = 0;
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const { result } = await deploy(() => instanceTypeProblems(types), {
    calls: {
      "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": () => {
        asked++;
        return answer?.() ?? { region: "eu-west-1", instanceTypes: ["m5.large", "m7g.large"] };
      },
    },
  });
  return { asked, problems: result, warnings: warn.mock.calls.map(([text]) => text) };
}

test("those that AWS doesn't offer are refused", async () => {
  expect(await check(named)).toMatchObject({
    asked: 1,
    warnings: [],
    problems: [
      {
        rule: "account",
        path: "api",
        message: "AWS has no instance type `m5.lrage` in eu-west-1",
        allowed: "m5.large",
      },
    ],
  });
});

test("where none is named, nothing is asked", async () => {
  expect(await check([])).toMatchObject({ asked: 0, problems: [] });
});

test("where AWS can't be asked, that is warned of, and nothing is refused", async () => {
  const denied = () => {
    const details = "UnauthorizedOperation";
    throw Object.assign(new Error(details), { details });
  };
  expect(await check(named, denied)).toEqual({
    asked: 1,
    problems: [],
    warnings: [expect.stringContaining("ec2:DescribeInstanceTypeOfferings") as string],
  });
});
