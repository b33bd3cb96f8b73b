// Tests that every control listed as served is proved by resources that a stack declares and by existing tests.
import { readControls } from "../../../tools/reference/controls";
import { declaredTypes, isThere } from "./proofs";

const { measures, frameworks } = readControls();
const declared = declaredTypes();
const controls = frameworks.flatMap((framework) => framework.controls);

test.each(Object.entries(measures))(
  "%s is done by resources of a stack, and proved",
  (_, { resources, tests }) => {
    expect(resources.filter((type) => !declared.has(type))).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((proof) => !isThere(proof))).toEqual([]);
  },
);

test("every measure serves a control, and every control names measures that there are", () => {
  const named = controls.flatMap((control) => control.measures);
  expect(Object.keys(measures).filter((key) => !named.includes(key))).toEqual([]);
  expect(named.filter((key) => !(key in measures))).toEqual([]);
});

test.each(frameworks.map((one) => [one.title, one] as const))(
  "each control of %s is there once, and says what stays the company's",
  (_, { controls: own, source }) => {
    expect(source).toMatch(/^https:\/\/\S+$/);
    expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
    expect(own.filter(({ company, asks }) => company === "" || asks === "")).toEqual([]);
  },
);
