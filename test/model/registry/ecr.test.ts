// Tests where copies of images can go; the component's test has what is kept and who pulls.
import { replicaProblems, type Replica } from "../../../src/model/registry/ecr";

test.each<[string, Replica[], (string | number)[][]]>([
  ["nowhere", [], []],
  ["another region", [{ region: "eu-central-1" }], []],
  ["another account in the same region", [{ region: "eu-west-1", account: "111122223333" }], []],
  [
    "two accounts in one region",
    [{ region: "eu-central-1" }, { region: "eu-central-1", account: "111122223333" }],
    [],
  ],
  ["the same registry", [{ region: "eu-west-1" }], [[0, "the images are in eu-west-1 already"]]],
  [
    "a region twice",
    [{ region: "eu-central-1" }, { region: "us-east-1" }, { region: "eu-central-1" }],
    [[2, "the own account, eu-central-1 is named twice"]],
  ],
])("copies to %s", (_, replicas, expected) => {
  expect(replicaProblems(replicas, "eu-west-1").map(({ index, message }) => [index, message])).toEqual(
    expected,
  );
});
