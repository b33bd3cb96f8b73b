// Tests how long it is between the runs of a schedule.
import * as fc from "fast-check";
import { leastMinutesBetween } from "../../src/schema/cron";

const day = 24 * 60;

test.each<[string, number | undefined]>([
  ["* * * * *", 1],
  ["*/20 * * * *", 20],
  ["*/40 * * * *", 20],
  ["5,50 * * * *", 15],
  ["0 * * * *", 60],
  ["0 9-17 * * *", 60],
  ["15 3 * * *", day],
  ["0 6,23 * * *", 7 * 60],
  ["0 2 * * 0", 7 * day],
  ["0 2 * * sat,sun", day],
  ["0 0 1 * *", 28 * day],
  ["0 0 1,15 * *", 14 * day],
  ["0 0 31 * *", 31 * day],
  ["0 0 1 1 *", 365 * day],
  ["0 0 29 2 *", (4 * 365 + 1) * day],
  // Either day will do where both are named, and both are asked for where a step of one is left.
  ["0 0 1 * 1", day],
  ["0 0 */1 * 1", 7 * day],
  ["0 0 */2 * *", day],
  ["50 23,0 * * *", 60],
])("%s", (expression, minutes) => {
  expect(leastMinutesBetween(expression)).toBe(minutes);
});

test("is the least of the gaps that a clock finds", () => {
  const list = (max: number, least = 0) =>
    fc
      .uniqueArray(fc.integer({ min: least, max }), { minLength: 1, maxLength: 3 })
      .map((all) => all.join(","));
  const field = (max: number, least = 0) => fc.oneof(fc.constant("*"), list(max, least));
  fc.assert(
    fc.property(list(59), list(23), field(28, 1), field(6), (minutes, hours, days, week) => {
      const has = (text: string, value: number) =>
        text === "*" || text.split(",").map(Number).includes(value);
      const runs: number[] = [];
      for (let at = 0; at < 400 * day; at++) {
        const date = new Date(Date.UTC(2024, 0, 1) + at * 60_000);
        if (!has(minutes, date.getUTCMinutes()) || !has(hours, date.getUTCHours())) continue;
        const [month, weekday] = [has(days, date.getUTCDate()), has(week, date.getUTCDay())];
        const either = days !== "*" && week !== "*";
        if (either ? month || weekday : month && weekday) runs.push(at);
      }
      const least = Math.min(...runs.slice(1).map((at, i) => at - runs[i]!));
      const told = leastMinutesBetween(`${minutes} ${hours} ${days} * ${week}`)!;
      expect(told).toBeLessThanOrEqual(least);
      // Eight years may hold a shorter gap than 400 days, but only between days.
      if (least < day) expect(told).toBe(least);
    }),
    { numRuns: 12 },
  );
});
