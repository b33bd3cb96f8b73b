// Tests what a rehearsed update comes to when routes answered less for a while.
import { availabilityLines, judgeDips } from "../../src/cli/dips";

const seen = (availability: number, fell: boolean, reason?: string) => ({
  route: "api.example.com",
  availability,
  operation: availability < 1 ? "delete the balancer" : "none",
  reason,
  fell,
});
const full = seen(1, false);
const dip = seen(0.579, true, "legacy: no load balancer has the address");
const never = seen(0, false, "it never answered");

test.each([
  ["done", [full], false, "done"],
  ["done", [], false, "done"],
  ["done", [full, dip], false, "dipped"],
  ["done", [full, dip], true, "done"],
  ["done", [never], false, "done"],
  ["failed", [dip], false, "failed"],
  ["refused", [full], false, "refused"],
] as const)("%s, having seen %j, with --allow-dip %s, comes to %s", (result, list, allowDip, expected) => {
  const judged = judgeDips(result, list, { allowDip });
  expect(judged.result).toBe(expected);
  const { fell: _, ...told } = dip;
  expect(judged.dips).toEqual(list.some(({ fell }) => fell) ? [told] : undefined);
});

test.each([
  ["done", [], []],
  ["done", [full], ["every route answered in full after every operation"]],
  ["done", [never], ["api.example.com answered only 0 % after delete the balancer: it never answered"]],
  [
    "dipped",
    [dip, full],
    [
      "api.example.com answered only 57 % after delete the balancer: legacy: no load balancer has the address",
      "dipped: clients would have noticed; with `--allow-dip` such an update counts as done",
    ],
  ],
  ["failed", [full], []],
  ["failed", [never], []],
  [
    "failed",
    [dip],
    [
      "api.example.com answered only 57 % after delete the balancer: legacy: no load balancer has the address",
    ],
  ],
] as const)("%s, having seen %j, says so", (result, list, lines) => {
  expect(availabilityLines(result, list)).toEqual(lines);
});
