// Tests order without a dependency: what waits, for what, and that no preview hangs on it.
import * as aws from "@pulumi/aws";
import { resolveAfter } from "../../components/order";
import { deploy, type MockOverrides } from "../mocks";

const key = "aws:kms/key:Key";

/** A key that is described once others have been written. */
const described = (others: readonly string[], how?: MockOverrides) =>
  deploy(() => {
    const first = others.map((name) => new aws.kms.Key(name));
    new aws.kms.Key("last", { description: resolveAfter(first, "mine") });
  }, how);

test.each([[["first"]], [["first", "second"]]])(
  "the value comes once %j have been written",
  async (others) => {
    for (const name of others) {
      const { waiting, inputs, of } = await described(others, { holdBack: { type: key, name } });
      expect(waiting).toEqual(["last"]);
      expect(inputs(key).last).toEqual({ description: "mine" });
      expect(of(key).map(({ dependencies }) => dependencies)).toEqual(of(key).map(() => []));
    }
  },
);

test("without any it is there at once", () => {
  expect(resolveAfter([], 5)).toBe(5);
});

test("a preview that knows nothing of the others knows the value", async () => {
  const { inputs } = await described(["first"], { preview: true });
  expect(inputs(key).last).toEqual({ description: "mine" });
});
