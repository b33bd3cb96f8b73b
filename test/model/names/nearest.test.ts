// Tests near matches of mistyped names.
import fc from "fast-check";
import { didYouMean, nearest } from "../../../src/model/names/nearest";

fc.configureGlobal({ seed: 20 });

test.each([
  ["apo", ["ingest", "api", "search"], ["api"]],
  ["pai", ["api"], ["api"]],
  ["ap", ["api"], ["api"]],
  ["apii", ["api"], ["api"]],
  ["API", ["api"], ["api"]],
  ["serach", ["search", "starch"], ["search", "starch"]],
  ["kuberntes", ["legacy", "kubernetes"], ["kubernetes"]],
  ["billing", ["api", "auth"], []],
  ["ap", ["go", "db"], []],
  ["a", [], []],
])("%s among %j is near %j", (word, candidates, expected) =>
  expect(nearest(word, candidates)).toEqual(expected),
);

test("the best come first, three at most", () => {
  expect(nearest("worker", ["workre1", "workers", "porter", "worked", "works", "worker1"])).toEqual([
    "workers",
    "worked",
    "worker1",
  ]);
});

test("a single slip is always forgiven", () => {
  const word = fc.stringMatching(/^[a-z]{2,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), (given, place) => {
      const at = place % given.length;
      const slips = [
        given.slice(0, at) + given.slice(at + 1),
        `${given.slice(0, at)}x${given.slice(at)}`,
        `${given.slice(0, at)}x${given.slice(at + 1)}`,
        given.slice(0, at) +
          given
            .slice(at, at + 2)
            .split("")
            .reverse()
            .join("") +
          given.slice(at + 2),
      ];
      for (const slip of slips) expect(nearest(slip, [given])).toEqual([given]);
    }),
  );
});

test("the question names what was probably meant, or is left out", () => {
  expect(`unknown route \`apo\`${didYouMean("apo", ["api", "auth"])}`).toBe(
    "unknown route `apo` (did you mean `api`?)",
  );
  expect(didYouMean("ap1", ["api", "apx"])).toBe(" (did you mean `api` or `apx`?)");
  expect(didYouMean("billing", ["api", "auth"])).toBe("");
});
