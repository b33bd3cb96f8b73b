// Tests a step down that is killed half-way: every name still answers, no leap follows, and both ways out are open.
import { describeKills } from "./kills";

const between = {
  left: { legacy: 100, blue: 25 },
  rule: "unfinished",
  allowed: "25 to finish it, 5 to go down",
} as const;

describeKills(25, 0, [
  { fault: "kill@1", left: { legacy: 75, blue: 25 }, rule: "ladder", allowed: "50" },
  { fault: "kill-after@1", ...between },
  { fault: "kill@2", ...between },
  { fault: "kill-after@2", left: { legacy: 100, blue: 0 }, rule: "ladder", allowed: "5" },
]);
