// Tests how characters are shown that a terminal would obey, or not show.
import { visible } from "../../../src/model/names/visible";

test.each([
  ["api-v2 `ü` 🙂", "api-v2 `ü` 🙂"],
  ["\x1b[31m", "\\x1b[31m"],
  ["\0\n\x7f\x9b", "\\x00\\x0a\\x7f\\x9b"],
  ["\u202egnp", "\\u202egnp"],
  ["\u2028\ud800", "\\u2028\\ud800"],
  ["\u{e0041}", "\\U000e0041"],
])("%j as %j", (text, expected) => {
  expect(visible(text)).toBe(expected);
});
