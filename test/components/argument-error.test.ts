// Tests how a component's arguments are refused: all problems at once, without a stack trace.
import * as pulumi from "@pulumi/pulumi";
import { ArgumentError, refuseArguments, type ArgumentProblem } from "../../components/argument-error";
import { deploy } from "../mocks";

class Example extends pulumi.ComponentResource {
  constructor(name: string, ...problems: ArgumentProblem[]) {
    refuseArguments(Example, name, problems);
    super("crossover:test:Example", name);
  }
}

test("all problems are reported once, each with its path, named with the component", async () => {
  const problems = [
    { propertyPath: "targets[1].address", reason: "is missing" },
    { propertyPath: "max", reason: "is below min (3)" },
  ];
  const refused = deploy(() => new Example("shop", ...problems));
  await expect(refused).rejects.toThrow(new ArgumentError("Example shop", problems));
  await expect(refused).rejects.toThrow(
    /^Example shop can't be made, 2 problems with its arguments:\n {2}args.targets\[1\].address is missing\n {2}args.max is below min \(3\)$/,
  );
});

test("Pulumi prints it without a stack trace, since it is a RunError", async () => {
  const refused = deploy(() => new Example("shop", { propertyPath: "max", reason: "is missing" }));
  await expect(refused).rejects.toThrow(/one problem with its arguments/);
  await expect(refused.catch((error: unknown) => pulumi.RunError.isInstance(error))).resolves.toBe(true);
});

test("without problems nothing is refused", async () => {
  const { resources } = await deploy(() => new Example("shop"));
  expect(resources.map(({ name }) => name)).toEqual(["shop"]);
});
