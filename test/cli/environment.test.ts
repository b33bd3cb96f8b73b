// Tests that a change of this process's environment is taken back.
import { withEnvironment } from "../../src/cli/environment";

const names = ["CROSSOVER_TEST_SET", "CROSSOVER_TEST_UNSET"] as const;
const seen = () => names.map((name) => process.env[name]);

beforeEach(() => {
  process.env[names[0]] = "before";
  Reflect.deleteProperty(process.env, names[1]);
});

const during = { [names[0]]: "during", [names[1]]: "during" };

test("variables are there while the work runs, and as they were afterwards", async () => {
  expect(await withEnvironment(during, () => Promise.resolve(seen()))).toEqual(["during", "during"]);
  expect(seen()).toEqual(["before", undefined]);
  expect(names[1] in process.env).toBe(false);
});

test("work that fails leaves none of them behind", async () => {
  await expect(withEnvironment(during, () => Promise.reject(new Error("stopped")))).rejects.toThrow(
    "stopped",
  );
  expect(seen()).toEqual(["before", undefined]);
});
