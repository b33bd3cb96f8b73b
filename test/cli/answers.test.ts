import { allAnswers } from "../../src/cli/answers";

const later = (reason: string) =>
  new Promise<never>((_, reject) => setImmediate(() => reject(new Error(reason))));
const now = (reason: string) => Promise.reject(new Error(reason));

test("answers are in the order of their questions", async () => {
  expect(await allAnswers([Promise.resolve("first"), 2, undefined])).toEqual(["first", 2, undefined]);
});

test("every question without an answer is named, in order, whichever failed first", async () => {
  await expect(allAnswers([later("first"), Promise.resolve(1), now("second")])).rejects.toThrow(
    /^first; second$/,
  );
});

test("what several questions say alike is said once", async () => {
  await expect(allAnswers([later("no token"), now("no token")])).rejects.toThrow(/^no token$/);
});
