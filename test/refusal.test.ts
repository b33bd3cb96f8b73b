// Tests a refusal as the Pulumi SDK takes it.
import { RunError } from "@pulumi/pulumi";
import { Refusal } from "../src/refusal";

test("is to the SDK an error whose text is all there is to say", () => {
  expect(RunError.isInstance(new Refusal([]))).toBe(true);
});
