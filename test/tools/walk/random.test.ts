// Tests that draws can be repeated, and follow their weights.
import { Random } from "../../../tools/walk/random";

test("a seed and a step decide what is drawn", () => {
  const draw = (seed: number, step: number) => {
    const random = new Random(seed, step);
    return Array.from({ length: 5 }, () => random.below(1_000));
  };
  expect(draw(1, 2)).toEqual(draw(1, 2));
  expect(draw(1, 3)).not.toEqual(draw(1, 2));
  expect(draw(2, 2)).not.toEqual(draw(1, 2));
});

test("each key is drawn as often as its weight says", () => {
  const counts: Record<string, number> = {};
  for (let step = 0; step < 4_000; step++) {
    const key = new Random(7, step).weighted({ often: 3, seldom: 1, never: 0 });
    counts[key] = (counts[key] ?? 0) + 1;
  }
  expect(counts.never).toBeUndefined();
  expect(counts.often! / 4_000).toBeCloseTo(0.75, 1);
});
